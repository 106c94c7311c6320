package io.millwright.models.evaluation;

import java.util.Locale;

/**
 * How well rows were told apart, each counted for itself: the figures of SKAB's list of outlier
 * detectors. No row is credited for its neighbour ("point adjustment"), which would make a detector
 * that throws dice look excellent.
 *
 * @param truePositives anomalous rows that were detected, 0 or more like all counts
 * @param falsePositives sound rows that were detected
 * @param falseNegatives anomalous rows that were not
 * @param trueNegatives sound rows that were not
 */
public record PointwiseScore(
    long truePositives, long falsePositives, long falseNegatives, long trueNegatives) {
  /** Of no rows at all. */
  public static final PointwiseScore NONE = new PointwiseScore(0, 0, 0, 0);

  public PointwiseScore {
    if (truePositives < 0 || falsePositives < 0 || falseNegatives < 0 || trueNegatives < 0) {
      throw new IllegalArgumentException(
          "counts must be 0 or more, but were "
              + truePositives
              + ", "
              + falsePositives
              + ", "
              + falseNegatives
              + " and "
              + trueNegatives);
    }
  }

  /** With one more row. */
  public PointwiseScore with(boolean anomalous, boolean detected) {
    return new PointwiseScore(
        truePositives + (anomalous && detected ? 1 : 0),
        falsePositives + (!anomalous && detected ? 1 : 0),
        falseNegatives + (anomalous && !detected ? 1 : 0),
        trueNegatives + (!anomalous && !detected ? 1 : 0));
  }

  /**
   * The rows of both: figures of several files are those of all their rows, not a mean of means.
   */
  public PointwiseScore plus(PointwiseScore other) {
    return new PointwiseScore(
        truePositives + other.truePositives,
        falsePositives + other.falsePositives,
        falseNegatives + other.falseNegatives,
        trueNegatives + other.trueNegatives);
  }

  /**
   * Harmonic mean of precision and recall, 0 to 1; NaN = nothing was anomalous and nothing
   * detected.
   */
  public double f1() {
    return 2.0 * truePositives / (2.0 * truePositives + falsePositives + falseNegatives);
  }

  /** Share of the detected rows that were anomalous, 0 to 1; NaN = none was detected. */
  public double precision() {
    return truePositives / (double) (truePositives + falsePositives);
  }

  /** Share of the anomalous rows that were detected, 0 to 1; NaN = no row was anomalous. */
  public double recall() {
    return truePositives / (double) (truePositives + falseNegatives);
  }

  /** Share of the sound rows that were detected, 0 to 1; NaN = no row was sound. */
  public double falseAlarmRate() {
    return falsePositives / (double) (falsePositives + trueNegatives);
  }

  /** Share of the anomalous rows that were not detected, 0 to 1; NaN = no row was anomalous. */
  public double missedAlarmRate() {
    return falseNegatives / (double) (falseNegatives + truePositives);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "F1 %.3f, false alarms %.1f %%, missed %.1f %%",
        f1(),
        100 * falseAlarmRate(),
        100 * missedAlarmRate());
  }
}
