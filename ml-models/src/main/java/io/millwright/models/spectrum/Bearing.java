package io.millwright.models.spectrum;

/**
 * How often a rolling bearing's parts meet, as multiples of the shaft speed, with its outer race at
 * rest.
 *
 * @param outerRace BPFO: elements that pass a point of the outer race
 * @param innerRace BPFI: elements that pass a point of the inner race
 * @param ball twice BSF: how often a point of an element meets a race, which is the line that is
 *     usually seen
 * @param cage FTF: turns of the cage
 */
public record Bearing(double outerRace, double innerRace, double ball, double cage) {
  public Bearing {
    for (double multiple : new double[] {outerRace, innerRace, ball, cage}) {
      if (!(multiple > 0 && multiple < 1_000)) {
        throw new IllegalArgumentException(
            "a multiple of the shaft speed of " + multiple + ": it must be above 0 and below 1000");
      }
    }
  }

  /**
   * From its geometry. What the maker states is to be preferred: tables of geometries disagree.
   *
   * @param elements how many roll
   * @param elementDiameter in the unit of {@code pitchDiameter}
   * @param pitchDiameter of the circle on which they roll
   * @param contactAngleDegrees 0 for deep-groove bearings; less than 90
   */
  public static Bearing ofGeometry(
      int elements, double elementDiameter, double pitchDiameter, double contactAngleDegrees) {
    if (elements < 2
        || !(elementDiameter > 0 && elementDiameter < pitchDiameter)
        || !(contactAngleDegrees >= 0 && contactAngleDegrees < 90)) {
      throw new IllegalArgumentException(
          elements
              + " elements of "
              + elementDiameter
              + " on a circle of "
              + pitchDiameter
              + " at "
              + contactAngleDegrees
              + " degrees are no bearing");
    }
    double ratio = elementDiameter / pitchDiameter * Math.cos(Math.toRadians(contactAngleDegrees));
    return new Bearing(
        elements / 2.0 * (1 - ratio),
        elements / 2.0 * (1 + ratio),
        pitchDiameter / elementDiameter * (1 - ratio * ratio),
        (1 - ratio) / 2);
  }
}
