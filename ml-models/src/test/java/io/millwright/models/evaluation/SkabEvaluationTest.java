package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.dataset.SkabRow;
import io.millwright.models.dataset.SkabRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SkabEvaluationTest {
  private static final int ROWS = 600;

  /** Each second a row; from a row on two channels are not what they were, told as anomalous. */
  private static SkabRun run(int fault, double acceleration, double flow) {
    Random random = new Random(7);
    List<SkabRow> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      List<Double> values = new ArrayList<>();
      boolean sound = i < fault;
      double[] levels = {sound ? 0.2 : acceleration, 0.3, 2, 0.1, 70, 25, 230, sound ? 32 : flow};
      for (double level : levels) {
        values.add(level * (1 + 0.01 * random.nextGaussian()));
      }
      rows.add(new SkabRow(1_000_000L * i, values, i >= fault, i == fault));
    }
    return new SkabRun("valve1/0", rows);
  }

  @Test
  void anObviousFaultIsToldInItsFifthSecondAndNoEarlier() {
    SkabEvaluation result = SkabEvaluation.of(run(500, 0.2, 20), SkabEvaluation.plan());

    assertThat(result.detected()).isTrue();
    // 200 rows are scored, those behind the 400 that are learned: 100 sound, then 100 anomalous, of
    // which the first four are not told yet.
    assertThat(result.score()).isEqualTo(new PointwiseScore(96, 0, 4, 100));
    assertThat(result.score().f1()).isCloseTo(2 * 96 / (2 * 96 + 0 + 4.0), within(1e-12));
    assertThat(result.score().missedAlarmRate()).isEqualTo(0.04);
    assertThat(result.score().falseAlarmRate()).isZero();
  }

  @Test
  void aFaultThatTheFlowDoesNotShowIsToldToo() {
    SkabEvaluation result = SkabEvaluation.of(run(500, 0.3, 32), SkabEvaluation.plan());

    assertThat(result.score()).isEqualTo(new PointwiseScore(96, 0, 4, 100));
  }

  @Test
  void whatIsToldOfASoundRunIsFalse() {
    SkabEvaluation sound = SkabEvaluation.of(run(ROWS, 0.2, 32), SkabEvaluation.plan());

    assertThat(sound.detected()).isFalse();
    assertThat(sound.score()).isEqualTo(new PointwiseScore(0, 0, 0, 200));
  }
}
