package io.millwright.models.spectrum;

/**
 * A block of samples, taken evenly.
 *
 * @param samples at least 16, all finite. Not to be changed by whoever gets them
 * @param rateHz samples per second, above 0
 */
@SuppressWarnings("ArrayRecordComponent") // blocks are handed over, not compared
public record Block(double[] samples, double rateHz) {
  private static final int FEWEST = 16;

  public Block {
    if (samples.length < FEWEST) {
      throw new IllegalArgumentException(
          "a block of "
              + samples.length
              + " samples has no spectrum: it needs "
              + FEWEST
              + " at least");
    }
    if (!(rateHz > 0) || Double.isInfinite(rateHz)) {
      throw new IllegalArgumentException(
          "the sampling rate is " + rateHz + " Hz: it must be above 0 and finite");
    }
    for (int i = 0; i < samples.length; i++) {
      if (!Double.isFinite(samples[i])) {
        throw new IllegalArgumentException("sample " + i + " is " + samples[i]);
      }
    }
  }

  /** How long it lasts. */
  public double seconds() {
    return samples.length / rateHz;
  }

  /** The highest frequency that it can tell. */
  public double nyquistHz() {
    return rateHz / 2;
  }

  double mean() {
    double sum = 0;
    for (double sample : samples) {
      sum += sample;
    }
    return sum / samples.length;
  }
}
