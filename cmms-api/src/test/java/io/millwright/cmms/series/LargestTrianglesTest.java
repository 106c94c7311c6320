package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargestTrianglesTest {
  private record Point(double x, double y) implements LargestTriangles.Place {}

  @Test
  void keepFirstAndLastAndInventNothing() {
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      List<Point> points = new ArrayList<>();
      int size = random.nextInt(200);
      double x = 0;
      for (int i = 0; i < size; i++) {
        points.add(new Point(x += random.nextInt(3), random.nextGaussian()));
      }
      int most = 2 + random.nextInt(60);

      List<Point> kept = LargestTriangles.of(points, most);

      assertThat(kept).hasSize(Math.min(size, most));
      assertThat(points).containsSubsequence(kept);
      if (size > 0) {
        assertThat(kept.get(0)).isSameAs(points.get(0));
        assertThat(kept.get(kept.size() - 1)).isSameAs(points.get(size - 1));
      }
    }
  }

  @Test
  void keepAPeakBetweenLevelReadings() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      points.add(new Point(i, i == 617 ? 5 : 0));
    }

    assertThat(LargestTriangles.of(points, 20)).contains(new Point(617, 5));
  }

  @Test
  void needTwoPoints() {
    assertThatThrownBy(() -> LargestTriangles.of(List.<Point>of(), 1)).hasMessageContaining("2");
  }
}
