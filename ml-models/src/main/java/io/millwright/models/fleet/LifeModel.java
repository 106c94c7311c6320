package io.millwright.models.fleet;

import io.millwright.models.prognosis.TreeEnsemble;
import java.util.List;

/**
 * Foretells the remaining life of machines of one fleet: trees and likeness to past lives, blended.
 * Immutable; each machine has a {@link LifeTracker} of its own.
 *
 * @param scaling of a cycle's readings
 * @param index the fleet's health index
 * @param trees their mean is one opinion: remaining life as a share of the cap
 * @param like the other opinion, the same share
 * @param likeShare weight of the other opinion, 0 to 1
 * @param capCycles more than this is not told apart
 */
public record LifeModel(
    CycleScaling scaling,
    HealthIndex index,
    List<TreeEnsemble> trees,
    LikeLives like,
    double likeShare,
    double capCycles) {
  public LifeModel {
    trees = List.copyOf(trees);
  }

  /** Follows a machine that is new. */
  public LifeTracker newMachine() {
    return new LifeTracker(scaling, index);
  }

  /** What the trees say, 0 to the cap. */
  public double byTrees(double[] descriptors) {
    double sum = 0;
    for (TreeEnsemble each : trees) {
      sum += each.score(descriptors);
    }
    return capped(sum / trees.size());
  }

  /** What likeness says, 0 to the cap. */
  public double byLikeness(double[] descriptors) {
    return capped(like.of(descriptors));
  }

  /** Cycles left, 0 to the cap. */
  public double cyclesLeft(double[] descriptors) {
    // Two opinions at the cap could round to a little more.
    return Math.min(
        capCycles, (1 - likeShare) * byTrees(descriptors) + likeShare * byLikeness(descriptors));
  }

  private double capped(double share) {
    return capCycles * Math.max(0, Math.min(1, share));
  }
}
