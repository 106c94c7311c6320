package io.millwright.streams.historian;

import io.millwright.contracts.asset.AssetKey;
import java.util.List;

/**
 * Readings of one asset as columns: measurements, or the descriptors of an evaluation. A reading is
 * a place {@code i} in them, from 0 to {@link #size()}.
 */
interface ReadingColumns {
  AssetKey asset();

  /** Whether they are descriptors, which have points of their own. */
  boolean derived();

  /** The names that {@link #pointIndex} points into; best the same list again and again. */
  List<String> points();

  int size();

  int pointIndex(int i);

  /** Microseconds since 1970-01-01T00:00:00Z. */
  long timeMicros(int i);

  /** Finite. */
  double value(int i);

  int qualityCode(int i);

  /** Number of the message within its source; 0 = the source does not number its messages. */
  long sequence(int i);
}
