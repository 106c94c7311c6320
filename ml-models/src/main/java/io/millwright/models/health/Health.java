package io.millwright.models.health;

import io.millwright.models.detection.State;
import java.util.Map;

/**
 * The health of an asset.
 *
 * @param timeMicros event time, microseconds since 1970-01-01T00:00:00Z
 * @param index 0 = at the end of life, 1 = as new; NaN = not yet known
 * @param state the worst state of the asset's points
 * @param likelihoods likelihood of each failure mode, 0 to 1
 */
public record Health(long timeMicros, double index, State state, Map<String, Double> likelihoods) {
  public Health {
    if (index < 0 || index > 1) {
      throw new IllegalArgumentException("health index must be 0 to 1 or NaN, but was " + index);
    }
    likelihoods = Map.copyOf(likelihoods);
  }
}
