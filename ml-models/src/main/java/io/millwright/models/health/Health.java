package io.millwright.models.health;

import io.millwright.models.detection.State;
import java.util.List;

/**
 * The health of an asset.
 *
 * @param timeMicros event time, microseconds since 1970-01-01T00:00:00Z
 * @param index 0 = at the end of life, 1 = as new; NaN = not yet known
 * @param state the worst state of the asset's points; UNKNOWN while an instrument is faulty and no
 *     other point is worse than NORMAL
 * @param likelihoods of each failure mode, by name
 * @param coverage share of what the index is made from that is known, by weight, 0 to 1
 * @param ageMicros age of the oldest of what is known; 0 = all is of this scan
 */
public record Health(
    long timeMicros,
    double index,
    State state,
    List<Likelihood> likelihoods,
    double coverage,
    long ageMicros) {
  public Health {
    if (index < 0 || index > 1) {
      throw new IllegalArgumentException("health index must be 0 to 1 or NaN, but was " + index);
    }
    likelihoods = List.copyOf(likelihoods);
  }
}
