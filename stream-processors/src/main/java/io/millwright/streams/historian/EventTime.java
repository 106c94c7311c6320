package io.millwright.streams.historian;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times as the database takes them. */
final class EventTime {
  private static final long MICROS = 1_000_000L;

  private EventTime() {}

  /**
   * @param micros since 1970-01-01T00:00:00Z
   */
  static OffsetDateTime utc(long micros) {
    return Instant.ofEpochSecond(
            Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000L)
        .atOffset(ZoneOffset.UTC);
  }
}
