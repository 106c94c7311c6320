package io.millwright.models.novelty;

import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.continuous.FDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.util.FastMath;

/** Limits of normally distributed rows that follow from theory. */
final class Limits {
  private Limits() {}

  /**
   * Of the T² of a new row: p(n+1)(n-1) / (n(n-p)) F(p, n-p).
   *
   * @param dimensions p, of the space in which the T² is measured
   * @param rows n, that the mean and the covariance were learned from
   */
  static double tSquared(int dimensions, int rows, double falseAlarmRate) {
    double n = rows;
    double quantile =
        new FDistribution(dimensions, n - dimensions)
            .inverseCumulativeProbability(1 - falseAlarmRate);
    return dimensions * (n + 1) * (n - 1) / (n * (n - dimensions)) * quantile;
  }

  /**
   * Of the squared prediction error (Jackson and Mudholkar, Technometrics 21, 1979). Where their
   * power of a normal variable is not defined: a weighted chi-squared variable of the same mean and
   * variance (Box, 1954).
   *
   * @param discarded the variances of the components that are left out, all above 0
   */
  static double predictionError(double[] discarded, double falseAlarmRate) {
    double theta1 = 0;
    double theta2 = 0;
    double theta3 = 0;
    for (double variance : discarded) {
      theta1 += variance;
      theta2 += variance * variance;
      theta3 += variance * variance * variance;
    }
    double h = 1 - 2 * theta1 * theta3 / (3 * theta2 * theta2);
    double normal = new NormalDistribution().inverseCumulativeProbability(1 - falseAlarmRate);
    double base =
        1
            + normal * Math.sqrt(2 * theta2 * h * h) / theta1
            + theta2 * h * (h - 1) / (theta1 * theta1);
    if (h > 0.01 && base > 0) {
      return theta1 * FastMath.pow(base, 1 / h);
    }
    return theta2
        / theta1
        * new ChiSquaredDistribution(theta1 * theta1 / theta2)
            .inverseCumulativeProbability(1 - falseAlarmRate);
  }
}
