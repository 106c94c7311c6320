package io.millwright.models.descriptor;

import io.millwright.models.descriptor.RollingWindow.Need;
import java.util.Arrays;

/**
 * Median of the slopes between all pairs of values in the last scans, in units per scan, gaps left
 * out (Theil, 1950; Sen, 1968): up to three values in ten may be wrong. Known from five values on.
 */
record TheilSen(int window) implements Descriptor {
  /** Pairs grow with the square of the window. */
  static final int MAX_WINDOW = 100;

  private static final int FEWEST = 5;

  /** Slopes of one evaluation; a thread has one at a time. */
  private static final ThreadLocal<double[]> SLOPES =
      ThreadLocal.withInitial(() -> new double[MAX_WINDOW * (MAX_WINDOW - 1) / 2]);

  @Override
  public String name() {
    return "theilsen" + window;
  }

  @Override
  public Need need() {
    return Need.NOTHING;
  }

  @Override
  public double evaluate(RollingWindow history, double[] memory, int offset) {
    PointWindow values = history.point();
    double[] slopes = SLOPES.get();
    int count = 0;
    int known = 0;
    for (int age = 0; age < window; age++) {
      double newer = values.ago(age);
      if (!Double.isNaN(newer)) {
        known++;
        for (int more = age + 1; more < window; more++) {
          double older = values.ago(more);
          if (!Double.isNaN(older)) {
            slopes[count++] = (newer - older) / (more - age);
          }
        }
      }
    }
    if (known < FEWEST) {
      return Double.NaN;
    }
    Arrays.sort(slopes, 0, count);
    int middle = count / 2;
    return count % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2;
  }
}
