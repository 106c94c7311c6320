package io.millwright.gateway.publish;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that wait to be kept. Whoever reads from a socket stops while it is full, so
 * that the producer's buffer never is: a full buffer would block the event loop.
 */
public final class InFlightBudget {
  /** So many readers resume with each record that leaves, lest all of them refill it at once. */
  private static final int RESUMED_AT_ONCE = 4;

  private final long fullAt;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();
  private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /**
   * @param fullAt bytes from which on it is full; readers resume at half of it
   */
  public InFlightBudget(long fullAt) {
    this.fullAt = fullAt;
  }

  public boolean full() {
    return bytes.get() >= fullAt;
  }

  public long bytes() {
    return bytes.get();
  }

  public long messages() {
    return messages.get();
  }

  /** Runs {@code resume} once when there is room again; on any thread, at once if there is now. */
  public void whenThereIsRoom(Runnable resume) {
    waiting.add(resume);
    if (bytes.get() <= fullAt / 2) {
      // The last record may have left before we were in the queue.
      resumeUpTo(Integer.MAX_VALUE);
    }
  }

  /** A message is on its way. */
  public void add(long size) {
    messages.incrementAndGet();
    bytes.addAndGet(size);
  }

  /** A message has arrived, or is given up. */
  public void remove(long size) {
    messages.decrementAndGet();
    long left = bytes.addAndGet(-size);
    if (left == 0) {
      resumeUpTo(Integer.MAX_VALUE);
    } else if (left <= fullAt / 2) {
      resumeUpTo(RESUMED_AT_ONCE);
    }
  }

  private void resumeUpTo(int count) {
    Runnable resume;
    for (int i = 0; i < count && (resume = waiting.poll()) != null; i++) {
      resume.run();
    }
  }
}
