package io.millwright.models.novelty;

import static io.millwright.models.novelty.HealthyRows.displaced;
import static io.millwright.models.novelty.HealthyRows.largest;
import static io.millwright.models.novelty.HealthyRows.score;
import static io.millwright.models.novelty.HealthyRows.shareAboveLimit;
import static io.millwright.models.novelty.HealthyRows.shares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.novelty.NoveltyPlan.IsolationForest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IsolationForestModelTest {
  private static IsolationForestModel fit(double[][] rows, long seed) {
    return (IsolationForestModel) new IsolationForest(0.01).fit(rows, seed, HealthyRows::noTrainer);
  }

  @Test
  void typicalLengthsAreThoseOfTheLiterature() {
    assertThat(IsolationForestModel.typicalLength(256)).isCloseTo(10.2448, within(5e-5));
    assertThat(IsolationForestModel.typicalLength(2)).isEqualTo(1);
    assertThat(IsolationForestModel.typicalLength(1)).isZero();
  }

  @Test
  void anOutlierIsPartedSoonerThanARowInTheMiddle() {
    HealthyRows machine = new HealthyRows(3, 1);
    IsolationForestModel model = fit(machine.next(600), 5);
    double[] scratch = new double[model.scratchSize()];

    assertThat(model.liu(machine.row(0, 0), scratch)).isBetween(0.3, 0.5);
    assertThat(model.liu(machine.row(9, -9), scratch)).isGreaterThan(0.7);
    assertThat(score(model, machine.row(0, 0))).isLessThan(0.9);
    assertThat(score(model, machine.row(9, -9))).isGreaterThan(1);
  }

  @Test
  void theFartherOutARowIsBeyondAllOthersTheHigherItsScore() {
    HealthyRows machine = new HealthyRows(6, 2);
    NoveltyModel model = fit(machine.next(600), 5);
    double[] row = machine.row(0, 0);

    double last = score(model, displaced(row, 2, 5));
    for (double by = 10; by < 1_000; by *= 3) {
      double next = score(model, displaced(row, 2, by));
      assertThat(next).isGreaterThan(last);
      last = next;
    }
    assertThat(last).isGreaterThan(1);
  }

  @Test
  void holdsAboutItsFalseAlarmRateOnFreshRows() {
    double above = 0;
    for (int seed = 0; seed < 10; seed++) {
      HealthyRows machine = new HealthyRows(5, seed);
      NoveltyModel model =
          new IsolationForest(0.02, 100, 256, 0.4)
              .fit(machine.next(400), 0, HealthyRows::noTrainer);
      above += shareAboveLimit(model, machine.next(1_000)) / 10;
    }

    assertThat(above).isBetween(0.01, 0.035);
  }

  @Test
  void namesTheDisplacedColumn() {
    HealthyRows machine = new HealthyRows(6, 4);
    NoveltyModel model = fit(machine.next(600), 5);
    for (int column = 0; column < 6; column++) {
      double[] row = displaced(machine.row(0, 0), column, 8);

      double[] shares = shares(model, row);

      assertThat(largest(shares)).isEqualTo(column);
      assertThat(shares[column]).isGreaterThan(0.5);
    }
  }

  @Test
  void anotherSeedGrowsOtherTrees() {
    HealthyRows machine = new HealthyRows(3, 6);
    double[][] rows = machine.next(100);
    double[] row = machine.row(1, 1);

    assertThat(score(fit(rows, 1), row)).isEqualTo(score(fit(rows, 1), row));
    assertThat(score(fit(rows, 1), row)).isNotEqualTo(score(fit(rows, 2), row));
  }

  @Test
  void shorteningsOfTheRowsOfATreeCancelOut() {
    Random random = new Random(7);
    float[][] rows = new float[64][3];
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    int[] sample = new int[rows.length];
    Arrays.setAll(sample, i -> i);
    IsolationTree tree = IsolationTree.grow(rows, sample, random);
    double[] scratch = new double[3 + 2 * tree.nodes()];

    double total = 0;
    double mean = 0;
    double[] first = new double[2];
    for (float[] row : rows) {
      double[] sums = new double[3];
      for (int i = 0; i < row.length; i++) {
        scratch[i] = row[i];
      }
      tree.addShortening(scratch, sums);
      double sum = Arrays.stream(sums).sum();
      total += sum;
      mean += tree.length(scratch) / rows.length;
      first = row == rows[0] ? new double[] {sum, tree.length(scratch)} : first;
    }

    assertThat(total).isCloseTo(0, within(1e-9));
    assertThat(first[0]).isCloseTo(mean - first[1], within(1e-9));
  }
}
