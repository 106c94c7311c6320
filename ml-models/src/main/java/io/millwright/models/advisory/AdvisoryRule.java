package io.millwright.models.advisory;

import io.millwright.models.prognosis.Prognosis;
import java.util.List;

/**
 * When a prognosis becomes an advisory, and what the advisory says.
 *
 * <p>The condition holds when every limit that is set is passed; it is clear when one of them has
 * come back behind its end limit. Between the two nothing changes.
 *
 * @param name unique in its plan
 * @param probabilityAbove limit of the failure probability; NaN = not looked at
 * @param probabilityEndsBelow at most {@code probabilityAbove}
 * @param lifeBelowHours limit of the remaining life in hours; NaN = not looked at
 * @param lifeEndsAboveHours at least {@code lifeBelowHours}
 * @param persistenceScans the condition must hold for so many evaluated scans in a row; 1 or more
 * @param clearScans an episode ends when the condition is clear for so many in a row; 1 or more
 * @param title template, see {@link AdvisoryText}
 * @param explanation template, see {@link AdvisoryText}
 */
public record AdvisoryRule(
    String name,
    String failureMode,
    double probabilityAbove,
    double probabilityEndsBelow,
    double lifeBelowHours,
    double lifeEndsAboveHours,
    int persistenceScans,
    int clearScans,
    int priority,
    String title,
    String explanation,
    String recommendedAction,
    List<String> checklist) {
  public AdvisoryRule {
    checklist = List.copyOf(checklist);
  }

  boolean looksAtProbability() {
    return !Double.isNaN(probabilityAbove);
  }

  boolean looksAtLife() {
    return !Double.isNaN(lifeBelowHours);
  }

  boolean holds(Prognosis prognosis) {
    return holds(prognosis.failureProbability(), prognosis.remainingLife().hours());
  }

  /** Whether every limit that is set is passed. */
  public boolean holds(double probability, double lifeHours) {
    return (looksAtProbability() || looksAtLife())
        && (!looksAtProbability() || probability > probabilityAbove)
        && (!looksAtLife() || lifeHours < lifeBelowHours);
  }

  /** Whether a limit has come back behind its end. */
  public boolean isClear(double probability, double lifeHours) {
    return (looksAtProbability() && probability < probabilityEndsBelow)
        || (looksAtLife() && lifeHours > lifeEndsAboveHours);
  }
}
