package io.millwright.models.novelty;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;

/** The rows of a fit, checked and scaled. */
final class LearnedRows {
  /** The squares of larger values could overflow. */
  static final double LARGEST = 1e150;

  /** Held out in turn. */
  private static final int BLOCKS = 4;

  /** A burn-in that was not steady does not make limits wider by more than this. */
  private static final double WIDEST = 10;

  private final double[][] rows;
  private final Scaling scaling;
  private final double[][] scaled;

  private LearnedRows(double[][] rows) {
    this.rows = rows;
    scaling = Scaling.fit(rows);
    scaled = new double[rows.length][scaling.columns()];
    for (int i = 0; i < rows.length; i++) {
      scaling.scale(rows[i], scaled[i]);
    }
  }

  /**
   * @throws IllegalArgumentException if rows are too few, too wide, uneven or not finite
   */
  static LearnedRows of(double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    if (rows.length > 0 && (columns < 1 || columns > NoveltyPlan.MOST_COLUMNS)) {
      throw new IllegalArgumentException(
          "rows must have 1 to " + NoveltyPlan.MOST_COLUMNS + " values, but have " + columns);
    }
    if (columns == 0 || rows.length < NoveltyPlan.rowsNeeded(columns)) {
      throw new IllegalArgumentException(
          "rows of "
              + Math.max(1, columns)
              + " values can be learned from "
              + NoveltyPlan.rowsNeeded(Math.max(1, columns))
              + " rows, but there are "
              + rows.length);
    }
    for (int i = 0; i < rows.length; i++) {
      check(rows[i], i, columns);
    }
    return new LearnedRows(rows);
  }

  private static void check(double[] row, int number, int columns) {
    if (row.length != columns) {
      throw new IllegalArgumentException(
          "row " + number + " has " + row.length + " values, but the first one has " + columns);
    }
    for (double value : row) {
      if (!(Math.abs(value) <= LARGEST)) {
        throw new IllegalArgumentException(
            "row " + number + " holds " + value + ": values must be from -1e150 to 1e150");
      }
    }
  }

  Scaling scaling() {
    return scaling;
  }

  /** In deviations from the means. */
  double[][] scaled() {
    return scaled;
  }

  int count() {
    return scaled.length;
  }

  int columns() {
    return scaling.columns();
  }

  /**
   * Correlations of the columns. A column that stood still is uncorrelated, and has the deviation
   * of its scaling, as all others: 1.
   */
  double[][] correlations() {
    int columns = columns();
    double[][] sums = new double[columns][columns];
    for (double[] row : scaled) {
      for (int i = 0; i < columns; i++) {
        for (int j = 0; j < i; j++) {
          sums[i][j] += row[i] * row[j];
        }
      }
    }
    for (int i = 0; i < columns; i++) {
      sums[i][i] = 1;
      for (int j = 0; j < i; j++) {
        sums[i][j] /= count() - 1;
        sums[j][i] = sums[i][j];
      }
    }
    return sums;
  }

  /**
   * The rows in single precision. Columns that stood still, or nearly, scatter by one deviation:
   * else what looks for gaps and borders between rows would know nothing of their size.
   */
  float[][] scattered(Random random) {
    float[][] values = new float[count()][columns()];
    for (int j = 0; j < columns(); j++) {
      double squares = 0;
      for (double[] row : scaled) {
        squares += row[j] * row[j];
      }
      double missing = Math.max(0, 1 - squares / (count() - 1));
      // What rounding leaves of columns that scatter by themselves.
      double scatter = missing < 1e-6 ? 0 : Math.sqrt(missing);
      for (int i = 0; i < values.length; i++) {
        double added = scatter == 0 ? 0 : scatter * random.nextGaussian();
        values[i][j] = (float) (scaled[i][j] + added);
      }
    }
    return values;
  }

  /** Measures a row. */
  interface Yardstick {
    double measure(double[] row);
  }

  /**
   * What a further row measures at most, with a probability of 1 - rate, but not less than {@code
   * theory} and not more than {@value #WIDEST} times that.
   *
   * <p>Each quarter of the rows is measured as a stranger to the other three. As neighbours in time
   * are held out together, this tells what rows that follow on each other are worth.
   *
   * @param fit gives what measures rows after learning others
   */
  double limit(Function<LearnedRows, Yardstick> fit, double factor, double rate, double theory) {
    if (factor == 0) {
      return theory;
    }
    double[] measured = new double[rows.length];
    for (int block = 0; block < BLOCKS; block++) {
      int from = block * rows.length / BLOCKS;
      int to = (block + 1) * rows.length / BLOCKS;
      double[][] others = new double[rows.length - (to - from)][];
      System.arraycopy(rows, 0, others, 0, from);
      System.arraycopy(rows, to, others, from, rows.length - to);
      Yardstick yardstick = fit.apply(new LearnedRows(others));
      for (int i = from; i < to; i++) {
        measured[i] = yardstick.measure(rows[i]);
      }
    }
    double least = factor * quantile(measured, rate);
    return Math.max(theory, Math.min(WIDEST * theory, least));
  }

  /**
   * The value that a further row exceeds with this probability, whatever the distribution: the
   * ceil((n + 1)(1 - rate))-th smallest, or the largest where there is none.
   */
  static double quantile(double[] values, double falseAlarmRate) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil((sorted.length + 1) * (1 - falseAlarmRate));
    return sorted[Math.min(rank, sorted.length) - 1];
  }
}
