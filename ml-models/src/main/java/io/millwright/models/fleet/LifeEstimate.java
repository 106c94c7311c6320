package io.millwright.models.fleet;

/**
 * What is left of a machine's life, in cycles.
 *
 * @param cycles most likely, at most the cap
 * @param lowCycles and
 * @param highCycles hold 90 % of the lives; a high end at the cap is open
 * @param failsWithinHorizon probability that it fails within the horizon, 0 to 1
 */
public record LifeEstimate(
    double cycles, double lowCycles, double highCycles, double failsWithinHorizon) {
  public LifeEstimate {
    if (!(0 <= lowCycles && lowCycles <= cycles && cycles <= highCycles)) {
      throw new IllegalArgumentException(
          "remaining life needs 0 <= low <= median <= high, but was "
              + lowCycles
              + ", "
              + cycles
              + ", "
              + highCycles);
    }
    if (!(failsWithinHorizon >= 0 && failsWithinHorizon <= 1)) {
      throw new IllegalArgumentException(
          "failure probability must be 0 to 1, but was " + failsWithinHorizon);
    }
  }
}
