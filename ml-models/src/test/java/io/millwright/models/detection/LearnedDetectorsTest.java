package io.millwright.models.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.baseline.Learning;
import io.millwright.models.novelty.NoveltyPlan;
import io.millwright.models.novelty.OneClassTrainer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The charts against their published properties, and what is the same for all that learn. */
class LearnedDetectorsTest {
  private static final Learning LONG = Learning.from(10_000);
  private static final OneClassTrainer NO_TRAINER =
      (rows, nu, gamma, seed) -> {
        throw new AssertionError("not asked for");
      };
  private static final Learning SHORT = Learning.from(20);

  private final Random random = new Random(4);
  private long time;

  private double take(Indicator indicator, double value) {
    return take(indicator, value, 0, true);
  }

  private double take(Indicator indicator, double value, int bin, boolean mayLearn) {
    time += 1_000;
    return indicator.evaluate(new double[] {value}, bin, time, mayLearn, false);
  }

  private Indicator learned(Method method, int scans) {
    Indicator indicator = method.begin(1, 1);
    for (int i = 0; i < scans; i++) {
      assertThat(take(indicator, random.nextGaussian())).isNaN();
    }
    return indicator;
  }

  /** Mean number of values until the number passes the limit, with the mean shifted. */
  private double runLength(Method method, double limit, double shift, int runs) {
    long sum = 0;
    for (int run = 0; run < runs; run++) {
      // What is known of the distribution must not scatter: 10,000 values are learned from.
      Indicator indicator = learned(method, LONG.scans());
      // Exact limits find what is there from the start sooner than the tables of run lengths say.
      for (int i = 0; i < (shift == 0 ? 0 : 50); i++) {
        take(indicator, random.nextGaussian(), 0, false);
      }
      int length = 1;
      while (take(indicator, random.nextGaussian() + shift, 0, false) <= limit) {
        length++;
      }
      sum += length;
    }
    return (double) sum / runs;
  }

  @Test
  void anEwmaChartIsWrongAsSeldomAndFindsAShiftAsSoonAsPublished() {
    Method chart = new EwmaChart(LONG, Side.BOTH, 0.1);

    assertThat(runLength(chart, 2.814, 0, 200)).isCloseTo(500, within(110.0));
    assertThat(runLength(chart, 2.814, 1, 200)).isCloseTo(10.3, within(1.5));
  }

  @Test
  void aCusumIsWrongAsSeldomAndFindsAShiftAsSoonAsPublished() {
    Method sums = new Cusum(LONG, Side.BOTH, 0.5);

    assertThat(runLength(sums, 5, 0, 200)).isCloseTo(465, within(110.0));
    assertThat(runLength(sums, 5, 1, 200)).isCloseTo(10.4, within(1.5));
  }

  @Test
  void aCusumSaysWhenTheShiftBegan() {
    Indicator sums = learned(new Cusum(SHORT, Side.BOTH, 0.5), 20);
    for (int i = 0; i < 30; i++) {
      take(sums, 0);
    }
    long shiftAt = time + 1_000;
    for (int i = 0; i < 8; i++) {
      take(sums, -3);
    }

    assertThat(sums.changeMicros()).isEqualTo(shiftAt);
  }

  @Test
  void aDeviationIsInDeviationsOfWhatWasLearned() {
    Indicator deviation = new Deviation(Learning.from(10), Side.HIGH).begin(1, 1);
    for (int i = 0; i < 10; i++) {
      take(deviation, i % 2 == 0 ? 9 : 11);
    }
    double one = Math.sqrt(10.0 / 9);

    assertThat(take(deviation, 10 + 4 * one)).isCloseTo(4, within(1e-9));
    assertThat(take(deviation, 10 - 4 * one)).isCloseTo(-4, within(1e-9));
  }

  @Test
  void aRobustDeviationBearsWrongValuesAmongTheLearned() {
    Indicator robust = new RobustDeviation(Learning.from(11), Side.BOTH).begin(1, 1);
    for (double value : new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000, -1_000}) {
      take(robust, value);
    }

