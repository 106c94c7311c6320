package io.millwright.models.novelty;

import static io.millwright.models.novelty.HealthyRows.displaced;
import static io.millwright.models.novelty.HealthyRows.largest;
import static io.millwright.models.novelty.HealthyRows.score;
import static io.millwright.models.novelty.HealthyRows.shareAboveLimit;
import static io.millwright.models.novelty.HealthyRows.shares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.novelty.NoveltyPlan.Hotelling;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HotellingModelTest {
  private static NoveltyModel fit(Hotelling plan, double[][] rows) {
    return plan.fit(rows, 0, HealthyRows::noTrainer);
  }

  @Test
  void oneColumnIsTheSquareOfStudentsT() {
    double[][] rows = new double[12][1];
    for (int i = 0; i < rows.length; i++) {
      rows[i][0] = i + 1;
    }

    NoveltyModel model = fit(new Hotelling(0.05, 0), rows);

    // Mean 6.5, variance 13, t(0.975; 11) = 2.20099.
    double limit = 13 / 12.0 * 2.20099 * 2.20099;
    assertThat(score(model, new double[] {6.5})).isZero();
    assertThat(score(model, new double[] {6.5 + 2 * Math.sqrt(13)}))
        .isCloseTo(4 / limit, within(1e-5));
    assertThat(score(model, new double[] {6.5 - Math.sqrt(13 * limit)})).isCloseTo(1, within(1e-5));
  }

  @Test
  void uncorrelatedColumnsAddTheirSquares() {
    double[][] rows = new double[16][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {i % 2 == 0 ? 1 : -1, i / 2 % 2 == 0 ? 10 : -10};
    }

    NoveltyModel model = fit(new Hotelling(0.05, 0), rows);

    // Variances 16/15 and 1600/15; F(0.95; 2, 14) = 3.7389.
    double limit = 2 * 17 * 15 / (16.0 * 14) * 3.7389;
    assertThat(score(model, new double[] {2, 20}))
        .isCloseTo((4 + 4) * 15 / 16.0 / limit, within(1e-4));
    assertThat(shares(model, new double[] {3, 10}))
        .containsExactly(new double[] {0.9, 0.1}, within(1e-9));
  }

  @Test
  void theTheoreticalLimitHoldsItsFalseAlarmRate() {
    double above = 0;
    int fits = 40;
    for (int seed = 0; seed < fits; seed++) {
      HealthyRows machine = new HealthyRows(6, seed);
      NoveltyModel model = fit(new Hotelling(0.01, 0), machine.next(200));
      above += shareAboveLimit(model, machine.next(2_000)) / fits;
    }

    // 80,000 rows: a deviation of 0.0004, and as much again from the 40 fits.
    assertThat(above).isBetween(0.0078, 0.0122);
  }

  @Test
  void rowsThatFollowOnEachOtherMakeTheLimitWider() {
    double theoretical = 0;
    double learned = 0;
    for (int seed = 0; seed < 10; seed++) {
      double[][] rows = slow(2_200, 6, seed);
      double[][] burnIn = Arrays.copyOf(rows, 200);
      double[][] later = Arrays.copyOfRange(rows, 200, rows.length);
      theoretical += shareAboveLimit(fit(new Hotelling(0.01, 0), burnIn), later) / 10;
      learned += shareAboveLimit(fit(new Hotelling(0.01), burnIn), later) / 10;
    }

    assertThat(theoretical).isGreaterThan(0.02);
    assertThat(learned).isLessThan(0.02);
  }

  private static double[][] slow(int count, int columns, long seed) {
    Random random = new Random(seed);
    double[][] rows = new double[count][columns];
    double[] last = new double[columns];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < columns; j++) {
        last[j] = 0.8 * last[j] + 0.6 * random.nextGaussian();
        rows[i][j] = 50 + last[j];
      }
    }
    return rows;
  }

  @Test
  void findsWhatNoColumnShowsByItself() {
    Random random = new Random(3);
    double[][] rows = new double[300][];
    for (int i = 0; i < rows.length; i++) {
      double load = random.nextGaussian();
      rows[i] =
          new double[] {
            20 + load + random.nextGaussian() / 10,
            40 + 3 * load + random.nextGaussian() / 10,
            random.nextGaussian()
          };
    }
    NoveltyModel model = fit(new Hotelling(0.001), rows);

    // One deviation up and one down: each is usual, both together never happened.
    double[] row = {21, 37, 0};

    assertThat(score(model, row)).isGreaterThan(3);
    assertThat(score(model, new double[] {21, 43, 0})).isLessThan(1);
    assertThat(shares(model, row)[2]).isLessThan(0.01);
  }

  @Test
  void namesTheDisplacedColumn() {
    HealthyRows machine = new HealthyRows(8, 4);
    NoveltyModel model = fit(new Hotelling(0.001), machine.next(300));
    for (int column = 0; column < 8; column++) {
      double[] row = displaced(machine.next(1)[0], column, 5);

      assertThat(score(model, row)).isGreaterThan(1);
      assertThat(largest(shares(model, row))).isEqualTo(column);
    }
  }

  @Test
  void copiedColumnsDoNoHarm() {
    Random random = new Random(5);
    double[][] rows = new double[100][];
    for (int i = 0; i < rows.length; i++) {
      double value = random.nextGaussian();
      rows[i] = new double[] {value, 2 * value, value + 1e-9 * random.nextGaussian()};
    }
    NoveltyModel model = fit(new Hotelling(0.01, 0), rows);

    assertThat(score(model, new double[] {1, 2 + 1e-4, 1})).isLessThan(1);
    assertThat(score(model, new double[] {1, 3, 1})).isGreaterThan(1);
  }
}
