package io.millwright.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.models.fleet.FleetModel;
import io.millwright.models.fleet.LifeEstimate;
import io.millwright.models.fleet.LifeTracker;
import io.millwright.models.tribuo.TreeParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetTrainingTest {
  private static final FleetSettings SMALL =
      new FleetSettings(
          125,
          30,
          4,
          50,
          3,
          new TreeParameters(60, 0.1, 4, 5, 0.6, 0.5, 32, 1),
          1,
          100,
          0.6,
          0.001);
  private static final List<double[][]> LIVES =
      IntStream.range(0, 24).mapToObj(FleetTrainingTest::life).toList();
  private static final FleetModel MODEL =
      FleetTraining.train(LIVES, 1, SMALL, TrainingProgress.SILENT);

  /** Wear grows with its own size, and shows on two sensors by the condition of the cycle. */
  private static double[][] life(int seed) {
    Random random = new Random(seed);
    int cycles = 120 + random.nextInt(100);
    return IntStream.rangeClosed(1, cycles)
        .mapToObj(
            cycle -> {
              int condition = random.nextInt(2);
              double wear = Math.exp((cycle - cycles) / 40.0);
              return new double[] {
                condition,
                600 - 150 * condition + (4 + 4 * condition) * wear + 0.5 * random.nextGaussian(),
                20 + 10 * condition - 2 * wear + 0.25 * random.nextGaussian(),
                random.nextGaussian()
              };
            })
        .toArray(double[][]::new);
  }

  private static LifeEstimate after(double[][] life, int cycles) {
    LifeTracker machine = MODEL.life().newMachine();
    double[] descriptors = new double[0];
    for (int i = 0; i < cycles; i++) {
      descriptors = machine.accept(life[i]);
    }
    return MODEL.estimate(descriptors);
  }

  @Test
  void foretellsMachinesItHasNotSeenAndKnowsHowWell() {
    List<Double> errors = new ArrayList<>();
    int covered = 0;
    int right = 0;
    int cases = 0;
    for (int seed = 100; seed < 140; seed++) {
      double[][] life = life(seed);
      for (int left : new int[] {10, 45, 80}) {
        LifeEstimate estimate = after(life, life.length - left);
        errors.add(estimate.cycles() - left);
        covered += estimate.lowCycles() <= left && left <= estimate.highCycles() ? 1 : 0;
        right += (estimate.failsWithinHorizon() >= 0.5) == (left <= 30) ? 1 : 0;
        cases++;
      }
    }

    assertThat(MODEL.life().scaling().regimes()).isEqualTo(2);
    assertThat(errors.stream().mapToDouble(error -> error * error).average().orElseThrow())
        .isLessThan(12 * 12);
    assertThat((double) covered / cases).isBetween(0.85, 0.99);
    assertThat((double) right / cases).isGreaterThan(0.95);
  }

  @Test
  void theSameLivesGiveTheSameModelToTheBit() {
    FleetModel again = FleetTraining.train(LIVES, 1, SMALL, TrainingProgress.SILENT);
    double[] descriptors = again.life().newMachine().accept(LIVES.get(0)[0]);

    assertThat(again.estimate(descriptors)).isEqualTo(MODEL.estimate(descriptors));
    assertThat(again.life().likeShare()).isEqualTo(MODEL.life().likeShare());
  }

  @Test
  void tooFewLivesAreRefused() {
    assertThatThrownBy(
            () -> FleetTraining.train(LIVES.subList(0, 3), 1, SMALL, TrainingProgress.SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("training needs at least 4 lives that end in a failure, but has 3");
  }
}
