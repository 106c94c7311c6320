package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeRangeTest {
  private static final Instant NEWEST = Instant.parse("2026-06-30T12:00:00Z");

  @Test
  void readsZonesAndMilliseconds() {
    TimeRange range =
        TimeRange.of("2026-06-01T02:00:00+02:00", "1780358400000", () -> Optional.of(NEWEST));

    assertThat(range)
        .isEqualTo(
            new TimeRange(
                Instant.parse("2026-06-01T00:00:00Z"), Instant.ofEpochMilli(1780358400000L)));
  }

  @Test
  void endsAtTheNewestAndBeginsThirtyDaysBefore() {
    assertThat(TimeRange.of(null, null, () -> Optional.of(NEWEST)))
        .isEqualTo(new TimeRange(Instant.parse("2026-05-31T12:00:00Z"), NEWEST));
  }

  @Test
  void theLongestRangeHasBuckets() {
    TimeRange range = TimeRange.of("0", "9999-12-31T00:00:00Z", Optional::empty);

    assertThat(range.bucket(2).multipliedBy(2))
        .isGreaterThan(Duration.between(range.from(), range.to()));
    assertThat(range.bucket(500)).isGreaterThan(Duration.ofDays(16 * 365));
  }

  @Test
  void bucketsCoverTheRangeAndAreNeverMore() {
    for (long seconds : new long[] {0, 1, 59, 86_400, 31_536_000}) {
      TimeRange range = new TimeRange(NEWEST.minusSeconds(seconds), NEWEST);
      for (int maxPoints : new int[] {2, 3, 499, 5000}) {
        Duration bucket = range.bucket(maxPoints);
        long last = Duration.ofSeconds(seconds).toNanos() / bucket.toNanos();
        assertThat(bucket).isPositive();
        assertThat(last).as(seconds + " s in " + maxPoints).isLessThan(maxPoints);
      }
    }
  }
}
