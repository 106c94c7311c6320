package io.millwright.gateway.device;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How far something is behind its allowed rate, as one number: the time at which all that has been
 * booked would have been allowed. Can be shared by threads; allocates nothing. Times are those of
 * {@link System#nanoTime}.
 */
public final class Pace {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong paidUntil;

  public Pace(long nowNanos) {
    this.paidUntil = new AtomicLong(nowNanos);
  }

  /** Nanoseconds until all that has been booked would have been allowed; 0 or more. */
  public long behindNanos(long nowNanos) {
    return Math.max(0, paidUntil.get() - nowNanos);
  }

  /**
   * Books something.
   *
   * @param perSecond the allowed rate, above 0
   */
  public void book(long nowNanos, long amount, double perSecond) {
    // An hour of debt is as bad as more.
    long price = (long) Math.min(3_600.0 * SECOND, amount * (SECOND / perSecond));
    long paid;
    long next;
    do {
      paid = paidUntil.get();
      next = (paid - nowNanos < 0 ? nowNanos : paid) + price;
    } while (!paidUntil.compareAndSet(paid, next));
  }

  /** Books one, unless that would be more than {@code burst} at once above the rate. */
  public boolean takeOne(long nowNanos, double perSecond, int burst) {
    if (behindNanos(nowNanos) > (burst - 1) * (SECOND / perSecond)) {
      return false;
    }
    book(nowNanos, 1, perSecond);
    return true;
  }
}
