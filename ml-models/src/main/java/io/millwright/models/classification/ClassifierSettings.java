package io.millwright.models.classification;

import io.millwright.models.tribuo.TreeParameters;
import java.util.List;

/**
 * How a {@link TreeClassifier} is trained.
 *
 * @param candidates ways to grow trees, of which that with the smallest log-loss on held-out folds
 *     is taken
 * @param members how many times trees are grown, each with a seed of its own, 1 or more
 * @param folds of the cross-validation, 2 or more
 */
public record ClassifierSettings(List<TreeParameters> candidates, int members, int folds) {
  public ClassifierSettings {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty() || members < 1 || folds < 2) {
      throw new IllegalArgumentException(
          candidates.size()
              + " candidates, "
              + members
              + " members and "
              + folds
              + " folds; at least 1, 1 and 2 are right");
    }
  }
}
