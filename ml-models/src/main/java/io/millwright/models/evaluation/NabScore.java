package io.millwright.models.evaluation;

import io.millwright.models.dataset.NabWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The scoring of the Numenta Anomaly Benchmark (Lavin and Ahmad, 2015), with one threshold for all
 * series, as NAB itself does.
 *
 * <pre>
 * value of a detection
 *   1 |  ........
 *     |          ....
 *   0 |--------------.-------------------   outside a window: times the profile's false alarm
 *     |               ..                    inside: only the best one of each window counts
 *  -1 |                 ..................
 *        first    last ^ of the window
 * </pre>
 *
 * <p>The first 15 % of a series, but at most 750 rows, are probation: what is detected there does
 * not count. Of a window that lies wholly in it, a perfect detector is held to know; so does NAB.
 *
 * <p>Figures agree with those NAB publishes for its own detectors.
 */
public final class NabScore {
  private static final double PROBATION = 0.15;
  private static final int LONGEST_PROBATION_OF = 5_000;
  private static final int OUTSIDE = -1;

  /** A row that counts: its score, what its detection is worth, and its window among all. */
  private record Row(double score, double worth, int window) {}

  private final NabProfile profile;
  private final List<Row> rows = new ArrayList<>();
  private int windows;
  private int windowsWithRows;

  public NabScore(NabProfile profile) {
    this.profile = profile;
  }

  /**
   * Takes a series.
   *
   * @param anomalies where they are to be found: in order, apart from each other
   * @param scores one a row, higher = more anomalous; may be infinite
   * @throws IllegalArgumentException if a window does not fit, or a score is NaN
   */
  public void add(List<NabWindow> anomalies, double[] scores) {
    check(anomalies, scores);
    int probation =
        (int)
            Math.ceil(
                Math.min(Math.floor(PROBATION * scores.length), PROBATION * LONGEST_PROBATION_OF));
    double first = scaledSigmoid(-1);
    int next = 0;
    for (int i = 0; i < scores.length; i++) {
      while (next < anomalies.size() && anomalies.get(next).last() < i) {
        next++;
      }
      if (i < probation) {
        continue;
      }
      if (next < anomalies.size() && anomalies.get(next).first() <= i) {
        NabWindow window = anomalies.get(next);
        double position = -(window.last() - i + 1.0) / (window.last() - window.first() + 1);
        rows.add(
            new Row(scores[i], scaledSigmoid(position) * profile.hit() / first, windows + next));
      } else {
        rows.add(new Row(scores[i], falseAlarm(next, anomalies, i), OUTSIDE));
      }
    }
    windows += anomalies.size();
    windowsWithRows += (int) anomalies.stream().filter(it -> it.last() >= probation).count();
  }

  private double falseAlarm(int next, List<NabWindow> anomalies, int row) {
    if (next == 0) {
      return -profile.falseAlarm();
    }
    NabWindow before = anomalies.get(next - 1);
    // After a window of one row this is infinite, and the false alarm a full one.
    double position = (row - before.last()) / (double) (before.last() - before.first());
    return scaledSigmoid(position) * profile.falseAlarm();
  }

  private static void check(List<NabWindow> anomalies, double[] scores) {
    int free = 0;
    for (NabWindow window : anomalies) {
      if (window.first() < free || window.last() >= scores.length) {
        throw new IllegalArgumentException(
            "the window from "
                + window.first()
                + " to "
                + window.last()
                + " must lie between row "
                + free
                + " and row "
                + (scores.length - 1));
      }
      free = window.last() + 1;
    }
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("the score of row " + i + " is NaN; give it a number");
      }
    }
  }

  /**
   * What a detection is worth, -1 to 0.98661.
   *
   * @param position in window widths: -1 = at its first row, 0 = where it ends, above = past it
   */
  static double scaledSigmoid(double position) {
    return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
  }

  /** The result when rows with this score or more are detections. */
  public NabResult at(double threshold) {
    double[] best = noHits();
    double points = nothing();
    for (Row row : rows) {
      if (row.score() >= threshold) {
        points += gain(row, best);
      }
    }
    return result(threshold, points);
  }

  /**
   * The result with the threshold that is best for the series taken; of equal ones the highest.
   * Where a figure is to hold for other series too, take the threshold from here and use it there.
   */
  public NabResult best() {
    Row[] falling = rows.toArray(new Row[0]);
    Arrays.sort(falling, Comparator.comparingDouble(Row::score).reversed());
    double[] best = noHits();
    double points = nothing();
    NabResult result = result(Double.POSITIVE_INFINITY, points);
    for (int i = 0; i < falling.length; i++) {
      points += gain(falling[i], best);
      boolean lastOfItsScore =
          i + 1 == falling.length || falling[i + 1].score() != falling[i].score();
      if (lastOfItsScore && points > result.points()) {
        result = result(falling[i].score(), points);
      }
    }
    return result;
  }

  private double[] noHits() {
    double[] best = new double[windows];
    Arrays.fill(best, -profile.miss());
    return best;
  }

  private static double gain(Row row, double[] best) {
    if (row.window() == OUTSIDE) {
      return row.worth();
    }
    double before = best[row.window()];
    best[row.window()] = Math.max(before, row.worth());
    return best[row.window()] - before;
  }

  private double nothing() {
    return -profile.miss() * windowsWithRows;
  }

  private NabResult result(double threshold, double points) {
    return new NabResult(threshold, points, nothing(), profile.hit() * windows);
  }
}
