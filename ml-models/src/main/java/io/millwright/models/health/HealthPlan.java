package io.millwright.models.health;

import java.util.List;
import java.util.Map;

/**
 * How the health index is made.
 *
 * @param from what it is made from
 * @param weights weight of each subject's state, for {@link From#STATES}; empty = the worst state
 *     alone counts
 * @param failureModes by which symptoms each is told; they may be fewer than those that are
 *     foretold
 */
public record HealthPlan(From from, Map<String, Double> weights, List<FailureMode> failureModes) {
  public HealthPlan {
    weights = Map.copyOf(weights);
    failureModes = List.copyOf(failureModes);
  }

  /** What a health index is made from. */
  public enum From {
    /**
     * Remaining life as a share of its cap, of the failure mode with the smallest; without a model
     * the states.
     */
    REMAINING_LIFE,
    /** The weighted states of the points. */
    STATES,
    /** One less the greatest likelihood of a failure mode. */
    FAILURE_MODES
  }

  /**
   * A failure mode and the detectors that are its symptoms.
   *
   * @param name as in prognoses and advisory rules
   */
  public record FailureMode(String name, List<Symptom> symptoms) {
    public FailureMode {
      symptoms = List.copyOf(symptoms);
    }
  }

  /**
   * @param detector its name
   * @param weight likelihood of the failure mode when this detector alone is in ALARM, 0 to 1; half
   *     of it in ALERT
   */
  public record Symptom(String detector, double weight) {
    public Symptom {
      if (!(weight > 0 && weight <= 1)) {
        throw new IllegalArgumentException("weight must be above 0, at most 1, but was " + weight);
      }
    }
  }
}
