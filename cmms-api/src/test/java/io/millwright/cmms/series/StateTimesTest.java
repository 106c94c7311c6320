package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateTimesTest {
  private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");
  private static final TimeRange DAY = new TimeRange(BEGIN, BEGIN.plus(Duration.ofDays(1)));

  private static Instant hour(int hour) {
    return BEGIN.plus(Duration.ofHours(hour));
  }

  @Test
  void holdFromEachChangeToTheNextAndToTheEnd() {
    StateTimes times = new StateTimes(DAY, null);
    times.change(hour(2), "RUNNING");
    times.change(hour(3), "RUNNING");
    times.change(hour(10), "IDLE");
    times.change(hour(12), null);
    times.change(hour(20), "RUNNING");

    assertThat(times.times())
        .isEqualTo(Map.of("RUNNING", Duration.ofHours(12), "IDLE", Duration.ofHours(2)));
    assertThat(times.unknown()).isEqualTo(Duration.ofHours(10));
    assertThat(times.changes()).isEqualTo(4);
  }

  @Test
  void areTheWholeRangeInTheStateBeforeItIfNothingChanges() {
    assertThat(new StateTimes(DAY, "IDLE").times()).isEqualTo(Map.of("IDLE", Duration.ofDays(1)));
    assertThat(new StateTimes(DAY, null).unknown()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void addUpToTheRangeWhateverIsTold() {
    Random random = new Random(2);
    for (int round = 0; round < 100; round++) {
      StateTimes times = new StateTimes(DAY, state(random));
      int changes = random.nextInt(1000);
      for (int i = 0; i < changes; i++) {
        times.change(BEGIN.plusSeconds(86_400L * i / changes), state(random));
      }

      Duration sum = times.times().values().stream().reduce(times.unknown(), Duration::plus);

      assertThat(sum).isEqualTo(Duration.ofDays(1));
      assertThat(times.times()).hasSizeLessThanOrEqualTo(StateTimes.MOST_STATES + 1);
    }
  }

  private static @Nullable String state(Random random) {
    int number = random.nextInt(300);
    return number < 30 ? null : "S" + number;
  }
}
