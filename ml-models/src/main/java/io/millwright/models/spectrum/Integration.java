package io.millwright.models.spectrum;

/** Vibration velocity from acceleration. */
public final class Integration {
  private static final double MM_PER_M = 1_000;

  private Integration() {}

  /**
   * RMS of the velocity in a band, by integration in the frequency domain: V(f) = A(f) / (2 pi i
   * f), and nothing of what lies outside of the band. The usual band is 10 to 1,000 Hz, from 2 Hz
   * for machines below 600 r/min (ISO 20816-1).
   *
   * @param acceleration in m/s2
   * @param lowHz above 0
   * @param highHz not above half the sampling rate
   * @return mm/s
   * @throws IllegalArgumentException if the block cannot tell that band
   */
  public static double velocityRms(Block acceleration, double lowHz, double highHz) {
    if (!(lowHz > 0 && lowHz < highHz) || highHz > acceleration.nyquistHz()) {
      throw new IllegalArgumentException(
          "a block of "
              + acceleration.rateHz()
              + " samples per second cannot tell "
              + lowHz
              + " to "
              + highHz
              + " Hz: the band must begin above 0 and end at half the sampling rate or below");
    }
    if (acceleration.seconds() * lowHz < 1) {
      throw new IllegalArgumentException(
          "a block of "
              + acceleration.seconds()
              + " s is shorter than a period of "
              + lowHz
              + " Hz");
    }
    double[] samples = acceleration.samples();
    Transform transform = new Transform(Transform.length(samples.length));
    double mean = acceleration.mean();
    double squaresOfTaper = 0;
    for (int i = 0; i < samples.length; i++) {
      double factor = Taper.HANN.at(i, samples.length);
      transform.real()[i] = (samples[i] - mean) * factor;
      squaresOfTaper += factor * factor;
    }
    transform.forward();
    double resolution = acceleration.rateHz() / transform.length();
    int from = (int) Math.ceil(lowHz / resolution);
    int to = (int) Math.min(transform.length() / 2, Math.floor(highHz / resolution));
    double squares = 0;
    for (int bin = from; bin <= to; bin++) {
      double velocity = transform.amount(bin) / (2 * Math.PI * bin * resolution);
      squares += velocity * velocity;
    }
    // Parseval: both halves of the spectrum, over the power that the taper has left.
    return MM_PER_M * Math.sqrt(2 * squares / (transform.length() * squaresOfTaper));
  }
}
