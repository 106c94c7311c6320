package io.millwright.simulators.replay;

import java.util.List;

/**
 * What one machine measured, row by row. It does not change while it is replayed, and is the same
 * when a replay resumes.
 */
public interface MachineHistory {
  /** Tag of the asset. */
  String asset();

  /** Names of the measurement points, which are the columns. */
  List<String> points();

  int rows();

  /** Microseconds since 1970-01-01T00:00:00Z; later in each row than in the one before. */
  long timeMicros(int row);

  /** The value in the point's unit; NaN = not measured in this row. */
  double value(int row, int point);
}
