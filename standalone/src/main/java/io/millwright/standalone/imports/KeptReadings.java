package io.millwright.standalone.imports;

import io.millwright.contracts.asset.AssetId;
import java.util.Map;

/**
 * From when on readings of an organization's assets are kept. The historian takes in no older ones:
 * see "Retention" in docs/historian-and-streams.md.
 *
 * @param begins by asset, in microseconds since 1970; the empty name stands for all other assets
 */
record KeptReadings(Map<String, Long> begins) {
  /** All of them are kept, as far as is known. */
  static final KeptReadings ALL = new KeptReadings(Map.of());

  private static final String OTHERS = "";

  KeptReadings {
    begins = Map.copyOf(begins);
  }

  /** Microseconds since 1970; 0 = all are kept. */
  long fromMicros(AssetId asset) {
    return begins.getOrDefault(asset.value(), begins.getOrDefault(OTHERS, 0L));
  }
}
