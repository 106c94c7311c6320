package io.millwright.models.health;

import io.millwright.models.detection.State;
import io.millwright.models.detection.StateDetection;
import java.util.Map;
import java.util.TreeMap;

/** Makes one index out of states and prognoses. Stateless. */
public final class HealthAssessor {
  private HealthAssessor() {}

  /**
   * @param lifeShare remaining life as a share of its cap, smallest of the failure modes; NaN = no
   *     prognosis
   */
  public static Health assess(
      HealthPlan plan,
      long timeMicros,
      StateDetection states,
      double lifeShare,
      Map<String, Double> likelihoods) {
    double index =
        plan.fromRemainingLife() && !Double.isNaN(lifeShare)
            ? Math.min(1, Math.max(0, lifeShare))
            : fromStates(plan, states);
    return new Health(timeMicros, index, states.worst(), likelihoods);
  }

  private static double fromStates(HealthPlan plan, StateDetection states) {
    if (plan.weights().isEmpty()) {
      return indexOf(states.worst());
    }
    double sum = 0;
    double weights = 0;
    // In one order: a sum of doubles depends on it.
    for (Map.Entry<String, Double> weight : new TreeMap<>(plan.weights()).entrySet()) {
      double index = indexOf(states.stateOf(weight.getKey()));
      if (!Double.isNaN(index)) {
        sum += weight.getValue() * index;
        weights += weight.getValue();
      }
    }
    return weights == 0 ? Double.NaN : Math.min(1, sum / weights);
  }

  private static double indexOf(State state) {
    return switch (state) {
      case UNKNOWN -> Double.NaN;
      case NORMAL -> 1;
      case ALERT -> 0.5;
      case ALARM -> 0;
    };
  }
}
