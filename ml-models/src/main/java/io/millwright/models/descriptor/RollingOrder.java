package io.millwright.models.descriptor;

import java.util.Arrays;

/** The values of the latest scans of a point by size, gaps left out. */
final class RollingOrder {
  private final PointWindow history;
  private final int length;
  private final double[] sorted;
  private int count;

  RollingOrder(PointWindow history, int length) {
    this.history = history;
    this.length = length;
    this.sorted = new double[length];
  }

  void clear() {
    count = 0;
  }

  /** A scan has come: the history has moved on by one. */
  void slide() {
    double leaving = history.ago(length);
    if (!Double.isNaN(leaving)) {
      int place = Arrays.binarySearch(sorted, 0, count, leaving);
      count--;
      System.arraycopy(sorted, place + 1, sorted, place, count - place);
    }
    double entering = history.ago(0);
    if (!Double.isNaN(entering)) {
      int found = Arrays.binarySearch(sorted, 0, count, entering);
      int place = found < 0 ? -found - 1 : found;
      System.arraycopy(sorted, place, sorted, place + 1, count - place);
      sorted[place] = entering;
      count++;
    }
  }

  /** Sorts what the history holds. */
  void rebuild() {
    count = 0;
    for (int age = 0; age < length; age++) {
      double value = history.ago(age);
      if (!Double.isNaN(value)) {
        sorted[count++] = value;
      }
    }
    Arrays.sort(sorted, 0, count);
  }

  int count() {
    return count;
  }

  /** There must be one value at least. */
  double least() {
    return sorted[0];
  }

  /** There must be one value at least. */
  double greatest() {
    return sorted[count - 1];
  }

  /**
   * A quantile, between two values in proportion (definition 7 of Hyndman and Fan, 1996). There
   * must be one value at least.
   *
   * @param share 0 to 1
   */
  double quantile(double share) {
    double place = share * (count - 1);
    int below = (int) place;
    int above = Math.min(below + 1, count - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** The median of the distances from the median. There must be one value at least. */
  double medianDistance() {
    double middle = quantile(0.5);
    // Distances by size: those below the median grow to the left, those above to the right.
    int left = (count - 1) / 2;
    int right = left + 1;
    double before = 0;
    double latest = 0;
    for (int taken = 0; taken <= count / 2; taken++) {
      before = latest;
      double toLeft = left >= 0 ? middle - sorted[left] : Double.POSITIVE_INFINITY;
      double toRight = right < count ? sorted[right] - middle : Double.POSITIVE_INFINITY;
      if (toLeft <= toRight) {
        latest = toLeft;
        left--;
      } else {
        latest = toRight;
        right++;
      }
    }
    return count % 2 == 1 ? latest : (before + latest) / 2;
  }

  /** How many values are greater. */
  int above(double limit) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] > limit) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return count - low;
  }

  /** How many values are less. */
  int below(double limit) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < limit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
