package io.millwright.models.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LikeLivesTest {
  private final Random random = new Random(11);

  private double[][] rows(int count) {
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] =
          new double[] {random.nextDouble(), 1_000 * random.nextDouble(), random.nextGaussian()};
    }
    return rows;
  }

  private static double life(double[] row) {
    return Math.sin(2 * row[0]) * (1 - row[1] / 2_000);
  }

  private static double[] lives(double[][] rows) {
    return Arrays.stream(rows).mapToDouble(LikeLivesTest::life).toArray();
  }

  @Test
  void learnsWhatIsSmoothWhateverTheUnits() {
    double[][] rows = rows(600);
    LikeLives like = LikeLives.fit(rows, lives(rows), 80, 1, 1e-3);

    for (double[] row : rows(100)) {
      assertThat(like.of(row)).isCloseTo(life(row), within(0.08));
    }
  }

  @Test
  void sameRowsSayTheSameToTheBit() {
    double[][] rows = rows(200);

    assertThat(LikeLives.fit(rows, lives(rows), 50, 1, 1).of(rows[7]))
        .isEqualTo(LikeLives.fit(rows, lives(rows), 50, 1, 1).of(rows[7]));
  }

  @Test
  void whatIsLikeNothingHasTheAverageLife() {
    double[][] rows = rows(200);
    double average = Arrays.stream(lives(rows)).average().orElseThrow();

    assertThat(LikeLives.fit(rows, lives(rows), 50, 0.5, 1).of(new double[] {1e6, 0, 0}))
        .isCloseTo(average, within(1e-9));
  }
}
