package io.millwright.models.training;

import io.millwright.models.tribuo.TreeParameters;

/**
 * How a {@link io.millwright.models.fleet.FleetModel} is trained.
 *
 * @param capCycles more remaining life than this is not told apart
 * @param horizonCycles of the failure that is foretold
 * @param folds of the cross-validation, 2 or more; a machine is in one fold
 * @param nearCycles with at most so many left, each cycle is learnt from
 * @param everyCycles before, one in so many: neighbouring cycles tell the same
 * @param trees of one opinion
 * @param forests how many times they are grown for the released model, each with its own seed
 * @param anchors of the other: past moments that speak
 * @param reach of the likeness, see {@link io.millwright.models.fleet.LikeLives}
 * @param ridge penalty of the likeness
 */
public record FleetSettings(
    int capCycles,
    int horizonCycles,
    int folds,
    int nearCycles,
    int everyCycles,
    TreeParameters trees,
    int forests,
    int anchors,
    double reach,
    double ridge) {

  /** What cross-validation over the training engines of C-MAPSS showed to be good. */
  public static FleetSettings standard(long seed) {
    return new FleetSettings(
        125,
        30,
        5,
        50,
        3,
        new TreeParameters(350, 0.03, 5, 20, 0.6, 0.3, 64, seed),
        2,
        600,
        0.6,
        0.001);
  }
}
