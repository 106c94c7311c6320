package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.measurement.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReadingCursorTest {
  private static final long SECOND = 1_000_000;
  private static final int PAGE = 1_000;

  private final TreeSet<Long> times = new TreeSet<>();
  private int looks;
  private int sorted;

  @Test
  void readsEveryReadingOnceWithFewLooksThatSortFewReadings() {
    long time = 0;
    for (int i = 0; i < 40_000; i++) {
      // now and then a month of silence, a slow day, a fast hour
      time += i % 10_000 == 0 ? 2_600_000 * SECOND : i % 4_000 < 300 ? 300 * SECOND : SECOND;
      times.add(time);
    }

    assertThat(readAll(-1, time)).containsExactlyElementsOf(times);

    assertThat(looks).isLessThan(400);
    assertThat(sorted).isLessThan(5 * times.size());
  }

  @Test
  void endsWhereThereIsNothingMore() {
    times.add(5L);
    times.add(9_000_000 * SECOND);

    assertThat(readAll(-1, 9_000_000 * SECOND)).hasSize(2);
    assertThat(readAll(5, 9_000_000 * SECOND - 1)).isEmpty();
    assertThat(readAll(4, 5)).containsExactly(5L);
    assertThat(looks).isLessThan(40);
  }

  private List<Long> readAll(long after, long end) {
    ReadingCursor cursor =
        new ReadingCursor(
            new SeriesReader.KnownPoint("P-101", "velocity", false, null, true), after, end);
    ReadingPage page = new ReadingPage(PAGE);
    List<Long> read = new ArrayList<>();
    while (!cursor.isAtEnd()) {
      var stretch = times.subSet(cursor.reached(), false, cursor.until(), true);
      looks++;
      sorted += stretch.size();
      page.clear();
      stretch.stream().limit(PAGE).forEach(time -> page.add(time, 0, Quality.GOOD));
      cursor.advance(page);
      for (int i = 0; i < page.size(); i++) {
        read.add(page.time(i));
      }
    }
    return read;
  }
}
