package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PointwiseScoreTest {
  @Test
  void givesTheFiguresOfItsCounts() {
    // Precision 30 of 40, recall 30 of 50.
    PointwiseScore score = new PointwiseScore(30, 10, 20, 140);

    assertThat(score.f1()).isCloseTo(2 * 0.75 * 0.6 / (0.75 + 0.6), within(1e-12));
    assertThat(score.falseAlarmRate()).isCloseTo(10 / 150.0, within(1e-12));
    assertThat(score.missedAlarmRate()).isCloseTo(0.4, within(1e-12));
    assertThat(score).hasToString("F1 0.667, false alarms 6.7 %, missed 40.0 %");
  }

  @Test
  void countsEachRowWhereItBelongs() {
    PointwiseScore score =
        PointwiseScore.NONE
            .with(true, true)
            .with(true, false)
            .with(true, false)
            .with(false, true)
            .with(false, true)
            .with(false, true)
            .with(false, false);

    assertThat(score).isEqualTo(new PointwiseScore(1, 3, 2, 1));
  }

  @Test
  void poolsTheRowsOfFilesInsteadOfTheirFigures() {
    PointwiseScore good = new PointwiseScore(90, 0, 0, 10);
    PointwiseScore bad = new PointwiseScore(0, 5, 10, 85);

    assertThat(good.plus(bad)).isEqualTo(new PointwiseScore(90, 5, 10, 95));
    assertThat(good.plus(bad).f1()).isCloseTo(180 / 195.0, within(1e-12));
  }

  @Test
  void hasNoFigureWhereThereIsNothingToCount() {
    assertThat(PointwiseScore.NONE.f1()).isNaN();
    assertThat(new PointwiseScore(0, 0, 0, 5).f1()).isNaN();
    assertThat(new PointwiseScore(5, 0, 1, 0).falseAlarmRate()).isNaN();
    assertThat(new PointwiseScore(0, 1, 0, 5).missedAlarmRate()).isNaN();
    assertThat(new PointwiseScore(0, 1, 0, 5).f1()).isZero();
  }

  @Test
  void takesNoNegativeCounts() {
    assertThatThrownBy(() -> new PointwiseScore(1, -2, 3, 4))
        .hasMessage("counts must be 0 or more, but were 1, -2, 3 and 4");
  }
}
