package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.models.classification.UnfitDataException;
import io.millwright.models.dataset.HydraulicCycle;
import io.millwright.models.evaluation.HydraulicEvaluation.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HydraulicEvaluationTest {
  private static final int[] COOLER = {3, 20, 100};
  private static final int[] VALVE = {73, 80, 90, 100};
  private static final int[] PUMP = {0, 1, 2};

  /**
   * Two cycles of each configuration. Cooler, valve and pump leave a mark each on the efficiency;
   * the accumulator does not, but each configuration has a mark of its own.
   */
  private static List<HydraulicCycle> cycles() {
    Random random = new Random(5);
    List<HydraulicCycle> cycles = new ArrayList<>();
    for (int i = 0; i < 2 * 3 * 4 * 3; i++) {
      int configuration = i / 2;
      int cooler = configuration % 3;
      int valve = configuration / 3 % 4;
      int pump = configuration / 12;
      Random own = new Random(configuration);
      double[] efficiency = new double[HydraulicCycle.SECONDS];
      for (int s = 0; s < efficiency.length; s++) {
        efficiency[s] = 60 + own.nextGaussian() / 5 + random.nextGaussian() / 50;
      }
      efficiency[9] += 3 * valve;
      efficiency[21] += 3 * pump;
      efficiency[31] += 3 * cooler;
      List<double[]> channels = new ArrayList<>();
      for (String channel : HydraulicCycle.CHANNELS) {
        double[] constant = new double[HydraulicCycle.SECONDS];
        Arrays.fill(constant, 40 + random.nextGaussian());
        channels.add(channel.equals("SE") ? efficiency : constant);
      }
      int accumulator = new Random(configuration * 7_919L + 1).nextInt(100) < 50 ? 90 : 130;
      cycles.add(
          new HydraulicCycle(
              channels, COOLER[cooler], VALVE[valve], PUMP[pump], accumulator, i % 2 == 0));
    }
    return cycles;
  }

  @Test
  void tellsStatesInCombinationsThatItHasNotSeenAndNothingFromLikeness() {
    HydraulicEvaluation result = HydraulicEvaluation.of(cycles());

    assertThat(result.configurations()).isEqualTo(36);
    assertThat(result.verdicts().subList(0, 3))
        .allSatisfy(verdict -> assertThat(verdict.accuracy()).isGreaterThan(0.9));
    Verdict accumulator = result.verdicts().get(3);
    assertThat(accumulator.accuracy())
        .as("only its configuration's other cycle could tell it")
        .isLessThan(0.75);
    assertThat(accumulator.majorityShare()).isBetween(0.5, 1.0);
    assertThat(result.verdicts().get(1).majorityShare()).isEqualTo(0.25);
    assertThat(result.verdicts().get(1).settledAccuracy()).isGreaterThan(0.95);
  }

  @Test
  void refusesTooFewConfigurations() {
    assertThatThrownBy(() -> HydraulicEvaluation.of(cycles().subList(0, 10)))
        .isInstanceOf(UnfitDataException.class)
        .hasMessageContaining("5 machines, rows or configurations cannot be dealt into 10 folds");
  }
}
