package io.millwright.models.prognosis;

import io.millwright.models.prognosis.Prognosis.RemainingLife;
import java.util.List;

/** A released model, ready to score. Immutable and safe for use by many threads. */
public interface ScoringModel {
  ModelReference reference();

  /** What it predicts. */
  Target target();

  /**
   * The descriptors it needs, as {@code point/descriptor}, in the order of the array given to
   * {@link #score}.
   */
  List<String> descriptors();

  /**
   * Scores one evaluation.
   *
   * @param values one a name of {@link #descriptors()}; NaN = missing
   * @return the failure probability, 0 to 1, or the remaining life in hours of event time, 0 or
   *     more
   */
  double score(double[] values);

  /**
   * The remaining life with its 90 % interval, for a model of {@link Target#REMAINING_LIFE}.
   *
   * <p>A model without a measured interval leaves it open: from 0 to infinity.
   */
  default RemainingLife remainingLife(double[] values) {
    return new RemainingLife(score(values), 0, Double.POSITIVE_INFINITY);
  }

  /** The descriptors that moved the score most, strongest first, at most {@code limit}. */
  List<Contribution> contributions(double[] values, int limit);

  /** The quantity that a model predicts. */
  enum Target {
    FAILURE_WITHIN_HORIZON,
    REMAINING_LIFE
  }
}
