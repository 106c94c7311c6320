package io.millwright.models.fleet;

import io.millwright.models.prognosis.Calibration;

/**
 * Remaining life with what is known of its errors: an interval, and the probability of a failure
 * within a horizon. Immutable.
 *
 * @param life foretells
 * @param spread how far it was off for machines that it had not seen
 * @param calibration from {@link #odds} to probability
 * @param horizonCycles of the failure that is foretold
 */
public record FleetModel(
    LifeModel life, LifeSpread spread, Calibration calibration, int horizonCycles) {

  /** What is said of a machine by its descriptors after a cycle. */
  public LifeEstimate estimate(double[] descriptors) {
    double cycles = life.cyclesLeft(descriptors);
    return new LifeEstimate(
        cycles,
        spread.low(cycles),
        spread.high(cycles),
        calibration.probability(odds(cycles, horizonCycles)));
  }

  /** How far the foretold life is within the horizon, in fifths of it. */
  public static double odds(double cyclesLeft, int horizonCycles) {
    return (horizonCycles + 0.5 - cyclesLeft) / (horizonCycles / 5.0);
  }
}
