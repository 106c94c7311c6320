package io.millwright.models.novelty;

import static io.millwright.models.novelty.HealthyRows.displaced;
import static io.millwright.models.novelty.HealthyRows.largest;
import static io.millwright.models.novelty.HealthyRows.score;
import static io.millwright.models.novelty.HealthyRows.shareAboveLimit;
import static io.millwright.models.novelty.HealthyRows.shares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.models.novelty.NoveltyPlan.OneClassSvm;
import io.millwright.models.tribuo.OneClassSvmTrainer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OneClassSvmModelTest {
  private static final OneClassTrainer TRAINER = new OneClassSvmTrainer();

  @Test
  void findsARowInTheMiddleOfARing() {
    Random random = new Random(1);
    double[][] rows = new double[400][];
    for (int i = 0; i < rows.length; i++) {
      double angle = random.nextDouble() * 2 * Math.PI;
      double radius = 10 + random.nextGaussian() / 2;
      rows[i] = new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
    }

    NoveltyModel ring = new OneClassSvm(0.01, 0.05, 5).fit(rows, 0, TRAINER);
    NoveltyModel cloud = new NoveltyPlan.Hotelling(0.01).fit(rows, 0, TRAINER);

    assertThat(score(ring, new double[] {0, 0})).isGreaterThan(1);
    assertThat(score(ring, new double[] {0, 10})).isLessThan(1);
    assertThat(score(cloud, new double[] {0, 0})).isLessThan(0.1);
  }

  @Test
  void holdsAboutItsFalseAlarmRateOnFreshRows() {
    double above = 0;
    for (int seed = 0; seed < 10; seed++) {
      HealthyRows machine = new HealthyRows(5, seed);
      NoveltyModel model = new OneClassSvm(0.02).fit(machine.next(300), 0, TRAINER);
      above += shareAboveLimit(model, machine.next(1_000)) / 10;
    }

    assertThat(above).isBetween(0.008, 0.035);
  }

  @Test
  void theScoreGoesOnRisingWhereTheKernelIsZero() {
    HealthyRows machine = new HealthyRows(4, 2);
    NoveltyModel model = new OneClassSvm(0.01).fit(machine.next(200), 0, TRAINER);
    double[] row = machine.row(0, 0);

    double last = score(model, displaced(row, 1, 5));
    for (double by = 10; by < 1e5; by *= 2) {
      double next = score(model, displaced(row, 1, by));
      assertThat(next).isGreaterThan(last).isLessThan(NoveltyModel.HIGHEST);
      last = next;
    }
  }

  @Test
  void namesTheDisplacedColumn() {
    HealthyRows machine = new HealthyRows(8, 4);
    NoveltyModel model = new OneClassSvm(0.01).fit(machine.next(300), 0, TRAINER);
    for (int column = 0; column < 8; column++) {
      double[] row = displaced(machine.row(0, 0), column, 6);

      assertThat(score(model, row)).isGreaterThan(1);
      assertThat(largest(shares(model, row))).isEqualTo(column);
    }
  }

  @Test
  void neverHasMoreThanAThousandSupportVectors() {
    double[][] rows = new HealthyRows(2, 5).next(2_600);

    OneClassSvmModel model = (OneClassSvmModel) new OneClassSvm(0.01, 0.5, 0).fit(rows, 0, TRAINER);

    // Half of a thousand at least, of those 2,600 it would be 1,300.
    assertThat(model.vectors().count()).isBetween(500, 1_000);
  }

  @Test
  void refusesVectorsThatDoNotFitTogether() {
    assertThatThrownBy(() -> new SupportVectors(2, new float[3], new double[] {1}, 0.5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("differ in number");
    assertThatThrownBy(() -> new SupportVectors(2, new float[2], new double[] {1}, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rho");
  }
}
