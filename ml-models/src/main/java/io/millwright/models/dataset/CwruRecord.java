package io.millwright.models.dataset;

import io.millwright.models.spectrum.Block;

/**
 * One record of the Case Western Reserve University Bearing Data Center.
 *
 * @param name as the file is called, without its ending: "IR007_0"
 * @param fault what was eroded into the bearing at the drive end
 * @param loadHp of the motor in horsepower, 0 to 3
 * @param driveEnd acceleration at the drive end in g, 12,000 samples per second
 * @param rpm turns of the shaft per minute
 */
public record CwruRecord(String name, Fault fault, int loadHp, Block driveEnd, double rpm) {
  /** What was damaged. */
  public enum Fault {
    NONE,
    INNER_RACE,
    BALL,
    OUTER_RACE
  }

  public CwruRecord {
    if (!(rpm > 0) || Double.isInfinite(rpm)) {
      throw new IllegalArgumentException(
          name + " turns " + rpm + " times per minute: it must be above 0 and finite");
    }
  }
}
