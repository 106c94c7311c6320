package io.millwright.models.advisory;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.models.prognosis.Contribution;
import io.millwright.models.prognosis.Prognosis;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One episode of one rule on one asset: what is wrong, why, how soon, and what to do.
 *
 * @param id {@link AdvisoryId} of the episode: the same history gives the same id
 * @param episodeStartMicros event time at which the condition began
 * @param raisedAtMicros event time at which it had persisted long enough
 * @param priority 1 emergency, 2 urgent, 3 high, 4 normal, 5 opportunity
 * @param dueByMicros latest event time by which the work should be done
 * @param explanation one paragraph for a technician
 * @param contributions what moved the prognosis most or, without one, put the detectors into their
 *     states, strongest first
 * @param prognosis with its contributions; null = there is none of this failure mode
 * @param likelihood of the failure mode by its symptoms, 0 to 1; NaN = not known
 * @param trendPoints points whose trend shows the deterioration best, strongest first
 * @param trendFromMicros event time from which the trend is worth looking at
 */
public record Advisory(
    String id,
    AssetKey asset,
    String failureMode,
    String rule,
    long episodeStartMicros,
    long raisedAtMicros,
    int priority,
    long dueByMicros,
    String title,
    String explanation,
    String recommendedAction,
    List<String> checklist,
    List<Evidence> evidence,
    List<Contribution> contributions,
    @Nullable Prognosis prognosis,
    double likelihood,
    List<String> trendPoints,
    long trendFromMicros) {
  public Advisory {
    if (priority < 1 || priority > 5) {
      throw new IllegalArgumentException("priority must be 1 to 5, but was " + priority);
    }
    checklist = List.copyOf(checklist);
    evidence = List.copyOf(evidence);
    contributions = List.copyOf(contributions);
    trendPoints = List.copyOf(trendPoints);
  }
}
