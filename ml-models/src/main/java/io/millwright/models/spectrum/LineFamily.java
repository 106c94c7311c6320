package io.millwright.models.spectrum;

import java.util.List;

/**
 * A line of a spectrum with its harmonics: what an analyst would be shown as evidence.
 *
 * @param expectedHz where kinematics put the first
 * @param foundHz where it is, after the slip at which all stand out most
 * @param height of all over the floor around each, as geometric mean: 1 = the floor, there is no
 *     line; 0 = all are beyond the spectrum
 * @param heights of each over its floor, the first one first
 */
public record LineFamily(double expectedHz, double foundHz, double height, List<Double> heights) {
  public LineFamily {
    heights = List.copyOf(heights);
  }
}
