package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Each operator against its definition, and hours as a whole against their readings. */
class FoldsTest {
  private static final long MINUTE = 60_000_000L;
  private static final long HOUR = 60 * MINUTE;

  private record Reading(long micros, double value) {}

  private static <F extends Fold> F over(F fold, double... everyHour) {
    for (int i = 0; i < everyHour.length; i++) {
      fold.reading(i * HOUR, everyHour[i]);
    }
    return fold;
  }

  private static Coverage coverage() {
    return new Coverage(4 * HOUR);
  }

  @Test
  void runningIsTheTimeFromEachReadingAtTheLimitOrAboveToTheNext() {
    Folds.Running running = over(new Folds.Running(5, coverage()), 1, 5, 7, 4, 6, 6);

    assertThat(running.hours()).isEqualTo(3);
    assertThat(running.starts()).isEqualTo(2);
    assertThat(running.coverage().covered()).isEqualTo(5 * HOUR);
  }

  @Test
  void anIntegralIsTheAreaUnderTheLine() {
    assertThat(over(new Folds.Integral(coverage()), 0, 10, 10, 4).area()).isEqualTo(22);
  }

  @Test
  void timeAndAreaLeaveGapsOut() {
    for (Fold fold : List.of(new Folds.Integral(coverage()), new Folds.Running(1, coverage()))) {
      fold.reading(0, 2);
      fold.reading(HOUR, 2);
      fold.reading(6 * HOUR, 2);
      fold.reading(8 * HOUR, 2);

      assertThat(fold.coverage().covered()).isEqualTo(3 * HOUR);
      assertThat(
              fold instanceof Folds.Integral integral
                  ? integral.area() / 2
                  : ((Folds.Running) fold).hours())
          .isEqualTo(3);
    }
  }

  @Test
  void aCounterRisesByItsStepsUpwards() {
    Folds.Counter counter = over(new Folds.Counter(Double.NaN, coverage()), 10, 12, 12, 3, 4, 9);

    assertThat(counter.rise()).isEqualTo(8);
    assertThat(counter.resets()).isEqualTo(1);
    assertThat(counter.rollOvers()).isZero();
  }

  @Test
  void aLongStepDownwardsIsARollOverOfACounterThatBeginsAnew() {
    Folds.Counter counter =
        over(new Folds.Counter(65_536, coverage()), 65_000, 65_500, 100, 600, 0, 10);

    assertThat(counter.rise()).isEqualTo(500 + 136 + 500 + 10);
    assertThat(counter.resets()).isEqualTo(1);
    assertThat(counter.rollOvers()).isEqualTo(1);
  }

  @Test
  void aRiseCountsOnceUntilItWasLowAgain() {
    assertThat(over(new Folds.Crossings(10, 2, coverage()), 5, 10, 9, 11, 8, 10).crossings())
        .isEqualTo(2);
    assertThat(over(new Folds.Crossings(10, 0, coverage()), 10, 9, 10, 11, 9, 12).crossings())
        .isEqualTo(2);
  }

  @Test
  void aRiseInAGapIsNotCounted() {
    Folds.Crossings crossings = new Folds.Crossings(10, 0, coverage());
    crossings.reading(0, 5);
    crossings.reading(5 * HOUR, 15);

    assertThat(crossings.crossings()).isZero();
  }

  @Test
  void rainflowCountsTheExampleOfItsStandard() {
    Folds.Rainflow rainflow =
        over(new Folds.Rainflow(1, coverage()), -2, 1, -3, 5, -1, 3, -4, 4, -2);

    assertThat(rainflow.cycles())
        .containsExactly(
            java.util.Map.entry(3, 0.5),
            java.util.Map.entry(4, 1.5),
            java.util.Map.entry(6, 0.5),
            java.util.Map.entry(8, 1.0),
            java.util.Map.entry(9, 0.5));
  }

