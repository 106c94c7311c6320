package io.millwright.models.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.prognosis.TreeEnsemble;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.common.xgboost.XGBoostModel;
import org.tribuo.regression.Regressor;

class TreeFlattenerTest {
  /** In no alphabetic order: Tribuo sorts names, the caller's order must survive. */
  private static final List<String> NAMES =
      List.of("T50/mean5", "Nc/age", "phi/slope30", "BPR/last", "T24/mean15", "a/b", "Z/z");

  private static final TreeParameters PARAMETERS =
      new TreeParameters(40, 0.1, 5, 2, 0.7, 0.7, 64, 7);

  private final double[][] rows = rows(1_500, 1);
  private final double[] targets = targets(rows);
  private final boolean[] labels = labels(targets);

  private static double[][] rows(int count, long seed) {
    Random random = new Random(seed);
    double[][] rows = new double[count][NAMES.size()];
    for (double[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextInt(8) == 0 ? Double.NaN : 1_000 * i + random.nextGaussian();
      }
      row[NAMES.size() - 1] = random.nextInt(4);
    }
    return rows;
  }

  private static double[] targets(double[][] rows) {
    Random random = new Random(2);
    return Arrays.stream(rows)
        .mapToDouble(
            row ->
                (Double.isNaN(row[0]) ? 0.3 : row[0])
                    + (Double.isNaN(row[2]) ? 0 : row[2] - 2_000) * row[6]
                    + random.nextGaussian() / 10)
        .toArray();
  }

  private static boolean[] labels(double[] targets) {
    boolean[] labels = new boolean[targets.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = targets[i] > 1;
    }
    return labels;
  }

  @Test
  void flattenedRegressionIsBitForBitTribuos() {
    XGBoostModel<Regressor> model = TreeTrainer.regressionModel(NAMES, rows, targets, PARAMETERS);
    TreeEnsemble flat = TreeFlattener.flatten(model, NAMES, tree -> 1).ensemble();
    double[][] fresh = rows(2_000, 3);

    List<Prediction<Regressor>> tribuo =
        model.predict(examples(fresh, new Regressor("share-of-life", 0)));

    for (int i = 0; i < fresh.length; i++) {
      assertThat((double) flat.score(fresh[i])).isEqualTo(tribuo.get(i).getOutput().getValues()[0]);
    }
    assertThat(flat.trees()).isEqualTo(40);
  }

  /** Predicted in one go: one by one, XGBoost's threads spin for the cores of others. */
  private static <T extends Output<T>> List<Example<T>> examples(double[][] rows, T unused) {
    return Arrays.stream(rows).map(row -> TreeTrainer.example(NAMES, row, unused)).toList();
  }

  @Test
  void flattenedClassificationGivesTribuosProbability() {
    XGBoostModel<Label> model = TreeTrainer.classificationModel(NAMES, rows, labels, PARAMETERS);
    TreeEnsemble flat = TreeTrainer.classification(NAMES, rows, labels, PARAMETERS).ensemble();
    double[][] fresh = rows(2_000, 4);

    List<Prediction<Label>> tribuo = model.predict(examples(fresh, new Label(TreeTrainer.FAILURE)));

    int failures = 0;
    for (int i = 0; i < fresh.length; i++) {
      Label failure = tribuo.get(i).getOutputScores().get(TreeTrainer.FAILURE);
      double probability = 1 / (1 + Math.exp(-flat.score(fresh[i])));
      assertThat(probability).isCloseTo(Objects.requireNonNull(failure).getScore(), within(1e-6));
      failures += probability > 0.5 ? 1 : 0;
    }
    assertThat(failures).isBetween(100, 1_900);
  }

  @Test
  void contributionsAddUpToTheDepartureFromTheAverage() {
    TreeEnsemble flat = TreeTrainer.regression(NAMES, rows, targets, PARAMETERS).ensemble();

    List<Double> averages = new ArrayList<>();
    for (double[] row : rows(100, 5)) {
      averages.add(flat.score(row) - Arrays.stream(flat.contributions(row)).sum());
    }
    assertThat(averages)
        .allSatisfy(average -> assertThat(average).isCloseTo(averages.get(0), within(1e-4)));
    double[] important = new double[NAMES.size()];
    for (double[] row : rows) {
      double[] each = flat.contributions(row);
      for (int i = 0; i < each.length; i++) {
        important[i] += Math.abs(each[i]);
      }
    }
    assertThat(important[0]).isGreaterThan(10 * important[1]);
    assertThat(important[2]).isGreaterThan(10 * important[4]);
  }

  @Test
  void theSameSeedGivesTheSameTreesAndAnotherSeedOthers() throws Exception {
    TreeEnsemble one = TreeTrainer.regression(NAMES, rows, targets, PARAMETERS).ensemble();
    TreeEnsemble same = TreeTrainer.regression(NAMES, rows, targets, PARAMETERS).ensemble();
    TreeEnsemble other =
        TreeTrainer.regression(
                NAMES, rows, targets, new TreeParameters(40, 0.1, 5, 2, 0.7, 0.7, 64, 8))
            .ensemble();

    assertThat(bytes(same)).isEqualTo(bytes(one)).isNotEqualTo(bytes(other));
  }

  private static byte[] bytes(TreeEnsemble trees) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    trees.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  @Test
  void refusesLabelsThatAreAllTheSame() {
    assertThatThrownBy(
            () -> TreeTrainer.classification(NAMES, rows, new boolean[rows.length], PARAMETERS))
        .hasMessageContaining("all are of one kind");
  }
}