    // Median 5, MAD 3.
    assertThat(take(robust, 5 + 3 * 3.5 / 0.6745)).isCloseTo(3.5, within(1e-9));
  }

  @Test
  void whatNeverVariedDoesNotDifferByATrifle() {
    for (Method method :
        List.of(
            new Deviation(SHORT, Side.BOTH),
            new RobustDeviation(SHORT, Side.BOTH),
            new EwmaChart(SHORT, Side.BOTH, 0.2))) {
      Indicator indicator = method.begin(1, 1);
      for (int i = 0; i < 20; i++) {
        take(indicator, 100);
      }
      assertThat(take(indicator, 100.0001)).as(method.toString()).isLessThan(0.01);
    }
  }

  @Test
  void logarithmsMakeOneLimitRightForLargeAndSmallMachines() {
    for (double size : new double[] {0.1, 10}) {
      Indicator deviation = new Deviation(new Learning(200, true, 0, 0), Side.HIGH).begin(1, 1);
      Random same = new Random(2);
      for (int i = 0; i < 200; i++) {
        take(deviation, size * Math.exp(0.1 * same.nextGaussian()));
      }
      assertThat(take(deviation, size * 2)).isCloseTo(Math.log(2) / 0.1, within(1.0));
      assertThat(take(deviation, 0)).as("no logarithm, not known").isNaN();
    }
  }

  @Test
  void adaptsToSlowChangeOnlyWhereThePlanSaysSoAndNeverWhileADeviationIsOpen() {
    Method adapting = new Deviation(new Learning(100, false, 1_000, 0), Side.BOTH);
    Indicator free = learned(adapting, 100);
    Indicator held = learned(adapting, 100);
    Indicator frozen = learned(new Deviation(Learning.from(100), Side.BOTH), 100);
    for (int i = 0; i < 5_000; i++) {
      double value = 2 + random.nextGaussian();
      take(free, value);
      take(held, value, 0, false);
      take(frozen, value);
    }

    assertThat(take(free, 2)).isLessThan(0.5);
    assertThat(take(held, 2, 0, false)).isGreaterThan(1.5);
    assertThat(take(frozen, 2)).isGreaterThan(1.5);
  }

  @Test
  void doesNotLearnFromWhatDeviates() {
    Indicator deviation = new Deviation(SHORT, Side.BOTH).begin(1, 1);
    for (int i = 0; i < 1_000; i++) {
      assertThat(take(deviation, 50, 0, false)).isNaN();
    }
    for (int i = 0; i < 20; i++) {
      take(deviation, random.nextGaussian());
    }

    assertThat(take(deviation, 50)).isGreaterThan(20);
  }

  static Stream<Method> methods() {
    return Stream.of(
        new Deviation(SHORT, Side.BOTH),
        new Deviation(new Learning(20, false, 1_000, 0), Side.LOW),
        new RobustDeviation(SHORT, Side.HIGH),
        new EwmaChart(SHORT, Side.BOTH, 0.2),
        new Cusum(SHORT, Side.BOTH, 0.5),
        new Change(SHORT, Side.BOTH),
        new Mewma(20, 5, 1, 0.3, 0.001, 0.1, 0.1, 0.3),
        new Unlike(new NoveltyPlan.Hotelling(0.001), 20, 1, 0.5, NO_TRAINER));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void eachBinHasABaselineOfItsOwn(Method method) {
    Indicator indicator = method.begin(2, 1);
    for (int i = 0; i < 20; i++) {
      take(indicator, random.nextGaussian(), 0, true);
    }
    assertThat(take(indicator, 100, 1, true)).as("bin 1 is not learned").isNaN();
    for (int i = 0; i < 19; i++) {
      take(indicator, 100 + random.nextGaussian(), 1, true);
    }

    assertThat(Math.abs(take(indicator, 100, 1, true))).isLessThan(3);
    assertThat(Math.abs(take(indicator, 0, 0, true))).isLessThan(3);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void learnsAnewAfterMaintenance(Method method) {
    Indicator indicator = learned(method, 20);
    for (int i = 0; i < 10; i++) {
      take(indicator, 50);
    }
    indicator.relearn();
    for (int i = 0; i < 20; i++) {
      assertThat(take(indicator, 50 + random.nextGaussian())).isNaN();
    }

    assertThat(Math.abs(take(indicator, 50))).isLessThan(3);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void goesOnFromItsBytesAsIfItHadNeverStopped(Method method) throws IOException {
    Indicator whole = method.begin(2, 1);
    Indicator resumed = method.begin(2, 1);
    for (int i = 0; i < 200; i++) {
      double value = random.nextGaussian() + i / 100.0;
      int bin = i / 7 % 2;
      long now = time;
      double expected = take(whole, value, bin, i % 11 != 0);
      time = now;
      assertThat(Double.valueOf(take(resumed, value, bin, i % 11 != 0)))
          .isEqualTo(Double.valueOf(expected));
      assertThat(resumed.changeMicros()).isEqualTo(whole.changeMicros());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      resumed.write(new DataOutputStream(bytes));
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
      resumed = method.begin(2, 1);
      resumed.read(in);
      assertThat(in.read()).as("all is read").isEqualTo(-1);
    }
  }

  @Test
  void aRatioIsToTheMedianOfWhatWasLearned() {
    Indicator ratio = new Ratio(Learning.from(11)).begin(1, 1);
    for (double value : new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000, 2_000}) {
      take(ratio, value);
    }

    assertThat(take(ratio, 9)).isEqualTo(1.5);
  }

  @Test
  void aModelTakesItsOwnValuesOutOfABufferThatIsLongerThanThey() {
    Unlike unlike = new Unlike(new NoveltyPlan.Hotelling(0.001), 200, 2, 1, NO_TRAINER);
    Indicator indicator = unlike.begin(1, 1);
    double[] buffer = new double[5];
    for (int i = 0; i < 200; i++) {
      buffer[0] = random.nextGaussian();
      buffer[1] = random.nextGaussian();
      assertThat(indicator.evaluate(buffer, 0, i, true, false)).isNaN();
    }
    double[] shares = new double[2];

    buffer[0] = 9;
    double score = indicator.evaluate(buffer, 0, 200, false, false);
    indicator.shares(buffer, 0, shares);

    assertThat(score).isGreaterThan(1);
    assertThat(shares[0]).isGreaterThan(shares[1]);
  }

  @Test
  void severalDescriptorsTogetherAreUnlikeWhereNoneIsAlone() {
    Unlike unlike = new Unlike(new NoveltyPlan.Hotelling(0.001), 200, 2, 1, NO_TRAINER);
    Indicator indicator = unlike.begin(1, 1);
    for (int i = 0; i < 200; i++) {
      double load = random.nextGaussian();
      double[] row = {10 + load, 20 + 2 * load + 0.1 * random.nextGaussian()};
      assertThat(indicator.evaluate(row, 0, i, true, false)).isNaN();
    }
    double[] apart = {10, 20.8};
    double[] shares = new double[2];

    assertThat(indicator.evaluate(new double[] {11, 22}, 0, 300, true, false)).isLessThan(1);
    assertThat(indicator.evaluate(apart, 0, 301, true, false)).isGreaterThan(1);
    indicator.shares(apart, 0, shares);
    assertThat(shares[0] + shares[1]).isCloseTo(1, within(1e-9));
  }

  @Test
  void aVoteCountsThoseThatKnow() {
    Indicator vote = new Vote().begin(1, 1);

    // UNKNOWN, NORMAL, ALERT, ALARM
    assertThat(vote.evaluate(new double[] {3, 0, 0, 0}, 0, 0, true, false)).isNaN();
    assertThat(vote.evaluate(new double[] {1, 1, 1, 0}, 0, 0, true, false)).isEqualTo(1);
    assertThat(vote.evaluate(new double[] {0, 1, 1, 2}, 0, 0, true, false)).isEqualTo(3);
  }

  @Test
  void aRateCountsOnlyWhileTheLevelIsWorthIt() {
    Indicator rate = new RateWhile(2).begin(1, 1);

    assertThat(rate.evaluate(new double[] {0.7, 2}, 0, 0, true, false)).isZero();
    assertThat(rate.evaluate(new double[] {0.7, 2.1}, 0, 0, true, false)).isEqualTo(0.7);
  }

  @Test
  void zonesAreThoseOfTheStandardAndABoundaryBelongsToTheBetterOne() {
    VibrationZones zones =
        new VibrationZones("ISO 10816-3", 2009, "2", "rigid", "mm/s", List.of(1.4, 2.8, 4.5));

    assertThat(new char[] {zones.zone(1.4), zones.zone(1.41), zones.zone(2.81), zones.zone(4.6)})
        .containsExactly('A', 'B', 'C', 'D');
    assertThat(zones.significantChange()).isCloseTo(0.7, within(1e-12));
    assertThat(zones.method().explain(3))
        .isEqualTo("zone C of ISO 10816-3:2009 (group 2, rigid support)");
    assertThat(zones.limits(0)).isEqualTo(Limits.above(2.8, 4.5));
  }
}
