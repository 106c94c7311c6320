package io.millwright.models.spectrum;

/** Fewer samples per second, without what the fewer cannot tell. */
public final class Decimation {
  /** Taps to each side of the middle one, for each of the samples that become one. */
  private static final int HALF_TAPS = 64;

  /** Of the new Nyquist frequency: where the low-pass lets half through. */
  private static final double CUT_OFF = 0.9;

  /** Of the Kaiser window: what is to be kept out is 100 dB down. */
  private static final double BETA = 10;

  private Decimation() {}

  /**
   * Every so-maniest sample behind a low-pass: a windowed sinc (Kaiser, 1974) that is flat up to 80
   * % of the new Nyquist frequency and 100 dB down from the new Nyquist frequency on. Only samples
   * with all their neighbours are kept, so the block becomes shorter by the length of the filter.
   *
   * @param factor how many samples become one, from 2 to 100
   * @throws IllegalArgumentException if the block is too short for the filter
   */
  public static Block by(Block block, int factor) {
    if (factor < 2 || factor > 100) {
      throw new IllegalArgumentException(
          "cannot make one sample of " + factor + ": it must be from 2 to 100");
    }
    double[] taps = taps(factor);
    double[] samples = block.samples();
    int places = samples.length - taps.length + 1;
    if (places < 16 * factor) {
      throw new IllegalArgumentException(
          "a block of "
              + samples.length
              + " samples is too short to be decimated by "
              + factor
              + ": it needs "
              + (taps.length - 1 + 16 * factor)
              + " at least");
    }
    double[] kept = new double[(places - 1) / factor + 1];
    for (int i = 0; i < kept.length; i++) {
      double sum = 0;
      for (int tap = 0; tap < taps.length; tap++) {
        sum += taps[tap] * samples[i * factor + tap];
      }
      kept[i] = sum;
    }
    return new Block(kept, block.rateHz() / factor);
  }

  /** Symmetric; their sum is 1. */
  private static double[] taps(int factor) {
    int half = HALF_TAPS * factor - 1;
    double[] taps = new double[2 * half + 1];
    double sum = 0;
    for (int i = 0; i < taps.length; i++) {
      double place = i - half;
      double angle = Math.PI * CUT_OFF * place / factor;
      double sinc = place == 0 ? 1 : Math.sin(angle) / angle;
      double share = place / half;
      taps[i] = sinc * bessel(BETA * Math.sqrt(1 - share * share));
      sum += taps[i];
    }
    for (int i = 0; i < taps.length; i++) {
      taps[i] /= sum;
    }
    return taps;
  }

  /** The modified Bessel function of the first kind and order 0, by its power series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int i = 1; term > 1e-17 * sum; i++) {
      term *= (x / 2 / i) * (x / 2 / i);
      sum += term;
    }
    return sum;
  }
}
