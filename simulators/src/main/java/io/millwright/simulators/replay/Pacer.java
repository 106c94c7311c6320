package io.millwright.simulators.replay;

/** Lets each step of event time begin when it is due. */
final class Pacer {
  private final ReplayPace pace;
  private long currentTime = Long.MIN_VALUE;
  private long dueNanos;

  Pacer(ReplayPace pace) {
    this.pace = pace;
  }

  /** Waits; false = it was told to stop. */
  @FunctionalInterface
  interface Pause {
    boolean forNanos(long nanos) throws InterruptedException;
  }

  /** Waits until rows of this event time may go; false = told to stop while waiting. */
  boolean awaitTurn(long timeMicros, Pause pause) throws InterruptedException {
    if (!pace.isLimited() || timeMicros == currentTime) {
      return true;
    }
    boolean first = currentTime == Long.MIN_VALUE;
    currentTime = timeMicros;
    long now = System.nanoTime();
    // Time lost to a gate or a slow gateway is not made up for: a burst would follow.
    dueNanos = first ? now : Math.max(now, dueNanos + pace.nanosPerCycle());
    return dueNanos - now <= 0 || pause.forNanos(dueNanos - now);
  }
}
