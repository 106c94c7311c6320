package io.millwright.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millwright.models.dataset.NabWindow;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** By hand, and with the values that the documentation of NAB states. */
class NabScoreTest {
  private static final Offset<Double> EXACT = within(1e-12);

  /** 2 / (1 + e^5x) - 1 at the first row of a window. */
  private static final double FIRST = 0.986614298151430;

  private static double[] scores(int length, int... detections) {
    double[] scores = new double[length];
    for (int row : detections) {
      scores[row] = 1;
    }
    return scores;
  }

  private static NabResult standard(List<NabWindow> windows, double[] scores) {
    NabScore score = new NabScore(NabProfile.STANDARD);
    score.add(windows, scores);
    return score.at(0.5);
  }

  @Test
  void aDetectionIsWorthWhatNabDocuments() {
    assertThat(NabScore.scaledSigmoid(-1)).isCloseTo(0.98661, within(5e-6));
    assertThat(NabScore.scaledSigmoid(-0.5)).isCloseTo(0.84828, within(5e-6));
    assertThat(NabScore.scaledSigmoid(0)).isZero();
    assertThat(NabScore.scaledSigmoid(1)).isCloseTo(-0.98661, within(5e-6));
    assertThat(NabScore.scaledSigmoid(3)).isGreaterThan(-1);
    assertThat(NabScore.scaledSigmoid(3.001)).isEqualTo(-1);
  }

  @Test
  void theFirstRowOfAWindowIsAFullHitHoweverWideTheWindow() {
    for (int last : new int[] {40, 41, 49, 79}) {
      NabResult result = standard(List.of(new NabWindow(40, last)), scores(100, 40));

      assertThat(result.points()).isCloseTo(1, EXACT);
      assertThat(result.normalized()).isCloseTo(100, within(1e-9));
    }
  }

  @Test
  void laterInTheWindowIsWorthLess() {
    List<NabWindow> window = List.of(new NabWindow(40, 49));

    // Row 45 is 5 of 10 rows before the end: position -0.5; row 49 is -0.1.
    assertThat(standard(window, scores(100, 45)).points())
        .isCloseTo(0.848283639957513 / FIRST, EXACT);
    assertThat(standard(window, scores(100, 49)).points())
        .isCloseTo(0.244918662403709 / FIRST, EXACT);
  }

  @Test
  void onlyTheBestDetectionOfAWindowCounts() {
    List<NabWindow> window = List.of(new NabWindow(40, 49));

    assertThat(standard(window, scores(100, 42, 45, 49)))
        .isEqualTo(standard(window, scores(100, 42)));
  }

  @Test
  void aMissTakesItsWeightFromWhatEachWindowCouldGive() {
    List<NabWindow> windows =
        List.of(new NabWindow(20, 29), new NabWindow(40, 49), new NabWindow(60, 69));
    NabResult result = standard(windows, scores(100, 40));

    assertThat(result.points()).isCloseTo(1 - 2, EXACT);
    assertThat(result.nothing()).isEqualTo(-3);
    assertThat(result.perfect()).isEqualTo(3);
    assertThat(result.normalized()).isCloseTo(100 * 2 / 6.0, within(1e-9));
  }

  @Test
  void aFalseAlarmTakesMoreTheFartherItIsBehindAWindow() {
    List<NabWindow> window = List.of(new NabWindow(40, 49));

    // Before any window it takes all. Behind, the distance is in window widths less one row: 9.
    assertThat(standard(window, scores(100, 39)).points()).isCloseTo(-1 - 0.11, EXACT);
    assertThat(standard(window, scores(100, 50)).points())
        .isCloseTo(-1 + 0.11 * (2 / (1 + Math.exp(5 / 9.0)) - 1), EXACT);
    assertThat(standard(window, scores(100, 58)).points()).isCloseTo(-1 - 0.11 * FIRST, EXACT);
    assertThat(standard(window, scores(100, 77)).points()).isCloseTo(-1 - 0.11, EXACT);
    assertThat(standard(window, scores(100, 77, 78)).points()).isCloseTo(-1 - 0.22, EXACT);
  }

  @Test
  void aFalseAlarmBehindAWindowOfOneRowIsAFullOne() {
    assertThat(standard(List.of(new NabWindow(40, 40)), scores(100, 41)).points())
        .isCloseTo(-1.11, EXACT);
  }

  @Test
  void whatIsDetectedOnProbationDoesNotCount() {
    // 15 % of 100 rows: row 14 is the last.
    assertThat(standard(List.of(), scores(100, 0, 14)).points()).isZero();
    assertThat(standard(List.of(), scores(100, 15)).points()).isCloseTo(-0.11, EXACT);
    // At most 15 % of 5000 rows, however long the series.
    assertThat(standard(List.of(), scores(20_000, 749)).points()).isZero();
    assertThat(standard(List.of(), scores(20_000, 750)).points()).isCloseTo(-0.11, EXACT);
  }

