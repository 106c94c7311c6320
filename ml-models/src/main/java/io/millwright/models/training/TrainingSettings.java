package io.millwright.models.training;

import io.millwright.models.tribuo.TreeParameters;

/**
 * How the two models of a failure mode are trained.
 *
 * @param everyHours one row in so many hours of remaining life is learnt from: neighbouring scans
 *     tell the same
 * @param folds of the cross-validation, 2 or more; an asset is in one fold
 */
public record TrainingSettings(
    TreeParameters failure, TreeParameters life, int everyHours, int folds) {

  /** What was measured to be good enough and fast for some tens of run-to-failure histories. */
  public static TrainingSettings standard(long seed) {
    return new TrainingSettings(
        new TreeParameters(80, 0.08, 4, 10, 0.6, 0.3, 64, seed),
        new TreeParameters(150, 0.06, 5, 40, 0.6, 0.3, 64, seed),
        4,
        4);
  }
}
