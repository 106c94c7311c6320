package io.millwright.models.spectrum;

/**
 * From which height lines of a bearing mean damage. Heights are multiples of the floor around a
 * line.
 *
 * @param line in the envelope: what noise does not reach
 * @param raceRatio how often the lines of the one race must be as high as those of the other in the
 *     envelope; an element strikes both races and lifts both
 * @param raceFamily of a race's lines in the samples themselves. A longer block lifts lines further
 *     out of the floor, so it belongs to a number of turns
 */
public record BearingLimits(double line, double raceRatio, double raceFamily) {
  /**
   * For blocks of about 300 turns. White noise stays below the limit of lines in 999 of 1,000
   * blocks, of any length; the other two lie in the geometric middle between the bearings to be
   * parted on the test rig of Case Western Reserve University without load.
   */
  public static final BearingLimits OF_300_TURNS = new BearingLimits(1.75, 2.2, 17.5);

  public BearingLimits {
    for (double limit : new double[] {line, raceRatio, raceFamily}) {
      if (!(limit > 1) || Double.isInfinite(limit)) {
        throw new IllegalArgumentException(
            "a limit of " + limit + " for lines of a bearing: it must be above 1 and finite");
      }
    }
  }
}
