package io.millwright.models.waveform;

import io.millwright.models.spectrum.Block;

/**
 * Peak and moments of a block about its mean.
 *
 * @param peak greatest distance from the mean, in the unit of the samples
 * @param deviation root of the mean square distance from the mean: the RMS of what changes
 * @param skewness 0 where both sides are alike; NaN = all samples are the same
 * @param kurtosis Pearson's: 3 for noise, 1.5 for a sine; NaN = all samples are the same
 */
public record Moment(double peak, double deviation, double skewness, double kurtosis) {

  public static Moment of(Block block) {
    double[] samples = block.samples();
    double mean = 0;
    for (double sample : samples) {
      mean += sample;
    }
    mean /= samples.length;
    double peak = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (double sample : samples) {
      double off = sample - mean;
      peak = Math.max(peak, Math.abs(off));
      second += off * off;
      third += off * off * off;
      fourth += off * off * off * off;
    }
    double variance = second / samples.length;
    return new Moment(
        peak,
        Math.sqrt(variance),
        third / samples.length / Math.pow(variance, 1.5),
        fourth / samples.length / (variance * variance));
  }

  /** Peak over RMS: 1.414 for a sine, 3 to 5 for noise; NaN = all samples are the same. */
  public double crest() {
    return peak / deviation;
  }
}