  @Test
  void rainflowLooksAtTurnsOnly() {
    assertThat(over(new Folds.Rainflow(1, coverage()), 0, 1, 1, 4, 4, 2, 0, 3).cycles())
        .isEqualTo(over(new Folds.Rainflow(1, coverage()), 0, 4, 0, 3).cycles());
  }

  @Test
  void rainflowCountsTheLargestRangeAndHalfAsManyCyclesAsRanges() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      double[] values = random.doubles(2 + random.nextInt(300), 0, 50).toArray();
      double low = Double.MAX_VALUE;
      double high = -Double.MAX_VALUE;
      int turns = 0;
      for (int i = 0; i < values.length; i++) {
        low = Math.min(low, values[i]);
        high = Math.max(high, values[i]);
        boolean inside = i > 0 && i < values.length - 1;
        if (inside && (values[i] > values[i - 1]) != (values[i + 1] > values[i])) {
          turns++;
        }
      }

      var cycles = over(new Folds.Rainflow(1, coverage()), values).cycles();

      assertThat(cycles.lastKey()).isEqualTo((int) (high - low));
      assertThat(cycles.values().stream().mapToDouble(each -> each).sum())
          .isEqualTo((turns + 1) / 2.0);
    }
  }

  /**
   * Whatever hours are taken as a whole, the answer is that of their readings: counts exactly,
   * times to within one spacing an hour.
   */
  @Test
  void wholeHoursSayWhatTheirReadingsSay() {
    Random random = new Random(5);
    int taken = 0;
    for (int round = 0; round < 200; round++) {
      List<Reading> readings = walk(random, 24 * 60);
      taken +=
          assertSame(readings, each -> new Folds.Running(20, each), Folds.Running::hours, 0.02);
      taken +=
          assertSame(
              readings, each -> new Folds.Crossings(20, 3, each), Folds.Crossings::crossings, 0);
      taken += assertSame(readings, each -> new Folds.Integral(each), Folds.Integral::area, 1.2);
      List<Reading> counter = new ArrayList<>();
      double sum = 0;
      for (Reading reading : readings) {
        // a reset to no less than what was read before the hour cannot be seen in the hour
        sum = sum > 130 && random.nextInt(300) == 0 ? 0 : sum + random.nextInt(3);
        counter.add(new Reading(reading.micros(), sum));
      }
      taken +=
          assertSame(
              counter, each -> new Folds.Counter(Double.NaN, each), Folds.Counter::rise, 1e-9);
    }
    assertThat(taken).isGreaterThan(5_000);
  }

  /** A reading a minute that wanders. */
  private static List<Reading> walk(Random random, int minutes) {
    List<Reading> readings = new ArrayList<>();
    double value = 10 + random.nextInt(20);
    for (int minute = 0; minute < minutes; minute++) {
      value += random.nextGaussian() / 2;
      readings.add(new Reading(minute * MINUTE, value));
    }
    return readings;
  }

  /** How many hours were taken as a whole. */
  private static <F extends Fold> int assertSame(
      List<Reading> readings,
      Function<Coverage, F> fold,
      Function<F, Number> result,
      double tolerance) {
    F single = fold.apply(new Coverage(4 * MINUTE));
    readings.forEach(each -> single.reading(each.micros(), each.value()));
    F byHours = fold.apply(new Coverage(4 * MINUTE));
    int taken = 0;
    for (int begin = 0; begin < readings.size(); begin += 60) {
      List<Reading> hour = readings.subList(begin, begin + 60);
      var values = hour.stream().mapToDouble(Reading::value).summaryStatistics();
      Fold.Hour whole =
          new Fold.Hour(
              hour.get(0).micros(),
              values.getMin(),
              values.getMax(),
              values.getAverage(),
              hour.get(59).value());
      if (begin > 0 && byHours.hour(whole)) {
        taken++;
      } else {
        hour.forEach(each -> byHours.reading(each.micros(), each.value()));
      }
    }
    assertThat(result.apply(byHours).doubleValue())
        .isCloseTo(result.apply(single).doubleValue(), within(tolerance));
    return taken;
  }
}
