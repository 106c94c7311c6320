package io.millwright.models.spectrum;

import java.util.Arrays;

/**
 * The envelope of a band: how loud it is from moment to moment. Each time a rolling element passes
 * a pit it rings a resonance of the machine; the envelope's spectrum shows how often.
 */
public final class Envelope {
  private Envelope() {}

  /**
   * Amount of the analytic signal in a band, by Fourier transform.
   *
   * @param lowHz of the band, 0 or more
   * @param highHz above it, not above half the sampling rate
   */
  public static Block of(Block block, double lowHz, double highHz) {
    if (!(lowHz >= 0 && lowHz < highHz) || highHz > block.nyquistHz()) {
      throw new IllegalArgumentException(
          "a block of "
              + block.rateHz()
              + " samples per second has no band of "
              + lowHz
              + " to "
              + highHz
              + " Hz: it must end at half the sampling rate or below");
    }
    Transform analytic = analyticBand(block, lowHz, highHz);
    double[] envelope = new double[block.samples().length];
    for (int i = 0; i < envelope.length; i++) {
      envelope[i] = analytic.amount(i);
    }
    return new Block(envelope, block.rateHz());
  }

  /** The analytic signal of the samples less their mean, without all outside of a band. */
  private static Transform analyticBand(Block block, double lowHz, double highHz) {
    double[] samples = block.samples();
    Transform transform = new Transform(Transform.length(samples.length));
    double mean = block.mean();
    for (int i = 0; i < samples.length; i++) {
      transform.real()[i] = samples[i] - mean;
    }
    transform.forward();
    double resolution = block.rateHz() / transform.length();
    int from = (int) Math.max(1, Math.ceil(lowHz / resolution));
    int to = (int) Math.min(transform.length() / 2, Math.floor(highHz / resolution));
    for (double[] part : new double[][] {transform.real(), transform.imaginary()}) {
      // The analytic signal: twice the positive frequencies, and no negative ones.
      Arrays.fill(part, 0, from, 0);
      Arrays.fill(part, Math.max(from, to + 1), part.length, 0);
      for (int bin = from; bin <= to; bin++) {
        part[bin] *= 2;
      }
    }
    transform.inverse();
    return transform;
  }
}
