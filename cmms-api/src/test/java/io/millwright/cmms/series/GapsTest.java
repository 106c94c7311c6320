package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.cmms.series.Gaps.Gap;
import io.millwright.cmms.series.Gaps.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GapsTest {
  private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");

  private static Instant at(long second) {
    return BEGIN.plusSeconds(second);
  }

  private static List<Stretch> readings(long... seconds) {
    return LongStream.of(seconds).mapToObj(each -> new Stretch(at(each), at(each), 1)).toList();
  }

  private static Gaps within(long seconds, List<Stretch> stretches) {
    return Gaps.between(new TimeRange(BEGIN, at(seconds)), stretches, null);
  }

  @Test
  void areLongerThanFourTimesTheSpacing() {
    assertThat(within(120, readings(0, 10, 20, 30, 70, 80, 90, 100, 110, 120)).gaps()).isEmpty();
    assertThat(within(121, readings(0, 10, 20, 30, 71, 81, 91, 101, 111, 121)).gaps())
        .containsExactly(new Gap(at(30), at(71)));
  }

  @Test
  void areAlsoAtBothEndsOfTheRange() {
    assertThat(within(200, readings(50, 60, 70, 80)).gaps())
        .containsExactly(new Gap(at(0), at(50)), new Gap(at(80), at(200)));
  }

  @Test
  void areNotMadeByABurstThatIsHalfOfTheReadings() {
    long[] burst =
        IntStream.concat(
                IntStream.range(0, 30).map(i -> i * 60), IntStream.range(0, 25).map(i -> 1800 + i))
            .mapToLong(i -> i)
            .toArray();

    Gaps gaps = within(1830, readings(burst));

    assertThat(gaps.spacing()).isEqualTo(Duration.ofSeconds(60));
    assertThat(gaps.gaps()).isEmpty();
  }

  @Test
  void areJudgedBySpacingWithinColumnsToo() {
    // six readings a minute, two minutes of them missing
    List<Stretch> minutes =
        IntStream.of(0, 1, 2, 3, 6, 7)
            .mapToObj(i -> new Stretch(at(i * 60), at(i * 60 + 50), 6))
            .toList();

    Gaps gaps = within(480, minutes);

    assertThat(gaps.spacing()).isEqualTo(Duration.ofSeconds(10));
    assertThat(gaps.gaps()).containsExactly(new Gap(at(230), at(360)));
  }

  @Test
  void areTheWholeRangeWithoutReadingsAndUnknownWithOne() {
    assertThat(within(10, List.of()).gaps()).containsExactly(new Gap(at(0), at(10)));
    assertThat(within(10, readings(5)).gaps()).isEmpty();
    assertThat(within(10, readings(5)).spacing()).isNull();
  }

  @Test
  void areLongerThanStatedIfThatIsStated() {
    assertThat(
            Gaps.between(
                    new TimeRange(BEGIN, at(100)), readings(0, 10, 22, 100), Gaps.stated("PT11S"))
                .gaps())
        .containsExactly(new Gap(at(10), at(22)), new Gap(at(22), at(100)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "PT0S", "-PT1S", "PT99999999999H", ""})
  void areNotStatedLikeThat(String text) {
    assertThatThrownBy(() -> Gaps.stated(text)).hasMessageContaining("gapAfter '" + text);
  }
}
