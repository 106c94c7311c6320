package io.millwright.models.evaluation;

import io.millwright.models.fleet.LifeEstimate;
import java.util.List;

/**
 * How good estimates of remaining life were, one of each engine, at its last recorded cycle. The
 * truth is capped as the estimates are.
 *
 * @param engines how many were judged
 * @param rmse root of the mean squared error, in cycles
 * @param nasaScore sum over the engines of exp(-d/13) - 1 when the estimate is d cycles early, and
 *     of exp(d/10) - 1 when it is late (Saxena and others, PHM 2008)
 * @param rmseWhenTrueRulAtMost50 of the engines with at most 50 cycles left; NaN without any
 * @param within10WhenTrueRulAtMost50 share of those whose estimate is at most 10 cycles off
 * @param intervalCoverage share of the engines whose life is in the interval
 * @param intervalWidth mean, in cycles
 * @param failsWithin30 'fails within 30 cycles', said when that is likelier than not
 */
public record CmapssEvaluation(
    int engines,
    double rmse,
    double nasaScore,
    double rmseWhenTrueRulAtMost50,
    double within10WhenTrueRulAtMost50,
    double intervalCoverage,
    double intervalWidth,
    Call failsWithin30) {
  private static final int NEAR = 50;
  private static final int CLOSE = 10;

  /**
   * One engine.
   *
   * @param cyclesLeft the truth, not capped
   */
  public record Case(int cyclesLeft, LifeEstimate estimate) {}

  /**
   * A yes or no.
   *
   * @param precision share of those said to fail that do; NaN when it was said of none
   * @param recall share of those that fail that were said to; NaN when none fails
   */
  public record Call(double precision, double recall) {}

  /** Counts. */
  public static CmapssEvaluation of(List<Case> cases, double capCycles, int horizonCycles) {
    double squares = 0;
    double score = 0;
    double nearSquares = 0;
    double width = 0;
    int near = 0;
    int close = 0;
    int covered = 0;
    int said = 0;
    int fail = 0;
    int both = 0;
    for (Case each : cases) {
      LifeEstimate estimate = each.estimate();
      double truth = Math.min(capCycles, each.cyclesLeft());
      double error = estimate.cycles() - truth;
      squares += error * error;
      score += Math.exp(error < 0 ? -error / 13 : error / 10) - 1;
      width += estimate.highCycles() - estimate.lowCycles();
      covered += estimate.lowCycles() <= truth && truth <= estimate.highCycles() ? 1 : 0;
      if (each.cyclesLeft() <= NEAR) {
        near++;
        nearSquares += error * error;
        close += Math.abs(error) <= CLOSE ? 1 : 0;
      }
      boolean says = estimate.failsWithinHorizon() >= 0.5;
      boolean fails = each.cyclesLeft() <= horizonCycles;
      said += says ? 1 : 0;
      fail += fails ? 1 : 0;
      both += says && fails ? 1 : 0;
    }
    int engines = cases.size();
    return new CmapssEvaluation(
        engines,
        Math.sqrt(squares / engines),
        score,
        Math.sqrt(nearSquares / near),
        (double) close / near,
        (double) covered / engines,
        width / engines,
        new Call((double) both / said, (double) both / fail));
  }
}
