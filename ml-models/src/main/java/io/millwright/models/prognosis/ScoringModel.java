package io.millwright.models.prognosis;

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

  /** The descriptors that moved the score most, strongest first, at most {@code limit}. */
  List<Contribution> contributions(double[] values, int limit);

  /** The quantity that a model predicts. */
  enum Target {
    FAILURE_WITHIN_HORIZON,
    REMAINING_LIFE
  }
}
