package io.millwright.models.novelty;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.hipparchus.util.FastMath;

/**
 * A trained one-class support vector machine with the kernel exp(-gamma |a - b|²), in a few arrays.
 * Immutable.
 */
public final class SupportVectors {
  static final double HIGHEST_GAMMA = 1e4;
  static final int MOST = 1_000;

  /** exp(-40) is less than the last digit of a sum that begins with 1. */
  private static final double NEGLIGIBLE = 40;

  private final int columns;

  /** One vector after the other. */
  private final float[] values;

  private final double[] weights;
  private final double totalWeight;
  private final double rho;
  private final double gamma;

  /**
   * @param columns values in a vector
   * @param values one vector after the other
   * @param weights one a vector, above 0
   * @param rho what the weighted sum of kernels is on the border of the learned shape
   * @throws IllegalArgumentException if these cannot be support vectors
   */
  public SupportVectors(int columns, float[] values, double[] weights, double rho, double gamma) {
    this.columns = columns;
    this.values = values.clone();
    this.weights = weights.clone();
    this.rho = rho;
    this.gamma = gamma;
    check(weights.length >= 1 && weights.length <= MOST, weights.length + " support vectors");
    check(values.length == weights.length * columns, "vectors and weights differ in number");
    double sum = 0;
    for (double weight : weights) {
      check(weight > 0 && weight <= 1e6, "a weight is " + weight);
      sum += weight;
    }
    this.totalWeight = sum;
    for (float value : values) {
      check(Math.abs(value) <= 2 * Scaling.FARTHEST, "a vector holds " + value);
    }
    check(rho > 0 && rho <= sum * 1.000001, "rho is " + rho);
    check(gamma > 0 && gamma <= HIGHEST_GAMMA, "gamma is " + gamma);
  }

  private static void check(boolean right, String fault) {
    if (!right) {
      throw new IllegalArgumentException("support vectors do not fit together: " + fault);
    }
  }

  public int count() {
    return weights.length;
  }

  int columns() {
    return columns;
  }

  /**
   * What the trainer calls the decision value: above 0 inside of the learned shape.
   *
   * @param scaled a row of columns of unit deviation
   * @param scratch as many places as the row has values and one a vector
   */
  public double decision(double[] scaled, double[] scratch) {
    return totalWeight * FastMath.exp(-distance(scaled, scratch)) - rho;
  }

  /** {@link #distance} on the border of the learned shape. */
  double border() {
    return -FastMath.log(Math.min(1, rho / totalWeight));
  }

  /**
   * -ln of the weighted mean of the kernels: the smaller the decision value, the larger. Far from
   * all vectors it is gamma times the squared distance from the nearest, whereas the decision value
   * there is the same for all rows.
   *
   * @param scaled the row; may be the beginning of the scratch array
   */
  double distance(double[] scaled, double[] scratch) {
    double nearest = exponents(scaled, scratch);
    double sum = 0;
    for (int v = 0; v < weights.length; v++) {
      double beyond = scratch[columns + v] - nearest;
      if (beyond < NEGLIGIBLE) {
        sum += weights[v] * FastMath.exp(-beyond);
      }
    }
    return Math.max(0, nearest - FastMath.log(sum / totalWeight));
  }

  /** Fills in gamma times the squared distance of each vector; gives the least. */
  private double exponents(double[] scaled, double[] scratch) {
    double nearest = Double.POSITIVE_INFINITY;
    int at = 0;
    for (int v = 0; v < weights.length; v++) {
      double squares = 0;
      for (int i = 0; i < columns; i++) {
        double difference = scaled[i] - values[at++];
        squares += difference * difference;
      }
      double exponent = gamma * squares;
      scratch[columns + v] = exponent;
      nearest = Math.min(nearest, exponent);
    }
    return nearest;
  }

  /** Each column's part in the squared distances, nearer vectors counting more. */
  void parts(double[] scaled, double[] parts, double[] scratch) {
    double nearest = exponents(scaled, scratch);
    for (int i = 0; i < columns; i++) {
      parts[i] = 0;
    }
    for (int v = 0; v < weights.length; v++) {
      double beyond = scratch[columns + v] - nearest;
      if (beyond < NEGLIGIBLE) {
        double kernel = weights[v] * FastMath.exp(-beyond);
        for (int i = 0; i < columns; i++) {
          double difference = scaled[i] - values[v * columns + i];
          parts[i] += kernel * difference * difference;
        }
      }
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(rho);
    out.writeDouble(gamma);
    out.writeShort(weights.length);
    for (int v = 0; v < weights.length; v++) {
      out.writeDouble(weights[v]);
      for (int i = 0; i < columns; i++) {
        out.writeFloat(values[v * columns + i]);
      }
    }
  }

  static SupportVectors read(DataInput in, int columns) throws IOException {
    double rho = in.readDouble();
    double gamma = in.readDouble();
    int count = NoveltyModels.count(in.readUnsignedShort(), 1, MOST, "support vectors");
    double[] weights = new double[count];
    float[] values = new float[count * columns];
    for (int v = 0; v < count; v++) {
      weights[v] = in.readDouble();
      for (int i = 0; i < columns; i++) {
        values[v * columns + i] = in.readFloat();
      }
    }
    try {
      return new SupportVectors(columns, values, weights, rho, gamma);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
