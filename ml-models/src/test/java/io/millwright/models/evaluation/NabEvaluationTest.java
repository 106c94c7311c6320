package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.dataset.NabReading;
import io.millwright.models.dataset.NabSeries;
import io.millwright.models.dataset.NabWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NabEvaluationTest {
  private static final long FIVE_MINUTES = 300_000_000L;
  private static final int SPIKE = 500;

  private static NabSeries series(String name, double spike) {
    Random random = new Random(11);
    List<NabReading> readings = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      double value = 10 + 0.1 * random.nextGaussian() + (i == SPIKE ? spike : 0);
      readings.add(new NabReading(i * FIVE_MINUTES, value));
    }
    return new NabSeries(name, readings, List.of(new NabWindow(495, 509)));
  }

  @Test
  void theScoreOfASpikeIsWhatTheBenchmarkGivesForItsPlaceInTheWindow() {
    List<NabSeries> series = List.of(series("real/pump.csv", 50));
    List<double[]> scores = List.of(NabEvaluation.scores(series.get(0), NabEvaluation.plan()));

    NabEvaluation.Figures figures = NabEvaluation.figures(NabProfile.STANDARD, series, scores);

    // The spike is 10 of 15 rows before the end of its window, so it is worth sigma(-2/3) of the
    // sigma(-1) at the first row; that a detector without any detection has -1 makes it a half.
    double worth = sigma(-10 / 15.0) / sigma(-1);
    assertThat(figures.best().normalized()).isCloseTo(100 * (worth + 1) / 2, within(1e-9));
    assertThat(figures.best().threshold()).isEqualTo(scores.get(0)[SPIKE]);
    assertThat(figures.leftOut()).isEqualTo(figures.best());
  }

  @Test
  void eachGroupIsScoredWithTheThresholdOfTheOthers() {
    List<NabSeries> series = List.of(series("a/pump.csv", 50), series("b/fan.csv", 50));
    double[] high = new double[600];
    double[] low = new double[600];
    high[SPIKE] = 9;
    low[SPIKE] = 2;

    NabEvaluation.Figures figures =
        NabEvaluation.figures(NabProfile.STANDARD, series, List.of(high, low));

    // Group a is hit at the threshold 2 of group b; group b is missed at the threshold 9 of a.
    double worth = sigma(-10 / 15.0) / sigma(-1);
    assertThat(figures.best().threshold()).isEqualTo(2);
    assertThat(figures.best().normalized()).isCloseTo(100 * (2 * worth + 2) / 4, within(1e-9));
    assertThat(figures.leftOut().normalized()).isCloseTo(100 * (worth + 1) / 4, within(1e-9));
  }

  /** As the benchmark publishes it: 2 / (1 + e^5x) - 1. */
  private static double sigma(double place) {
    return 2 / (1 + Math.exp(5 * place)) - 1;
  }
}
