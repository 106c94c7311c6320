package io.millwright.models.training;

import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.prognosis.TreeModel;
import java.util.List;

/**
 * How every history was scored by models that had not seen it: what thresholds may be chosen on.
 */
public final class OutOfFold {
  private final DescriptorRows rows;
  private final double[] probability;
  private final double[] lifeHours;
  private final int folds;
  private final List<TreeModel> failureModels;
  private final List<TreeModel> lifeModels;

  OutOfFold(
      DescriptorRows rows,
      double[] probability,
      double[] lifeHours,
      int folds,
      List<TreeModel> failureModels,
      List<TreeModel> lifeModels) {
    this.rows = rows;
    this.probability = probability;
    this.lifeHours = lifeHours;
    this.folds = folds;
    this.failureModels = failureModels;
    this.lifeModels = lifeModels;
  }

  int size() {
    return rows.size();
  }

  int history(int row) {
    return rows.history(row);
  }

  double remainingHours(int row) {
    return rows.remainingHours(row);
  }

  double probability(int row) {
    return probability[row];
  }

  double lifeHours(int row) {
    return lifeHours[row];
  }

  /** The models that have not seen a history, by its place among those that were trained on. */
  public ModelCatalog modelsWithout(int history) {
    TreeModel failure = failureModels.get(history % folds);
    TreeModel life = lifeModels.get(history % folds);
    return (tenant, name) ->
        name.equals(failure.reference().name())
            ? failure
            : name.equals(life.reference().name()) ? life : null;
  }
}
