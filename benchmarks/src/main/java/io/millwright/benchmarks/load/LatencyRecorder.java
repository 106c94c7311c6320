package io.millwright.benchmarks.load;

import org.HdrHistogram.Histogram;

/**
 * Keeps the latency of the messages that were due in a stretch of time, whenever they are
 * acknowledged. One thread records; any thread may begin and end the stretch, and read when
 * recording is over.
 */
public final class LatencyRecorder {
  private static final long HIGHEST_MICROS = 600_000_000;

  private final Histogram micros = new Histogram(1, HIGHEST_MICROS, 3);

  /** Of {@link System#nanoTime()}; nothing is recorded before they are set. */
  private volatile long beginNanos = Long.MAX_VALUE;

  private volatile long endNanos = Long.MAX_VALUE;
  private volatile boolean begun;

  public void begin() {
    beginNanos = System.nanoTime();
    begun = true;
  }

  public void end() {
    endNanos = System.nanoTime();
  }

  /**
   * A message has been acknowledged.
   *
   * @param dueNanos when it should have been sent
   */
  public void record(long dueNanos, long nowNanos) {
    if (begun && dueNanos >= beginNanos && dueNanos < endNanos) {
      micros.recordValue(Math.min(HIGHEST_MICROS, Math.max(0, (nowNanos - dueNanos) / 1_000)));
    }
  }

  public Latency latency() {
    if (micros.getTotalCount() == 0) {
      return Latency.NONE;
    }
    return new Latency(
        micros.getTotalCount(),
        micros.getValueAtPercentile(50) / 1_000.0,
        micros.getValueAtPercentile(99) / 1_000.0,
        micros.getMaxValue() / 1_000.0);
  }
}
