package io.millwright.streams.historian;

import java.time.Duration;

/** Longer and longer pauses between attempts, up to a limit; by a monotonic clock. */
final class Backoff {
  private final long firstNanos;
  private final long mostNanos;
  private long pauseNanos;
  private long notBefore;
  private boolean waiting;

  Backoff(Duration first, Duration most) {
    firstNanos = first.toNanos();
    mostNanos = most.toNanos();
    pauseNanos = firstNanos;
  }

  boolean due(long nanoTime) {
    return !waiting || nanoTime - notBefore >= 0;
  }

  /** Whether it is the first failure since the last success. */
  boolean failed(long nanoTime) {
    boolean first = pauseNanos == firstNanos;
    notBefore = nanoTime + pauseNanos;
    pauseNanos = Math.min(pauseNanos * 2, mostNanos);
    waiting = true;
    return first;
  }

  void succeeded() {
    pauseNanos = firstNanos;
    waiting = false;
  }
}
