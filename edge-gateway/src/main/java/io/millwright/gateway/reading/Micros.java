package io.millwright.gateway.reading;

import java.time.Instant;

/**
 * Times as the gateway counts them, microseconds since 1970-01-01T00:00:00Z. For each reading, so
 * in plain arithmetic: {@link java.time.temporal.ChronoUnit#between} takes ten times as long.
 */
public final class Micros {
  private Micros() {}

  /** The gateway's clock. */
  public static long now() {
    return of(Instant.now());
  }

  /**
   * The whole microseconds up to a time.
   *
   * @throws ArithmeticException if it is more than 292,000 years away from 1970
   */
  public static long of(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }
}
