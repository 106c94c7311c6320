package io.millwright.models.fleet;

import java.util.Arrays;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;

/**
 * Remaining life by similarity: moments of past lives ("anchors") speak the louder the more alike
 * their descriptors are, and what each says is learned from all rows. That is kernel ridge
 * regression with a Gaussian kernel on a subset of regressors (the Nyström form). A descriptor
 * counts in the likeness as much as it goes with the remaining life. Immutable.
 */
public final class LikeLives {
  private final double[] mean;

  /** From a descriptor's own unit to its part in the distance. */
  private final double[] scale;

  private final double[][] anchors;
  private final double[] says;
  private final double average;

  private LikeLives(
      double[] mean, double[] scale, double[][] anchors, double[] says, double average) {
    this.mean = mean;
    this.scale = scale;
    this.anchors = anchors;
    this.says = says;
    this.average = average;
  }

  /**
   * Learns.
   *
   * @param rows descriptors
   * @param targets one a row
   * @param anchors how many rows speak at most
   * @param reach of the kernel, as a multiple of the root mean squared distance between rows
   * @param ridge penalty, above 0; larger = smoother
   */
  public static LikeLives fit(
      double[][] rows, double[] targets, int anchors, double reach, double ridge) {
    int columns = rows[0].length;
    double average = Arrays.stream(targets).average().orElse(0);
    double[] mean = new double[columns];
    double[] scale = new double[columns];
    double spread = 0;
    for (double target : targets) {
      spread += (target - average) * (target - average);
    }
    double distance = 0;
    for (int i = 0; i < columns; i++) {
      double sum = 0;
      for (double[] row : rows) {
        sum += row[i];
      }
      mean[i] = sum / rows.length;
      double squares = 0;
      double products = 0;
      for (int r = 0; r < rows.length; r++) {
        double value = rows[r][i] - mean[i];
        squares += value * value;
        products += value * (targets[r] - average);
      }
      if (squares > 0 && spread > 0) {
        double correlation = Math.abs(products) / Math.sqrt(squares * spread);
        scale[i] = correlation / Math.sqrt(squares / rows.length);
        distance += 2 * correlation * correlation;
      }
    }
    for (int i = 0; i < columns; i++) {
      scale[i] /= Math.sqrt(2 * Math.max(1e-12, distance)) * reach;
    }
    LikeLives like = new LikeLives(mean, scale, new double[0][], new double[0], average);
    int count = Math.min(anchors, rows.length);
    double[][] chosen = new double[count][];
    for (int a = 0; a < count; a++) {
      chosen[a] = like.place(rows[(int) ((long) a * rows.length / count)]);
    }
    double[][] products = new double[count][count];
    double[] sums = new double[count];
    for (int r = 0; r < rows.length; r++) {
      double[] near = likeness(like.place(rows[r]), chosen);
      double target = targets[r] - average;
      for (int a = 0; a < count; a++) {
        double weight = near[a];
        sums[a] += weight * target;
        double[] line = products[a];
        for (int b = 0; b <= a; b++) {
          line[b] += weight * near[b];
        }
      }
    }
    for (int a = 0; a < count; a++) {
      double[] near = likeness(chosen[a], chosen);
      for (int b = 0; b <= a; b++) {
        products[a][b] += ridge * near[b];
        products[b][a] = products[a][b];
      }
      products[a][a] += 1e-6 * rows.length;
    }
    double[] says =
        new CholeskyDecomposition(MatrixUtils.createRealMatrix(products), 1e-6, 1e-14)
            .getSolver()
            .solve(new ArrayRealVector(sums))
            .toArray();
    return new LikeLives(mean, scale, chosen, says, average);
  }

  private double[] place(double[] row) {
    double[] place = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      place[i] = (row[i] - mean[i]) * scale[i];
    }
    return place;
  }

  private static double[] likeness(double[] place, double[][] anchors) {
    double[] near = new double[anchors.length];
    for (int a = 0; a < anchors.length; a++) {
      double[] anchor = anchors[a];
      double squares = 0;
      for (int i = 0; i < place.length; i++) {
        double distance = place[i] - anchor[i];
        squares += distance * distance;
      }
      near[a] = Math.exp(-squares);
    }
    return near;
  }

  /** What the anchors say of a row together. */
  public double of(double[] row) {
    double[] near = likeness(place(row), anchors);
    double sum = average;
    for (int a = 0; a < near.length; a++) {
      sum += near[a] * says[a];
    }
    return sum;
  }
}
