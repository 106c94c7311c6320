package io.millwright.models.spectrum;

/**
 * How the energy of a block is spread over frequency, whatever its level: the resonances that a
 * damage rings, and how much. It belongs to the machine and its sensor; load and small changes of
 * speed bend it less than another damage does.
 *
 * <p>Bands that overlap by a half, each in dB, less their mean.
 */
public final class BandShape {
  /** Samples in a segment of the averaged spectrum. */
  private static final int SEGMENT = 1_024;

  private final double[] decibels;

  private BandShape(double[] decibels) {
    this.decibels = decibels;
  }

  /**
   * Of a block.
   *
   * @param lowHz where the first band begins, 0 or more
   * @param highHz where the last one ends at the latest, at most half the sampling rate
   * @param widthHz of each band: at least four lines of a spectrum of 1,024 samples, and rather
   *     more than the distance of the lines that the speed moves
   * @throws IllegalArgumentException if the block is shorter than 1,024 samples, or has no two such
   *     bands
   */
  public static BandShape of(Block block, double lowHz, double highHz, double widthHz) {
    Spectrum spectrum = Spectrum.welch(block, SEGMENT, Taper.HANN);
    int bands = (int) Math.floor((highHz - lowHz - widthHz) / (widthHz / 2) + 1e-9) + 1;
    if (!(lowHz >= 0 && highHz <= spectrum.highestHz())
        || bands < 2
        || widthHz < 4 * spectrum.resolutionHz()) {
      throw new IllegalArgumentException(
          "a block of "
              + block.rateHz()
              + " samples per second has no shape in bands of "
              + widthHz
              + " Hz from "
              + lowHz
              + " to "
              + highHz
              + " Hz: two bands of four lines each are the least");
    }
    double[] decibels = new double[bands];
    double mean = 0;
    for (int band = 0; band < bands; band++) {
      double from = lowHz + band * widthHz / 2;
      double rms = spectrum.rms(from, from + widthHz);
      decibels[band] = 20 * Math.log10(Math.max(rms, Double.MIN_NORMAL));
      mean += decibels[band] / bands;
    }
    for (int band = 0; band < bands; band++) {
      decibels[band] -= mean;
    }
    return new BandShape(decibels);
  }

  /**
   * How unlike another shape in the same bands, in dB: root mean square over the bands, 0 or more.
   */
  public double decibelsFrom(BandShape other) {
    if (other.decibels.length != decibels.length) {
      throw new IllegalArgumentException(
          "shapes of " + decibels.length + " and of " + other.decibels.length + " bands");
    }
    double squares = 0;
    for (int band = 0; band < decibels.length; band++) {
      double difference = decibels[band] - other.decibels[band];
      squares += difference * difference;
    }
    return Math.sqrt(squares / decibels.length);
  }
}
