package io.millwright.models.advisory;

import io.millwright.models.detection.State;
import java.util.List;

/**
 * Something that an advisory rule looks at. It begins at a limit and ends behind another; between
 * the two nothing changes.
 */
public sealed interface Condition {

  /** How a condition stands. */
  enum Verdict {
    HOLDS,
    BETWEEN,
    CLEAR,
    /** What it looks at is not known: nothing begins and nothing ends. */
    UNKNOWN
  }

  Verdict judge(Assessment assessment);

  /**
   * P(failure within the horizon) of the rule's failure mode.
   *
   * @param endsBelow at most {@code above}
   */
  record FailureProbability(double above, double endsBelow) implements Condition {
    @Override
    public Verdict judge(Assessment assessment) {
      return verdict(assessment.failureProbability(), above, endsBelow);
    }
  }

  /**
   * Remaining life of the rule's failure mode.
   *
   * @param endsAboveHours at least {@code belowHours}
   */
  record RemainingLife(double belowHours, double endsAboveHours) implements Condition {
    @Override
    public Verdict judge(Assessment assessment) {
      return verdict(-assessment.lifeHours(), -belowHours, -endsAboveHours);
    }
  }

  /**
   * Likelihood of the rule's failure mode by its symptoms.
   *
   * @param endsBelow at most {@code above}
   */
  record ModeLikelihood(double above, double endsBelow) implements Condition {
    @Override
    public Verdict judge(Assessment assessment) {
      return verdict(assessment.likelihood(), above, endsBelow);
    }
  }

  /**
   * States of detectors. Not known in a scan that none of them judged: a state that is only kept,
   * as while the machine is off, proves nothing.
   *
   * @param atLeast so many of them, 1 or more
   * @param level ALERT or ALARM: in that state or a worse one
   */
  record StatesReached(List<String> detectors, int atLeast, State level) implements Condition {
    public StatesReached {
      detectors = List.copyOf(detectors);
    }

    @Override
    public Verdict judge(Assessment assessment) {
      int reached = 0;
      int unknown = 0;
      boolean judged = false;
      for (int i = 0; i < detectors.size(); i++) {
        State state = assessment.stateOf(detectors.get(i));
        reached += state.compareTo(level) >= 0 ? 1 : 0;
        unknown += state == State.UNKNOWN ? 1 : 0;
        judged |= assessment.hasJudged(detectors.get(i));
      }
      if (!judged) {
        return Verdict.UNKNOWN;
      }
      if (reached >= atLeast) {
        return Verdict.HOLDS;
      }
      return reached + unknown >= atLeast ? Verdict.UNKNOWN : Verdict.CLEAR;
    }
  }

  private static Verdict verdict(double value, double above, double endsBelow) {
    if (Double.isNaN(value)) {
      return Verdict.UNKNOWN;
    }
    if (value > above) {
      return Verdict.HOLDS;
    }
    return value < endsBelow ? Verdict.CLEAR : Verdict.BETWEEN;
  }
}
