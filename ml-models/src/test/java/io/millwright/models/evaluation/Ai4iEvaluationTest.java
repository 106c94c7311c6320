package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.models.classification.UnfitDataException;
import io.millwright.models.dataset.Ai4iRow;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Ai4iEvaluationTest {
  /** Fails where the tool is strained by more than 8,000 Nm min. */
  private static List<Ai4iRow> rows(int from, int to) {
    Random random = new Random(from);
    return IntStream.range(from, to)
        .mapToObj(
            number -> {
              double torque = 20 + 40 * random.nextDouble();
              double wear = 240 * random.nextDouble();
              return new Ai4iRow(
                  number,
                  random.nextInt(3),
                  300 + random.nextGaussian(),
                  310 + random.nextGaussian(),
                  1_500 + 100 * random.nextGaussian(),
                  torque,
                  wear,
                  torque * wear > 8_000);
            })
        .toList();
  }

  @Test
  void tellsFailuresOfRowsThatItDidNotLearnFrom() {
    Ai4iEvaluation result = Ai4iEvaluation.of(rows(0, 600), rows(600, 1_000));

    assertThat(result.score().f1()).isGreaterThan(0.9);
    assertThat(result.probabilities().rows()).isEqualTo(400);
    assertThat(result.probabilities().averagePrecision()).isGreaterThan(0.95);
    assertThat(result.thresholds()).hasSize(1);
  }

  @Test
  void refusesARowThatIsOnBothSides() {
    assertThatThrownBy(() -> Ai4iEvaluation.of(rows(0, 50), rows(0, 50)))
        .isInstanceOf(UnfitDataException.class)
        .hasMessageContaining("the row with UDI 0 is both in the data to learn from");
  }
}
