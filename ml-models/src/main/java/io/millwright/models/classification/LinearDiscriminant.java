package io.millwright.models.classification;

import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.RealVector;

/**
 * Fisher's linear discriminant: classes that spread alike about different means. Few parameters,
 * and so it carries over to combinations of faults that it has not seen, where trees do not.
 * Immutable.
 */
public final class LinearDiscriminant {
  private static final double SMALLEST_DEVIATION = 1e-9;

  private final double[] mean;
  private final double[] deviation;
  private final double[][] directions;
  private final double[] offsets;

  private LinearDiscriminant(
      double[] mean, double[] deviation, double[][] directions, double[] offsets) {
    this.mean = mean;
    this.deviation = deviation;
    this.directions = directions;
    this.offsets = offsets;
  }

  /**
   * Fits it.
   *
   * @param rows one value a feature; none missing
   * @param classes one a row, from 0 to {@code count} - 1
   * @param weights of the rows in means and spread, above 0; how probable a class is beforehand is
   *     its share of the rows without them
   * @param shrinkage share of the unit matrix in the covariance of the standardised features, above
   *     0 and at most 1
   */
  public static LinearDiscriminant fit(
      double[][] rows, int[] classes, int count, double[] weights, double shrinkage) {
    int features = rows[0].length;
    double[] mean = new double[features];
    double[] deviation = new double[features];
    double total = Arrays.stream(weights).sum();
    for (int f = 0; f < features; f++) {
      for (int i = 0; i < rows.length; i++) {
        mean[f] += weights[i] * rows[i][f] / total;
      }
      for (int i = 0; i < rows.length; i++) {
        double difference = rows[i][f] - mean[f];
        deviation[f] += weights[i] * difference * difference / total;
      }
      deviation[f] = Math.sqrt(deviation[f]) + SMALLEST_DEVIATION;
    }
    double[][] means = new double[count][features];
    double[] share = new double[count];
    double[] prior = new double[count];
    double[][] scaled = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      scaled[i] = scaled(rows[i], mean, deviation);
      share[classes[i]] += weights[i] / total;
      prior[classes[i]] += 1.0 / rows.length;
      for (int f = 0; f < features; f++) {
        means[classes[i]][f] += weights[i] * scaled[i][f] / total;
      }
    }
    double[][] covariance = new double[features][features];
    for (int c = 0; c < count; c++) {
      for (int f = 0; f < features; f++) {
        means[c][f] = share[c] > 0 ? means[c][f] / share[c] : 0;
      }
    }
    for (int i = 0; i < rows.length; i++) {
      double[] off = scaled[i].clone();
      for (int f = 0; f < features; f++) {
        off[f] -= means[classes[i]][f];
      }
      double weight = (1 - shrinkage) * weights[i] / total;
      for (int f = 0; f < features; f++) {
        double factor = weight * off[f];
        for (int g = 0; g <= f; g++) {
          covariance[f][g] += factor * off[g];
        }
      }
    }
    for (int f = 0; f < features; f++) {
      covariance[f][f] += shrinkage;
      for (int g = 0; g < f; g++) {
        covariance[g][f] = covariance[f][g];
      }
    }
    DecompositionSolver solver =
        new CholeskyDecomposition(new Array2DRowRealMatrix(covariance, false), 1e-9, 1e-14)
            .getSolver();
    double[][] directions = new double[count][];
    double[] offsets = new double[count];
    for (int c = 0; c < count; c++) {
      RealVector direction = solver.solve(new ArrayRealVector(means[c], false));
      directions[c] = direction.toArray();
      // Of a class that never came it is minus infinity: it is never said.
      offsets[c] =
          Math.log(prior[c]) - direction.dotProduct(new ArrayRealVector(means[c], false)) / 2;
    }
    return new LinearDiscriminant(mean, deviation, directions, offsets);
  }

  private static double[] scaled(double[] row, double[] mean, double[] deviation) {
    double[] scaled = new double[row.length];
    for (int f = 0; f < row.length; f++) {
      scaled[f] = (row[f] - mean[f]) / deviation[f];
    }
    return scaled;
  }

  /** The probability of each class, as far as its assumption holds. */
  public double[] probabilities(double[] row) {
    double[] scaled = scaled(row, mean, deviation);
    double[] scores = offsets.clone();
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < scores.length; c++) {
      for (int f = 0; f < scaled.length; f++) {
        scores[c] += directions[c][f] * scaled[f];
      }
      largest = Math.max(largest, scores[c]);
    }
    double sum = 0;
    for (int c = 0; c < scores.length; c++) {
      scores[c] = Math.exp(scores[c] - largest);
      sum += scores[c];
    }
    for (int c = 0; c < scores.length; c++) {
      scores[c] /= sum;
    }
    return scores;
  }

  /** The most probable class. */
  public int classOf(double[] row) {
    double[] probabilities = probabilities(row);
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    return best;
  }
}
