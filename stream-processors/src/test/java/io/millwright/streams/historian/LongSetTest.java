package io.millwright.streams.historian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LongSetTest {
  @Test
  void hasWhatASetOfObjectsHas() {
    Random random = new Random(1);
    LongSet numbers = new LongSet();
    TreeSet<Long> expected = new TreeSet<>();
    for (int i = 0; i < 20_000; i++) {
      long pointHour = PointHour.of(1 + random.nextInt(200), 495_000 + random.nextInt(100));
      numbers.add(pointHour);
      expected.add(pointHour);
    }

    assertThat(numbers.size()).isEqualTo(expected.size());
    assertThat(numbers.sorted(all -> true)).containsExactly(expected.toArray(new Long[0]));
    for (long point = 1; point <= 200; point++) {
      for (long hour = 495_000; hour < 495_200; hour++) {
        long pointHour = PointHour.of(point, hour);
        assertThat(numbers.contains(pointHour)).isEqualTo(expected.contains(pointHour));
      }
    }
    numbers.clear();
    assertThat(numbers.size()).isZero();
    assertThat(numbers.contains(expected.first())).isFalse();
  }

  @Test
  void has0Never() {
    LongSet numbers = new LongSet();

    assertThat(numbers.sorted(all -> true)).isEmpty();
    assertThatThrownBy(() -> numbers.add(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPointAndAnHourComeOutAsTheyWentIn() {
    long pointHour = PointHour.of(3_999_999_999_999L, 2_016_000);

    assertThat(PointHour.point(pointHour)).isEqualTo(3_999_999_999_999L);
    assertThat(PointHour.hour(pointHour)).isEqualTo(2_016_000);
    assertThat(PointHour.hourOf(7_199_999_999L)).isEqualTo(1);
  }
}
