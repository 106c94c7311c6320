package io.millwright.models.health;

import java.util.Map;

/**
 * How the health index is made.
 *
 * @param fromRemainingLife true = remaining life as a share of its cap, the worst failure mode
 *     counts; without a model, and when false, the weighted states of the points
 * @param weights weight of each point's state; empty = the worst state alone counts
 */
public record HealthPlan(boolean fromRemainingLife, Map<String, Double> weights) {
  public HealthPlan {
    weights = Map.copyOf(weights);
  }
}
