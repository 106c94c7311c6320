package io.millwright.models.spectrum;

/** How far a frequency and its harmonics stand out of a spectrum. */
public final class LineEnergy {
  /** Slip makes a bearing's frequencies differ from its kinematics by one or two parts in 100. */
  public static final double SLIP = 0.025;

  private static final int FLOOR_BINS = 40;

  private LineEnergy() {}

  /**
   * Mean height of the lines over the floor around them: 1 = there are none.
   *
   * @param hz the first of them
   * @param harmonics how many, 1 or more; those beyond the spectrum do not count
   * @param slip share of the frequency that the lines may be off
   * @return 0 if all of them are beyond the spectrum
   */
  public static double overFloor(Spectrum spectrum, double hz, int harmonics, double slip) {
    double sum = 0;
    int count = 0;
    for (int harmonic = 1; harmonic <= harmonics; harmonic++) {
      double line = spectrum.line(harmonic * hz, slip);
      double floor = spectrum.floor(harmonic * hz, FLOOR_BINS);
      if (line > 0 && floor > 0) {
        sum += line / floor;
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }
}
