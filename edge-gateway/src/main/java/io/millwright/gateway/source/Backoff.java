package io.millwright.gateway.source;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between attempts to connect: doubled each time, and each a little different, so that many
 * gateways do not call a server that comes back all at the same moment.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 500;
  private static final long LONGEST_MILLIS = 30_000;

  private final RandomGenerator random;
  private long millis = FIRST_MILLIS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The next wait, between half and all of 0.5 s, 1 s, 2 s and so on up to 30 s. */
  Duration next() {
    long wait = millis / 2 + random.nextLong(millis / 2 + 1);
    millis = Math.min(LONGEST_MILLIS, millis * 2);
    return Duration.ofMillis(wait);
  }

  void reset() {
    millis = FIRST_MILLIS;
  }
}
