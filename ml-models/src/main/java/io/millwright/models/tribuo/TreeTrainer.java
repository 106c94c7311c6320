package io.millwright.models.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.xgboost.XGBoostClassificationTrainer;
import org.tribuo.common.xgboost.XGBoostModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.xgboost.XGBoostRegressionTrainer;
import org.tribuo.regression.xgboost.XGBoostRegressionTrainer.RegressionType;

/** Grows trees with Tribuo's XGBoost and flattens them. */
public final class TreeTrainer {
  static final String FAILURE = "failure";
  static final String NO_FAILURE = "no-failure";
  private static final String REGRESSOR = "share-of-life";

  /** Kept, because the logging of Java forgets the level of a logger that nobody holds. */
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  static {
    TRIBUO.setLevel(Level.WARNING);
  }

  private TreeTrainer() {}

  /**
   * Trees that give a number.
   *
   * @param names of the descriptors
   * @param rows one value a name; NaN = missing
   * @param targets one a row
   */
  public static TrainedTrees regression(
      List<String> names, double[][] rows, double[] targets, TreeParameters parameters) {
    return TreeFlattener.flatten(
        regressionModel(names, rows, targets, parameters), names, tree -> 1);
  }

  static XGBoostModel<Regressor> regressionModel(
      List<String> names, double[][] rows, double[] targets, TreeParameters parameters) {
    List<Regressor> outputs = new ArrayList<>();
    for (double target : targets) {
      outputs.add(new Regressor(REGRESSOR, target));
    }
    return train(
        names,
        rows,
        outputs,
        new RegressionFactory(),
        new XGBoostRegressionTrainer(
            RegressionType.LINEAR, parameters.rounds(), parameters.forXgboost("reg:squarederror")));
  }

  /**
   * Trees that give the logarithm of the odds that a row is a failure.
   *
   * @param names of the descriptors
   * @param rows one value a name; NaN = missing
   * @param failures one a row
   */
  public static TrainedTrees classification(
      List<String> names, double[][] rows, boolean[] failures, TreeParameters parameters) {
    XGBoostModel<Label> model = classificationModel(names, rows, failures, parameters);
    int classes = model.getOutputIDInfo().size();
    if (classes != 2) {
      throw new IllegalArgumentException(
          "the rows must hold failures and others, but all are of one kind");
    }
    int failure = model.getOutputIDInfo().getID(new Label(FAILURE));
    // One tree a class in turn. The odds are the score of one class less that of the other.
    return TreeFlattener.flatten(model, names, tree -> tree % classes == failure ? 1 : -1);
  }

  static XGBoostModel<Label> classificationModel(
      List<String> names, double[][] rows, boolean[] failures, TreeParameters parameters) {
    List<Label> outputs = new ArrayList<>();
    for (boolean failure : failures) {
      outputs.add(new Label(failure ? FAILURE : NO_FAILURE));
    }
    return train(
        names,
        rows,
        outputs,
        new LabelFactory(),
        new XGBoostClassificationTrainer(
            parameters.rounds(), parameters.forXgboost("multi:softprob")));
  }

  private static <T extends Output<T>> XGBoostModel<T> train(
      List<String> names,
      double[][] rows,
      List<T> outputs,
      OutputFactory<T> factory,
      Trainer<T> trainer) {
    MutableDataset<T> dataset =
        new MutableDataset<>(
            new SimpleDataSourceProvenance("descriptors of AssetMonitor", factory), factory);
    for (int i = 0; i < rows.length; i++) {
      dataset.add(example(names, rows[i], outputs.get(i)));
    }
    Model<T> model = trainer.train(dataset, Map.of());
    if (model instanceof XGBoostModel<T> xgboost) {
      return xgboost;
    }
    throw new IllegalStateException("Tribuo's XGBoost trainer gave a " + model.getClass());
  }

  /** Absent means missing to Tribuo, and so NaN is left out. */
  static <T extends Output<T>> Example<T> example(List<String> names, double[] row, T output) {
    String[] present = new String[row.length];
    double[] values = new double[row.length];
    int count = 0;
    for (int i = 0; i < row.length; i++) {
      if (!Double.isNaN(row[i])) {
        present[count] = names.get(i);
        values[count] = row[i];
        count++;
      }
    }
    return new ArrayExample<>(output, Arrays.copyOf(present, count), Arrays.copyOf(values, count));
  }

  static String provenance(Model<?> model) {
    return ProvenanceUtil.formattedProvenanceString(model.getProvenance());
  }
}
