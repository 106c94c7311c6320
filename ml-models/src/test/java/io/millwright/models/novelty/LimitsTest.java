package io.millwright.models.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LimitsTest {
  @Test
  void limitOfTSquaredAgreesWithTheTablesOfF() {
    // F(0.95; 2, 14) = 3.7389, F(0.99; 6, 44) = 3.2433; t(0.975; 11) = 2.20099.
    assertThat(Limits.tSquared(2, 16, 0.05))
        .isCloseTo(2 * 17 * 15 / (16.0 * 14) * 3.7389, within(1e-3));
    assertThat(Limits.tSquared(6, 50, 0.01))
        .isCloseTo(6 * 51 * 49 / (50.0 * 44) * 3.2433, within(2e-3));
    assertThat(Limits.tSquared(1, 12, 0.05)).isCloseTo(13 / 12.0 * 2.20099 * 2.20099, within(1e-4));
  }

  @Test
  void limitOfThePredictionErrorIsPassedAsOftenAsTheRateSays() {
    double[][] cases = {{0.5, 0.3, 0.1}, {0.05}, {1, 1, 1, 1, 1, 1}, {0.2, 1e-4, 1e-4}};
    Random random = new Random(1);
    for (double[] discarded : cases) {
      double limit = Limits.predictionError(discarded, 0.01);
      assertThat(passed(discarded, limit, random)).isBetween(0.007, 0.013);
    }
  }

  @Test
  void fallsBackWhereThePowerOfJacksonAndMudholkarIsNotDefined() {
    // 2 θ1 θ3 > 3 θ2²: one large variance and many small ones.
    double[] discarded = new double[1_001];
    Arrays.fill(discarded, 0.001);
    discarded[0] = 1;

    double limit = Limits.predictionError(discarded, 0.01);

    assertThat(passed(discarded, limit, new Random(2))).isBetween(0.003, 0.02);
  }

  private static double passed(double[] variances, double limit, Random random) {
    int rows = 20_000;
    int passed = 0;
    for (int i = 0; i < rows; i++) {
      double error = 0;
      for (double variance : variances) {
        double normal = random.nextGaussian();
        error += variance * normal * normal;
      }
      passed += error > limit ? 1 : 0;
    }
    return (double) passed / rows;
  }

  @Test
  void areFiniteForAllThatAPlanMayAskFor() {
    for (int columns = 1; columns <= NoveltyPlan.MOST_COLUMNS; columns++) {
      for (double rate : new double[] {1e-6, 1e-3, 0.5}) {
        for (int rows : new int[] {NoveltyPlan.rowsNeeded(columns), 2_000}) {
          assertThat(Limits.tSquared(columns, rows, rate)).isBetween(1e-3, 1e9);
        }
        double[] discarded = new double[columns];
        Arrays.fill(discarded, 1e-4);
        assertThat(Limits.predictionError(discarded, rate)).isBetween(1e-6, 1.0);
      }
    }
  }
}
