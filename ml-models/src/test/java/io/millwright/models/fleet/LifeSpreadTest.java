package io.millwright.models.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LifeSpreadTest {
  private final Random random = new Random(3);

  /** Foretold and true life: off by a tenth of the life, and late rather than early. */
  private double[][] cases(int count) {
    double[][] cases = new double[2][count];
    for (int i = 0; i < count; i++) {
      double truth = 125 * random.nextDouble();
      double off = -Math.log(1 - random.nextDouble());
      cases[0][i] = Math.min(125, truth * (1 + 0.1 * off));
      cases[1][i] = truth;
    }
    return cases;
  }

  @Test
  void nineOfTenLivesAreInTheIntervalWhateverWasForetold() {
    double[][] seen = cases(4_000);
    LifeSpread spread = LifeSpread.of(seen[0], seen[1], 125, 0.9);
    double[][] fresh = cases(4_000);
    int[] covered = new int[2];
    int[] count = new int[2];
    for (int i = 0; i < 4_000; i++) {
      double predicted = fresh[0][i];
      int half = predicted < 60 ? 0 : 1;
      count[half]++;
      boolean inside =
          spread.low(predicted) <= fresh[1][i] && fresh[1][i] <= spread.high(predicted);
      covered[half] += inside ? 1 : 0;
    }

    assertThat((double) covered[0] / count[0]).isCloseTo(0.9, within(0.03));
    assertThat((double) covered[1] / count[1]).isCloseTo(0.9, within(0.03));
  }

  @Test
  void theIntervalLiesWhereTheCasesAreAndGrowsWithTheErrors() {
    double[][] seen = cases(4_000);
    LifeSpread spread = LifeSpread.of(seen[0], seen[1], 125, 0.9);

    // Lives were shorter than foretold, never longer.
    assertThat(spread.high(60)).isCloseTo(60, within(0.5));
    assertThat(60 - spread.low(60)).isBetween(8.0, 16.0);
    assertThat(20 - spread.low(20)).isLessThan(60 - spread.low(60));
    assertThat(spread.low(0)).isZero();
    assertThat(spread.high(125)).isEqualTo(125);
  }
}
