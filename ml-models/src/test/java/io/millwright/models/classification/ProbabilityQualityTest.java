package io.millwright.models.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.classification.ProbabilityQuality.Bin;
import org.junit.jupiter.api.Test;

class ProbabilityQualityTest {
  private static final double[] SAID = {0.9, 0.5, 0.5, 0.25, 0.0};
  private static final boolean[] CAME = {true, false, true, true, false};

  @Test
  void figuresAreThoseOfTheirDefinitions() {
    ProbabilityQuality quality = ProbabilityQuality.of(SAID, CAME);

    assertThat(quality.baseRate()).isCloseTo(0.6, within(1e-12));
    assertThat(quality.brier()).isCloseTo((0.01 + 0.25 + 0.25 + 0.5625 + 0) / 5, within(1e-12));
    assertThat(quality.brierSkill()).isCloseTo(1 - 0.2145 / 0.24, within(1e-12));
    assertThat(quality.logLoss())
        .isCloseTo(-(Math.log(0.9) + 2 * Math.log(0.5) + Math.log(0.25)) / 5, within(1e-12));
    // The two of 0.5 pass together: precision 1, then 2 of 3, then 3 of 4.
    assertThat(quality.averagePrecision()).isCloseTo((1 + 2 / 3.0 + 3 / 4.0) / 3, within(1e-12));
    assertThat(quality.calibrationError()).isCloseTo((0.1 + 0 + 0.75 + 0) / 5, within(1e-12));
    assertThat(quality.reliability())
        .containsExactly(
            new Bin(1, 0, 0), new Bin(1, 0.25, 1), new Bin(2, 0.5, 0.5), new Bin(1, 0.9, 1));
  }

  @Test
  void certaintyBelongsToTheLastBin() {
    assertThat(ProbabilityQuality.of(new double[] {1}, new boolean[] {true}).reliability())
        .containsExactly(new Bin(1, 1, 1));
  }

  @Test
  void theThresholdIsHalfWayBelowTheLastRowThatHelps() {
    // Called down to 0.25: 3 of 4 right and none missed, F1 6/7; down to 0.5 it is 2/3.
    assertThat(ProbabilityQuality.bestThreshold(SAID, CAME)).isEqualTo(0.125);
    assertThat(
            ProbabilityQuality.bestThreshold(
                new double[] {0.8, 0.6, 0.2}, new boolean[] {true, false, false}))
        .isCloseTo(0.7, within(1e-12));
    assertThatThrownBy(
            () -> ProbabilityQuality.bestThreshold(new double[] {0.5}, new boolean[] {false}))
        .isInstanceOf(UnfitDataException.class)
        .hasMessageContaining("it never came");
  }
}
