package io.millwright.models.novelty;

import java.util.Random;

/** Rows of a machine: each column follows two loads in its own way, and scatters by itself. */
final class HealthyRows {
  static final double NOISE = 0.3;

  private final Random random;
  private final double[][] loadings;

  HealthyRows(int columns, long seed) {
    random = new Random(seed);
    loadings = new double[columns][2];
    for (double[] each : loadings) {
      double angle = random.nextDouble() * Math.PI * 2;
      each[0] = Math.cos(angle);
      each[1] = Math.sin(angle);
    }
  }

  double[][] next(int count) {
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = row(random.nextGaussian(), random.nextGaussian());
    }
    return rows;
  }

  /** Of given loads, in deviations; column j is about 100 (j + 1), and its deviation (j + 1). */
  double[] row(double load, double otherLoad) {
    double[] row = new double[loadings.length];
    for (int j = 0; j < row.length; j++) {
      double value = loadings[j][0] * load + loadings[j][1] * otherLoad;
      row[j] = (100 + value + NOISE * random.nextGaussian()) * (j + 1);
    }
    return row;
  }

  static double[] displaced(double[] row, int column, double by) {
    double[] displaced = row.clone();
    displaced[column] += by * (column + 1);
    return displaced;
  }

  static double score(NoveltyModel model, double[] row) {
    return model.score(row, new double[model.scratchSize()]);
  }

  static double[] shares(NoveltyModel model, double[] row) {
    double[] shares = new double[model.columns()];
    model.contributions(row, shares, new double[model.scratchSize()]);
    return shares;
  }

  static int largest(double[] shares) {
    int largest = 0;
    for (int i = 1; i < shares.length; i++) {
      largest = shares[i] > shares[largest] ? i : largest;
    }
    return largest;
  }

  static double shareAboveLimit(NoveltyModel model, double[][] rows) {
    int above = 0;
    for (double[] row : rows) {
      above += score(model, row) > 1 ? 1 : 0;
    }
    return (double) above / rows.length;
  }

  /** For the kinds that train nothing. */
  static SupportVectors noTrainer(float[][] rows, double nu, double gamma, long seed) {
    throw new AssertionError("no one-class machine was asked for");
  }
}
