package io.millwright.models.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LifeTrackerTest {
  private static final double[][] TRAINING = training();
  private static final CycleScaling SCALING = CycleScaling.fit(TRAINING, 1);
  private static final HealthIndex INDEX =
      HealthIndex.fit(
          Arrays.stream(TRAINING).map(SCALING::scale).toArray(double[][]::new),
          IntStream.range(0, TRAINING.length).mapToDouble(i -> 1 - i / 199.0).toArray());

  /** A sensor that rises by 0.5 a cycle, and one of noise. */
  private static double[][] training() {
    Random random = new Random(5);
    return IntStream.range(0, 200)
        .mapToObj(i -> new double[] {1, 100 + 0.5 * i, random.nextGaussian()})
        .toArray(double[][]::new);
  }

  @Test
  void whatComesLaterDoesNotChangeWhatWasSaid() {
    LifeTracker whole = new LifeTracker(SCALING, INDEX);
    double[][] said = new double[TRAINING.length][];
    for (int i = 0; i < TRAINING.length; i++) {
      said[i] = whole.accept(TRAINING[i]);
    }
    LifeTracker cutOff = new LifeTracker(SCALING, INDEX);
    for (int i = 0; i < 90; i++) {
      assertThat(cutOff.accept(TRAINING[i])).containsExactly(said[i]);
    }
  }

  @Test
  void tellsLevelSlopeAndDepartureOfARise() {
    LifeTracker tracker = new LifeTracker(SCALING, INDEX);
    double[] values = new double[0];
    for (double[] row : TRAINING) {
      values = tracker.accept(row);
    }
    List<String> names = LifeTracker.names(2);
    double perCycle = 1 / Math.sqrt((200.0 * 200 - 1) / 12);
    double last = SCALING.scale(TRAINING[199])[0];

    assertThat(values).hasSize(names.size());
    assertThat(values[names.indexOf("sensor0.last")]).isEqualTo(last);
    assertThat(values[names.indexOf("sensor0.mean15")])
        .isCloseTo(last - 7 * perCycle, within(1e-9));
    assertThat(values[names.indexOf("sensor0.slope30")]).isCloseTo(perCycle, within(1e-9));
    assertThat(values[names.indexOf("sensor0.slope60")]).isCloseTo(perCycle, within(1e-9));
    assertThat(values[names.indexOf("sensor0.sinceNew")])
        .isCloseTo((199 - 4 - 9.5) * perCycle, within(0.01));
    assertThat(values[names.indexOf("cycle")]).isEqualTo(200);
  }

  @Test
  void theIndexFallsToTheEndAndSaysWhenItComes() {
    LifeTracker tracker = new LifeTracker(SCALING, INDEX);
    double[] values = new double[0];
    for (int i = 0; i < 150; i++) {
      values = tracker.accept(TRAINING[i]);
    }
    List<String> names = LifeTracker.names(2);

    assertThat(values[names.indexOf("health.last")]).isCloseTo(0.25, within(0.02));
    // Its level is the mean of 30 cycles, of 14.5 cycles ago.
    assertThat(values[names.indexOf("health.left60")]).isCloseTo(50 + 14.5, within(4.0));
  }
}
