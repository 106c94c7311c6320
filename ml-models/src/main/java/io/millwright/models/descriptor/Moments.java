package io.millwright.models.descriptor;

/**
 * Third and fourth moments about the mean, in a pass of their own: carried on from scan to scan
 * they would lose their digits.
 */
final class Moments {
  private static final int FEWEST = 4;

  private Moments() {}

  /** mean((x - mean)^4) / variance^2: 3 for a normal distribution, 1.5 for a sine. */
  static double pearsonKurtosis(RollingWindow history) {
    return standardized(history, true);
  }

  /** Pearson's less 3: 0 for a normal distribution. */
  static double excessKurtosis(RollingWindow history) {
    return standardized(history, true) - 3;
  }

  /** mean((x - mean)^3) / deviation^3: 0 where both sides are alike. */
  static double skewness(RollingWindow history) {
    return standardized(history, false);
  }

  /** NaN = too few values, or they are all the same. */
  private static double standardized(RollingWindow history, boolean fourth) {
    RollingSums sums = history.sums();
    if (sums.count() < FEWEST) {
      return Double.NaN;
    }
    double mean = sums.mean();
    double second = 0;
    double higher = 0;
    for (int age = 0; age < history.length(); age++) {
      double value = history.point().ago(age);
      if (!Double.isNaN(value)) {
        double distance = value - mean;
        double square = distance * distance;
        second += square;
        higher += fourth ? square * square : square * distance;
      }
    }
    double variance = second / sums.count();
    double power = fourth ? variance * variance : variance * Math.sqrt(variance);
    return power == 0 ? Double.NaN : higher / sums.count() / power;
  }
}
