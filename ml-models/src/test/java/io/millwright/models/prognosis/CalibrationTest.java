package io.millwright.models.prognosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.prognosis.Prognosis.RemainingLife;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  @Test
  void findsTheScaleByWhichScoresExaggerate() {
    Random random = new Random(1);
    double[] raw = new double[20_000];
    boolean[] happened = new boolean[raw.length];
    for (int i = 0; i < raw.length; i++) {
      double honest = 3 * random.nextGaussian();
      raw[i] = 2 * honest + 1;
      happened[i] = random.nextDouble() < 1 / (1 + Math.exp(-honest));
    }

    Calibration calibration = Calibration.fit(raw, happened);

    assertThat(calibration.slope()).isCloseTo(0.5, within(0.02));
    assertThat(calibration.intercept()).isCloseTo(-0.5, within(0.06));
    assertThat(calibration.probability(1)).isCloseTo(0.5, within(0.01));
  }

  @Test
  void staysFiniteWhenTheClassesAreFullyApart() {
    Calibration calibration =
        Calibration.fit(new double[] {-2, -1, 1, 2}, new boolean[] {false, false, true, true});

    assertThat(calibration.probability(-2)).isBetween(0.0, 0.1);
    assertThat(calibration.probability(2)).isBetween(0.9, 1.0);
  }

  @Test
  void intervalsCoverNineOfTenInEveryRange() {
    Random random = new Random(2);
    LifeIntervals intervals = LifeIntervals.of(lives(random, 0), lives(random, 1), 125);
    Random fresh = new Random(3);
    double[] predicted = lives(fresh, 0);
    double[] actual = lives(fresh, 1);
    int[] covered = new int[2];
    int[] all = new int[2];
    for (int i = 0; i < predicted.length; i++) {
      RemainingLife life = intervals.around(predicted[i]);
      int range = predicted[i] < 60 ? 0 : 1;
      all[range]++;
      covered[range] += life.lowHours() <= actual[i] && actual[i] <= life.highHours() ? 1 : 0;
    }

    assertThat((double) covered[0] / all[0]).isCloseTo(0.9, within(0.03));
    assertThat((double) covered[1] / all[1]).isCloseTo(0.9, within(0.03));
    assertThat(intervals.around(10).highHours() - 10)
        .as("near the end the interval is narrow")
        .isLessThan(intervals.around(100).highHours() - 100);
  }

  /** Predictions, or what came of them: the error grows with the life. */
  private static double[] lives(Random random, int actual) {
    double[] lives = new double[20_000];
    for (int i = 0; i < lives.length; i++) {
      double life = 125.0 * i / lives.length;
      lives[i] = actual == 0 ? life : Math.max(0, life + random.nextGaussian() * (2 + life / 10));
    }
    return lives;
  }

  @Test
  void anIntervalHoldsItsOwnMedianAndNeverLiesBelowZero() {
    LifeIntervals late = LifeIntervals.of(new double[100], filled(50), 125);

    assertThat(late.around(0)).isEqualTo(new RemainingLife(0, 0, 50));
    assertThat(LifeIntervals.of(filled(50), new double[100], 125).around(10))
        .isEqualTo(new RemainingLife(10, 0, 10));
  }

  private static double[] filled(double value) {
    double[] values = new double[100];
    Arrays.fill(values, value);
    return values;
  }
}
