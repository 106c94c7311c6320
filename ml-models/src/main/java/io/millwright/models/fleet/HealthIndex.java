package io.millwright.models.fleet;

import java.util.Arrays;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;

/**
 * One number for how worn a machine is: the ridge regression of the capped remaining life on the
 * scaled sensors, 1 = as new, 0 = at its end. Immutable.
 */
public final class HealthIndex {
  /** Per row, in squared deviations. */
  private static final double RIDGE = 0.01;

  private final double[] weight;
  private final double intercept;

  private HealthIndex(double[] weight, double intercept) {
    this.weight = weight;
    this.intercept = intercept;
  }

  /**
   * Learns the weights.
   *
   * @param rows scaled sensors
   * @param share remaining life as a share of the cap, one a row
   */
  public static HealthIndex fit(double[][] rows, double[] share) {
    int columns = rows[0].length;
    double[] mean = new double[columns];
    double meanShare = Arrays.stream(share).average().orElse(0);
    for (double[] row : rows) {
      for (int i = 0; i < columns; i++) {
        mean[i] += row[i] / rows.length;
      }
    }
    double[][] products = new double[columns][columns];
    double[] targets = new double[columns];
    for (int r = 0; r < rows.length; r++) {
      for (int i = 0; i < columns; i++) {
        double value = rows[r][i] - mean[i];
        targets[i] += value * (share[r] - meanShare);
        for (int j = 0; j <= i; j++) {
          products[i][j] += value * (rows[r][j] - mean[j]);
        }
      }
    }
    for (int i = 0; i < columns; i++) {
      products[i][i] += RIDGE * rows.length;
      for (int j = 0; j < i; j++) {
        products[j][i] = products[i][j];
      }
    }
    double[] weight =
        new CholeskyDecomposition(MatrixUtils.createRealMatrix(products))
            .getSolver()
            .solve(new ArrayRealVector(targets))
            .toArray();
    double intercept = meanShare;
    for (int i = 0; i < columns; i++) {
      intercept -= weight[i] * mean[i];
    }
    return new HealthIndex(weight, intercept);
  }

  /** The index of one cycle, from its scaled sensors. */
  public double of(double[] scaled) {
    double sum = intercept;
    for (int i = 0; i < weight.length; i++) {
      sum += weight[i] * scaled[i];
    }
    return sum;
  }
}