  @Test
  void aWindowHalfOnProbationCanStillBeFoundButNotAtItsFirstRow() {
    List<NabWindow> window = List.of(new NabWindow(10, 19));

    assertThat(standard(window, scores(100, 10)).points()).isEqualTo(-1);
    assertThat(standard(window, scores(100, 15)).points())
        .isCloseTo(0.848283639957513 / FIRST, EXACT);
  }

  @Test
  void aWindowWhollyOnProbationIsOneThatOnlyAPerfectDetectorFinds() {
    NabResult result =
        standard(List.of(new NabWindow(3, 9), new NabWindow(50, 59)), scores(100, 50));

    assertThat(result.nothing()).isEqualTo(-1);
    assertThat(result.perfect()).isEqualTo(2);
    assertThat(result.normalized()).isCloseTo(100 * 2 / 3.0, within(1e-9));
  }

  @Test
  void profilesWeighMissesAndFalseAlarms() {
    List<NabWindow> windows = List.of(new NabWindow(40, 49));

    NabScore fewMisses = new NabScore(NabProfile.FEW_MISSES);
    fewMisses.add(windows, scores(100, 20));
    NabScore fewFalse = new NabScore(NabProfile.FEW_FALSE_ALARMS);
    fewFalse.add(windows, scores(100, 20));

    assertThat(fewMisses.at(0.5).points()).isCloseTo(-2 - 0.11, EXACT);
    assertThat(fewFalse.at(0.5).points()).isCloseTo(-1 - 0.22, EXACT);
  }

  @Test
  void findsTheThresholdThatIsBestForAllSeriesTogether() {
    double[] one = new double[100];
    one[40] = 0.7; // full hit
    one[60] = 0.9; // false alarm
    double[] other = new double[100];
    other[30] = 0.8; // false alarm
    other[45] = 0.6; // hit in the middle of its window
    other[90] = 0.5; // false alarm
    NabScore score = new NabScore(NabProfile.STANDARD);
    score.add(List.of(new NabWindow(40, 41)), one);
    score.add(List.of(new NabWindow(40, 49)), other);

    NabResult best = score.best();

    assertThat(best.threshold()).isEqualTo(0.6);
    assertThat(best.points()).isCloseTo(1 - 0.11 - 0.11 + 0.848283639957513 / FIRST, EXACT);
    assertThat(best.points()).isCloseTo(score.at(0.6).points(), EXACT);
    assertThat(score.at(0.7).points()).isCloseTo(1 - 0.22 - 1, EXACT);
    assertThat(score.at(0.5).points()).isCloseTo(best.points() - 0.11, EXACT);
  }

  @Test
  void detectsNothingWhenEveryThresholdIsWorse() {
    NabScore score = new NabScore(NabProfile.STANDARD);
    score.add(List.of(new NabWindow(40, 49)), scores(100, 20));

    NabResult best = score.best();

    // The score 0 of all other rows finds the anomaly, but with 75 false alarms.
    assertThat(best.threshold()).isInfinite();
    assertThat(best.normalized()).isZero();
  }

  @Test
  void rowsOfEqualScoreAreDetectedTogetherOrNotAtAll() {
    double[] scores = scores(100, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
    scores[48] = 1;
    NabScore score = new NabScore(NabProfile.STANDARD);
    score.add(List.of(new NabWindow(40, 49)), scores);

    NabResult best = score.best();

    assertThat(best.threshold()).isEqualTo(1);
    assertThat(best.points()).isCloseTo(0.462117157260010 / FIRST - 1.1, EXACT);
  }

  @Test
  void resultsOfGroupsAddUp() {
    NabResult found = standard(List.of(new NabWindow(40, 49)), scores(100, 40));
    NabResult missed = standard(List.of(new NabWindow(40, 49)), scores(100));

    assertThat(found.plus(missed).normalized()).isCloseTo(50, within(1e-9));
    assertThat(found.plus(missed).threshold()).isEqualTo(0.5);
    assertThat(found.plus(new NabResult(0.6, 0, 0, 0)).threshold()).isNaN();
    assertThat(standard(List.of(), scores(100)).normalized()).isNaN();
  }

  @Test
  void takesNoWindowsThatDoNotFitAndNoScoresThatAreNone() {
    NabScore score = new NabScore(NabProfile.STANDARD);

    assertThatThrownBy(() -> score.add(List.of(new NabWindow(5, 10)), new double[10]))
        .hasMessage("the window from 5 to 10 must lie between row 0 and row 9");
    assertThatThrownBy(
            () -> score.add(List.of(new NabWindow(5, 7), new NabWindow(7, 8)), new double[10]))
        .hasMessageContaining("the window from 7 to 8 must lie between row 8 and row 9");
    assertThatThrownBy(() -> score.add(List.of(), new double[] {0, Double.NaN}))
        .hasMessage("the score of row 1 is NaN; give it a number");
    assertThatThrownBy(() -> new NabProfile(0, 1, 1)).hasMessageContaining("more than 0");
    assertThatThrownBy(() -> new NabProfile(1, Double.NaN, 1)).hasMessageContaining("finite");
  }
}
