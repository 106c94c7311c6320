package io.millwright.models.advisory;

import io.millwright.models.detection.State;

/** What is known of one failure mode of an asset in a scan; NaN = it is not. */
public interface Assessment {
  /** Within the horizon of the prognosis, 0 to 1. */
  double failureProbability();

  double lifeHours();

  /** By its symptoms, 0 to 1; NaN also in a scan in which none of them was judged. */
  double likelihood();

  State stateOf(String detector);

  /** Whether a detector judged the scan; if not, its state is as it was. */
  boolean hasJudged(String detector);

  /** Of a prognosis alone. */
  static Assessment ofPrognosis(double failureProbability, double lifeHours) {
    return new Assessment() {
      @Override
      public double failureProbability() {
        return failureProbability;
      }

      @Override
      public double lifeHours() {
        return lifeHours;
      }

      @Override
      public double likelihood() {
        return Double.NaN;
      }

      @Override
      public State stateOf(String detector) {
        return State.UNKNOWN;
      }

      @Override
      public boolean hasJudged(String detector) {
        return false;
      }
    };
  }
}
