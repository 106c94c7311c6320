package io.millwright.models.novelty;

import static io.millwright.models.novelty.HealthyRows.displaced;
import static io.millwright.models.novelty.HealthyRows.largest;
import static io.millwright.models.novelty.HealthyRows.score;
import static io.millwright.models.novelty.HealthyRows.shareAboveLimit;
import static io.millwright.models.novelty.HealthyRows.shares;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.models.novelty.NoveltyModel.Measure;
import io.millwright.models.novelty.NoveltyPlan.PrincipalComponents;
import org.junit.jupiter.api.Test;

class PrincipalComponentsModelTest {
  private static NoveltyModel fit(PrincipalComponents plan, double[][] rows) {
    return plan.fit(rows, 0, HealthyRows::noTrainer);
  }

  private static Measure measure(NoveltyModel model, double[] row) {
    return model.measure(row, new double[model.scratchSize()]);
  }

  @Test
  void aBrokenCorrelationIsFoundByQAndNamesItsColumn() {
    HealthyRows machine = new HealthyRows(8, 1);
    NoveltyModel model = fit(new PrincipalComponents(0.001), machine.next(300));
    for (int column = 0; column < 8; column++) {
      double[] row = displaced(machine.row(0.1, -0.1), column, 2.5);

      assertThat(score(model, row)).isGreaterThan(1);
      assertThat(measure(model, row)).isEqualTo(Measure.Q);
      assertThat(largest(shares(model, row))).isEqualTo(column);
    }
  }

  @Test
  void anUnusualLoadThatAllColumnsFollowIsFoundByTSquared() {
    HealthyRows machine = new HealthyRows(8, 1);
    NoveltyModel model = fit(new PrincipalComponents(0.001), machine.next(300));

    double[] row = machine.row(8, -8);

    assertThat(score(model, row)).isGreaterThan(1);
    assertThat(measure(model, row)).isEqualTo(Measure.T2);
    assertThat(shares(model, row)[largest(shares(model, row))]).isLessThan(0.6);
  }

  @Test
  void bothLimitsTogetherHoldTheFalseAlarmRate() {
    double theoretical = 0;
    double learned = 0;
    int fits = 20;
    for (int seed = 0; seed < fits; seed++) {
      HealthyRows machine = new HealthyRows(10, seed);
      double[][] rows = machine.next(300);
      double[][] fresh = machine.next(2_000);
      theoretical +=
          shareAboveLimit(fit(new PrincipalComponents(0.01, 0.8, 0), rows), fresh) / fits;
      learned += shareAboveLimit(fit(new PrincipalComponents(0.01, 0.8, 1), rows), fresh) / fits;
    }

    // Theory takes the components as known: a little too narrow.
    assertThat(theoretical).isBetween(0.007, 0.016);
    assertThat(learned).isBetween(0.003, 0.012);
  }

  @Test
  void columnsThatCopyEachOtherMayDifferInTheLastDigits() {
    double[][] rows = new HealthyRows(3, 2).next(100);
    for (double[] row : rows) {
      row[1] = 2 * row[0];
    }
    NoveltyModel model = fit(new PrincipalComponents(0.01, 0.9, 0), rows);
    double[] row = rows[0].clone();

    row[1] *= 1 + 1e-6;

    assertThat(score(model, row)).isLessThan(1);
    row[1] *= 1.1;
    assertThat(score(model, row)).isGreaterThan(1);
    assertThat(measure(model, row)).isEqualTo(Measure.Q);
  }

  @Test
  void oneColumnHasItsOneComponentAndNoError() {
    HealthyRows machine = new HealthyRows(1, 3);
    double[][] rows = machine.next(100);
    NoveltyModel components = fit(new PrincipalComponents(0.01), rows);
    NoveltyModel hotelling = new NoveltyPlan.Hotelling(0.01).fit(rows, 0, HealthyRows::noTrainer);

    for (double[] row : machine.next(100)) {
      assertThat(score(components, row))
          .isCloseTo(score(hotelling, row), org.assertj.core.api.Assertions.withinPercentage(1e-6));
      assertThat(measure(components, row)).isEqualTo(Measure.T2);
    }
  }
}
