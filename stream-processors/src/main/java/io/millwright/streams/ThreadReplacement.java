package io.millwright.streams;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Grants a failed thread a successor, but only so many within a period. */
final class ThreadReplacement {
  private final int most;
  private final long periodNanos;
  private final Deque<Long> granted = new ArrayDeque<>();

  ThreadReplacement(int most, Duration period) {
    this.most = most;
    this.periodNanos = period.toNanos();
  }

  /** Whether there is another, at this reading of a monotonic clock. */
  synchronized boolean granted(long nanoTime) {
    while (!granted.isEmpty() && nanoTime - granted.getFirst() > periodNanos) {
      granted.removeFirst();
    }
    if (granted.size() >= most) {
      return false;
    }
    granted.addLast(nanoTime);
    return true;
  }
}
