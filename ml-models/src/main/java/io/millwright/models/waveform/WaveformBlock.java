package io.millwright.models.waveform;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A block of raw samples of one point.
 *
 * @param point of the waveform, as its source names it
 * @param startMicros event time of the first sample, microseconds since 1970-01-01T00:00:00Z
 * @param rateHz samples per second, above 0
 * @param unit UCUM
 * @param samples at least 16, all finite; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // blocks are handed over
public record WaveformBlock(
    String point, long startMicros, double rateHz, String unit, float[] samples) {
  private static final int FEWEST = 16;
  private static final double MICROS_PER_SECOND = 1e6;

  public WaveformBlock {
    if (!(rateHz > 0) || Double.isInfinite(rateHz)) {
      throw new IllegalArgumentException(
          "the sampling rate of " + point + " is " + rateHz + " Hz: it must be above 0 and finite");
    }
    if (samples.length < FEWEST) {
      throw new IllegalArgumentException(
          "a block of "
              + samples.length
              + " samples of "
              + point
              + " says nothing: it needs "
              + FEWEST);
    }
    for (int i = 0; i < samples.length; i++) {
      if (!Float.isFinite(samples[i])) {
        throw new IllegalArgumentException("sample " + i + " of " + point + " is " + samples[i]);
      }
    }
  }

  /** Event time at which the last sample has been taken. */
  public long endMicros() {
    return startMicros + Math.round(samples.length / rateHz * MICROS_PER_SECOND);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WaveformBlock that
        && point.equals(that.point)
        && startMicros == that.startMicros
        && rateHz == that.rateHz
        && unit.equals(that.unit)
        && Arrays.equals(samples, that.samples);
  }

  @Override
  public int hashCode() {
    return point.hashCode() * 31 + Long.hashCode(startMicros);
  }
}
