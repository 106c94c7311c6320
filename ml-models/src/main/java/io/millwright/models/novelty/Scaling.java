package io.millwright.models.novelty;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Takes the mean from each column and divides by the deviation.
 *
 * <p>A deviation is never less than {@link #LEAST_SHARE} of the column's mean size: one step of a
 * 12-bit converter is about half of that, and a column that stood still while it was learned may
 * move by such steps. In a column of zeros the deviation is 1.
 */
final class Scaling {
  /** In deviations. */
  static final double FARTHEST = 1e6;

  private static final double LEAST_SHARE = 1e-3;

  /** What is smaller counts as 0, so that no quotient overflows. */
  private static final double LEAST_SIZE = 1e-100;

  private final double[] mean;
  private final double[] deviation;

  private Scaling(double[] mean, double[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
  }

  static Scaling fit(double[][] rows) {
    int columns = rows[0].length;
    double[] mean = new double[columns];
    double[] deviation = new double[columns];
    for (int i = 0; i < columns; i++) {
      double sum = 0;
      double sizes = 0;
      for (double[] row : rows) {
        sum += row[i];
        sizes += Math.abs(row[i]);
      }
      mean[i] = sum / rows.length;
      double squares = 0;
      for (double[] row : rows) {
        squares += (row[i] - mean[i]) * (row[i] - mean[i]);
      }
      double size = sizes / rows.length;
      double least = size < LEAST_SIZE ? 1 : LEAST_SHARE * size;
      deviation[i] = Math.max(least, Math.sqrt(squares / (rows.length - 1)));
    }
    return new Scaling(mean, deviation);
  }

  int columns() {
    return mean.length;
  }

  void check(double[] row) {
    if (row.length != mean.length) {
      throw new IllegalArgumentException(
          "the model takes " + mean.length + " values, but was given " + row.length);
    }
  }

  /** A value in deviations from the mean. */
  double scaled(double[] row, int column) {
    double distance = (row[column] - mean[column]) / deviation[column];
    return Math.max(-FARTHEST, Math.min(FARTHEST, distance));
  }

  void scale(double[] row, double[] scaled) {
    check(row);
    for (int i = 0; i < mean.length; i++) {
      scaled[i] = scaled(row, i);
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeByte(mean.length);
    for (int i = 0; i < mean.length; i++) {
      out.writeDouble(mean[i]);
      out.writeDouble(deviation[i]);
    }
  }

  static Scaling read(DataInput in, int columns) throws IOException {
    int count = NoveltyModels.count(in.readUnsignedByte(), 1, NoveltyPlan.MOST_COLUMNS, "columns");
    if (count != columns) {
      throw new IOException(
          "the novelty model takes rows of " + count + " values, but they have " + columns);
    }
    double[] mean = new double[columns];
    double[] deviation = new double[columns];
    for (int i = 0; i < columns; i++) {
      mean[i] = NoveltyModels.number(in, -LearnedRows.LARGEST, LearnedRows.LARGEST, "mean");
      deviation[i] = NoveltyModels.number(in, 1e-104, 1e153, "deviation");
    }
    return new Scaling(mean, deviation);
  }
}
