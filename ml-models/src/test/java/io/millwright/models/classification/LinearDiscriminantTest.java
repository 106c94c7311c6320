package io.millwright.models.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearDiscriminantTest {
  /** Two features that vary together; the class is in their difference alone. */
  private static double[] row(Random random, int kind) {
    double common = 10 * random.nextGaussian();
    return new double[] {common + kind + random.nextGaussian() / 10, common, 5};
  }

  @Test
  void findsTheDirectionInWhichClassesDiffer() {
    Random random = new Random(1);
    double[][] rows = new double[900][];
    int[] classes = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      classes[i] = i % 3;
      rows[i] = row(random, classes[i]);
    }
    double[] weights = new double[rows.length];
    Arrays.fill(weights, 0.5);

    LinearDiscriminant model = LinearDiscriminant.fit(rows, classes, 4, weights, 1e-9);

    for (int i = 0; i < 300; i++) {
      double[] fresh = row(random, i % 3);
      assertThat(model.classOf(fresh)).isEqualTo(i % 3);
      assertThat(model.probabilities(fresh)[3]).as("it never came").isZero();
      assertThat(Arrays.stream(model.probabilities(fresh)).sum()).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void whatNothingTellsApartIsAsProbableAsItWasFrequent() {
    double[][] rows = new double[400][1];
    int[] classes = new int[rows.length];
    double[] weights = new double[rows.length];
    Random random = new Random(2);
    for (int i = 0; i < rows.length; i++) {
      rows[i][0] = random.nextGaussian();
      classes[i] = i % 4 == 0 ? 1 : 0;
      weights[i] = classes[i] == 1 ? 3 : 1;
    }

    LinearDiscriminant model = LinearDiscriminant.fit(rows, classes, 2, weights, 0.01);

    assertThat(model.probabilities(new double[] {0})[1]).isCloseTo(0.25, within(0.03));
  }
}
