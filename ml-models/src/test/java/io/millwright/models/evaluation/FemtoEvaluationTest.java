package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.dataset.FemtoSnapshot;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.spectrum.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FemtoEvaluationTest {
  private static final MonitoringPlan PLAN = FemtoEvaluation.plan();

  /** A life of 100 snapshots, 100 s apart. */
  private static double[] ages() {
    double[] ages = new double[100];
    Arrays.setAll(ages, i -> (i + 1) * 100.0);
    return ages;
  }

  /** A tone of 4 kHz with that RMS in horizontal direction, and a quiet one in the other. */
  private static List<FemtoSnapshot> life(double[] levels) {
    List<FemtoSnapshot> life = new ArrayList<>();
    for (int i = 0; i < levels.length; i++) {
      int number = (int) Math.round(ages()[i] / 10);
      life.add(new FemtoSnapshot(number, tone(levels[i]), tone(0.1)));
    }
    return life;
  }

  private static Block tone(double rms) {
    double[] samples = new double[2_560];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = rms * Math.sqrt(2) * Math.sin(2 * Math.PI * 4_000 * i / 25_600);
    }
    return new Block(samples, 25_600);
  }

  private static double[] levels() {
    double[] levels = new double[100];
    Arrays.fill(levels, 0.3);
    return levels;
  }

  @Test
  void theLeadRunsFromTheSecondOfTwoSnapshotsBeyondTheLimit() {
    double[] levels = levels();
    Arrays.fill(levels, 90, 100, 0.6);
    List<FemtoSnapshot> life = life(levels);
    Collections.shuffle(life, new Random(1));

    FemtoEvaluation result = FemtoEvaluation.run("1_1", life, PLAN);

    assertThat(result.lifeSeconds()).isEqualTo(10_000);
    assertThat(result.onsetSeconds()).isEqualTo(9_100);
    assertThat(result.leadFractionOfLife()).isCloseTo(0.08, within(1e-9));
    assertThat(result.falseAlarmFractionOfLife()).isZero();
  }

  @Test
  void anAdvisoryThatIsClearedAgainIsFalse() {
    double[] levels = levels();
    Arrays.fill(levels, 40, 45, 0.6);

    FemtoEvaluation result = FemtoEvaluation.run("1_1", life(levels), PLAN);

    assertThat(result.leadFractionOfLife()).isZero();
    // From the second beyond the limit to the second behind it.
    assertThat(result.falseAlarmFractionOfLife()).isCloseTo(0.05, within(1e-9));
  }

  @Test
  void anAdvisoryIsFalseUntilTheDegradationIsReal() {
    boolean[] stands = new boolean[100];
    Arrays.fill(stands, 30, 100, true);

    FemtoEvaluation result = FemtoEvaluation.judge("1_1", ages(), stands, 9_100);

    assertThat(result.leadFractionOfLife()).isCloseTo(0.69, within(1e-9));
    assertThat(result.falseAlarmFractionOfLife()).isCloseTo(0.60, within(1e-9));
  }

  @Test
  void anAdvisoryThatComesWithTheFailureComesTooLate() {
    double[] levels = levels();
    levels[98] = 0.6;
    levels[99] = 0.6;

    FemtoEvaluation result = FemtoEvaluation.run("1_1", life(levels), PLAN);

    assertThat(result.leadFractionOfLife()).isZero();
    assertThat(result.falseAlarmFractionOfLife()).isZero();
  }

  @Test
  void oneLoudSnapshotAndALoudBurnInRaiseNothing() {
    double[] levels = levels();
    levels[0] = 3;
    levels[50] = 3;

    FemtoEvaluation result = FemtoEvaluation.run("1_1", life(levels), PLAN);

    assertThat(result.falseAlarmFractionOfLife()).isZero();
  }

  @Test
  void refusesLivesThatCannotBe() {
    assertThatThrownBy(() -> FemtoEvaluation.run("1_1", List.of(), PLAN))
        .hasMessageContaining("0 snapshots");
  }
}
