package io.millwright.models.spectrum;

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
    Transform analytic = Integration.bandOf(block, lowHz, highHz);
    double[] envelope = new double[block.samples().length];
    for (int i = 0; i < envelope.length; i++) {
      envelope[i] = analytic.amount(i);
    }
    return new Block(envelope, block.rateHz());
  }
}
