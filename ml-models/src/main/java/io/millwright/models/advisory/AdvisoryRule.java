package io.millwright.models.advisory;

import io.millwright.models.advisory.Condition.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When what is known of a failure mode becomes an advisory, and what the advisory says.
 *
 * <p>It holds when every condition holds; it is clear when one of them is.
 *
 * @param name unique in its plan
 * @param conditions one or more
 * @param persistenceScans it must hold for so many evaluated scans in a row; 1 or more
 * @param clearScans an episode ends when it is clear for so many in a row; 1 or more
 * @param dueWithin how soon the work should be done; null = by the low bound of the remaining life
 * @param title template, see {@link AdvisoryText}
 * @param explanation template, see {@link AdvisoryText}
 */
public record AdvisoryRule(
    String name,
    String failureMode,
    List<Condition> conditions,
    int persistenceScans,
    int clearScans,
    int priority,
    @Nullable Duration dueWithin,
    String title,
    String explanation,
    String recommendedAction,
    List<String> checklist) {
  public AdvisoryRule {
    conditions = List.copyOf(conditions);
    checklist = List.copyOf(checklist);
    if (conditions.isEmpty()) {
      throw new IllegalArgumentException("rule " + name + " has no condition: it would never hold");
    }
  }

  /** The same rule with other conditions. */
  public AdvisoryRule with(List<Condition> others) {
    return new AdvisoryRule(
        name,
        failureMode,
        others,
        persistenceScans,
        clearScans,
        priority,
        dueWithin,
        title,
        explanation,
        recommendedAction,
        checklist);
  }

  /** The condition on the remaining life, or null. */
  public Condition.@Nullable RemainingLife remainingLife() {
    for (Condition condition : conditions) {
      if (condition instanceof Condition.RemainingLife life) {
        return life;
      }
    }
    return null;
  }

  /** How all conditions together stand. */
  public Verdict judge(Assessment assessment) {
    boolean clear = false;
    boolean all = true;
    for (int i = 0; i < conditions.size(); i++) {
      Verdict verdict = conditions.get(i).judge(assessment);
      if (verdict == Verdict.UNKNOWN) {
        return Verdict.UNKNOWN;
      }
      clear |= verdict == Verdict.CLEAR;
      all &= verdict == Verdict.HOLDS;
    }
    return all ? Verdict.HOLDS : clear ? Verdict.CLEAR : Verdict.BETWEEN;
  }
}
