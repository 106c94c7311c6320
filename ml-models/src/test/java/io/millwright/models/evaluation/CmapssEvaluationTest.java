package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.evaluation.CmapssEvaluation.Case;
import io.millwright.models.fleet.LifeEstimate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CmapssEvaluationTest {
  private static Case engine(int left, double cycles, double low, double high, double fails) {
    return new Case(left, new LifeEstimate(cycles, low, high, fails));
  }

  @Test
  void countsAsTheFieldDoes() {
    CmapssEvaluation figures =
        CmapssEvaluation.of(
            List.of(
                engine(40, 30, 25, 35, 0.6),
                engine(20, 30, 20, 40, 0.9),
                engine(60, 60, 50, 80, 0.1),
                engine(30, 30, 20, 30, 0.5),
                engine(10, 41, 30, 50, 0.2)),
            125,
            30);

    assertThat(figures.engines()).isEqualTo(5);
    assertThat(figures.rmse()).isCloseTo(Math.sqrt((100 + 100 + 31 * 31) / 5.0), within(1e-12));
    // Ten cycles early and ten late, as the reference has them, and 31 late.
    assertThat(figures.nasaScore()).isCloseTo(1.1581 + 1.7183 + Math.exp(3.1) - 1, within(1e-4));
    assertThat(figures.rmseWhenTrueRulAtMost50())
        .isCloseTo(Math.sqrt((100 + 100 + 31 * 31) / 4.0), within(1e-12));
    assertThat(figures.within10WhenTrueRulAtMost50()).isEqualTo(0.75);
    assertThat(figures.intervalCoverage()).isEqualTo(0.6);
    assertThat(figures.intervalWidth()).isEqualTo((10 + 20 + 30 + 10 + 20) / 5.0);
    assertThat(figures.failsWithin30().precision()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(figures.failsWithin30().recall()).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void lifeBeyondTheCapIsTheCap() {
    CmapssEvaluation figures = CmapssEvaluation.of(List.of(engine(145, 125, 110, 125, 0)), 125, 30);

    assertThat(figures.rmse()).isZero();
    assertThat(figures.nasaScore()).isZero();
    assertThat(figures.intervalCoverage()).isEqualTo(1);
    assertThat(figures.rmseWhenTrueRulAtMost50()).isNaN();
    assertThat(figures.failsWithin30().precision()).isNaN();
  }
}
