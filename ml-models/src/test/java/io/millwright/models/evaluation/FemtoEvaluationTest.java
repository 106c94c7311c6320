package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.dataset.FemtoSnapshot;
import io.millwright.models.spectrum.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FemtoEvaluationTest {
  private static final FemtoEvaluation.Setting SETTING = FemtoEvaluation.Setting.CHOSEN;

  /** A life of 100 snapshots, 100 s apart. */
  private static double[] ages() {
    double[] ages = new double[100];
    Arrays.setAll(ages, i -> (i + 1) * 100.0);
    return ages;
  }

  private static List<FemtoDescriptors> life(double[] levels) {
    List<FemtoDescriptors> life = new ArrayList<>();
    for (int i = 0; i < levels.length; i++) {
      life.add(new FemtoDescriptors(ages()[i], levels[i], 0.1, levels[i]));
    }
    return life;
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
    List<FemtoDescriptors> life = life(levels);
    Collections.shuffle(life, new Random(1));

    FemtoEvaluation result = FemtoEvaluation.run("1_1", life, SETTING);

    assertThat(result.lifeSeconds()).isEqualTo(10_000);
    assertThat(result.onsetSeconds()).isEqualTo(9_100);
    assertThat(result.leadFractionOfLife()).isCloseTo(0.08, within(1e-9));
    assertThat(result.falseAlarmFractionOfLife()).isZero();
  }

  @Test
  void anAdvisoryThatIsClearedAgainIsFalse() {
    double[] levels = levels();
    Arrays.fill(levels, 40, 45, 0.6);

    FemtoEvaluation result = FemtoEvaluation.run("1_1", life(levels), SETTING);

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

    FemtoEvaluation result = FemtoEvaluation.run("1_1", life(levels), SETTING);

    assertThat(result.leadFractionOfLife()).isZero();
    assertThat(result.falseAlarmFractionOfLife()).isZero();
  }

  @Test
  void oneLoudSnapshotAndALoudBurnInRaiseNothing() {
    double[] levels = levels();
    levels[0] = 3;
    levels[50] = 3;

    FemtoEvaluation result = FemtoEvaluation.run("1_1", life(levels), SETTING);

    assertThat(result.falseAlarmFractionOfLife()).isZero();
  }

  @Test
  void descriptorsAreLevelsOfTheirBands() {
    double[] tone = new double[2_560];
    double[] low = new double[2_560];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = 1 + Math.sqrt(2) * Math.sin(2 * Math.PI * 4_000 * i / 25_600);
      low[i] = 2 * Math.sqrt(2) * Math.sin(2 * Math.PI * 400 * i / 25_600);
    }

    FemtoDescriptors descriptors =
        FemtoDescriptors.of(new FemtoSnapshot(51, new Block(tone, 25_600), new Block(low, 25_600)));

    assertThat(descriptors.ageSeconds()).isEqualTo(510);
    assertThat(descriptors.horizontalRms()).isCloseTo(1, within(1e-3));
    assertThat(descriptors.verticalRms()).isCloseTo(0, within(1e-3));
    assertThat(descriptors.totalRms()).isCloseTo(Math.sqrt(5), within(1e-3));
  }

  @Test
  void refusesSettingsAndLivesThatCannotBe() {
    assertThatThrownBy(() -> new FemtoEvaluation.Setting(900, 5, 0.9, 2, 3))
        .hasMessageContaining("limit 0.9");
    assertThatThrownBy(() -> FemtoEvaluation.run("1_1", List.of(), SETTING))
        .hasMessageContaining("0 snapshots");
  }
}
