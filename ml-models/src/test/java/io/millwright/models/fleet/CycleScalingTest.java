package io.millwright.models.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CycleScalingTest {
  private static final double[][] CONDITIONS = {
    {0, 0, 100}, {10, 0.25, 100}, {20, 0.7, 100}, {25, 0.62, 60}, {35, 0.84, 100}, {42, 0.84, 100}
  };

  /** Two sensors that depend on the condition, one that stands still. */
  private static double[][] rows(int conditions) {
    Random random = new Random(7);
    double[][] rows = new double[600][];
    for (int i = 0; i < rows.length; i++) {
      double[] at = CONDITIONS[random.nextInt(conditions)];
      rows[i] =
          new double[] {
            at[0] + 0.001 * random.nextGaussian(),
            at[1] + 0.0003 * random.nextGaussian(),
            at[2],
            500 - 3 * at[0] + random.nextGaussian(),
            40 + 100 * at[1] + 0.2 * at[2] + 0.1 * random.nextGaussian(),
            14.62
          };
    }
    return rows;
  }

  @Test
  void findsAsManyRegimesAsThereAreConditions() {
    assertThat(CycleScaling.fit(rows(6), 3).regimes()).isEqualTo(6);
    assertThat(CycleScaling.fit(rows(3), 3).regimes()).isEqualTo(3);
    // Settings that only tremble part nothing.
    assertThat(CycleScaling.fit(rows(1), 3).regimes()).isEqualTo(1);
  }

  @Test
  void aDepartureCountsTheSameInEachRegimeAndWhatStandsStillSaysNothing() {
    CycleScaling scaling = CycleScaling.fit(rows(6), 3);

    assertThat(scaling.sensors()).isEqualTo(2);
    for (double[] at : CONDITIONS) {
      double[] usual = {
        at[0], at[1], at[2], 500 - 3 * at[0], 40 + 100 * at[1] + 0.2 * at[2], 14.62
      };
      double[] hot = usual.clone();
      hot[3] += 2;

      assertThat(scaling.scale(usual)).containsExactly(new double[] {0, 0}, within(0.5));
      assertThat(scaling.scale(hot)[0] - scaling.scale(usual)[0]).isCloseTo(2, within(0.4));
    }
  }

  @Test
  void aWildReadingCountsNoMoreThanAFarOne() {
    CycleScaling scaling = CycleScaling.fit(rows(1), 3);

    assertThat(scaling.scale(new double[] {0, 0, 100, 1e9, -1e9, 0})).containsExactly(5, -5);
  }
}
