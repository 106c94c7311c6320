package io.millwright.models.novelty;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Random;

/**
 * Distance from the support vectors of a one-class machine (Schölkopf et al., 2001), over its
 * limit.
 *
 * <p>The limit is the border of the learned shape, or the quantile of the learned rows, held out in
 * turn, where that is farther out.
 *
 * <p>The contribution of a column is its part in the squared distances from the vectors, each
 * weighted by its kernel.
 */
final class OneClassSvmModel implements NoveltyModel {
  /** Distances from a vector on its own begin at 0. */
  private static final double LEAST_LIMIT = 1e-6;

  private final Scaling scaling;
  private final SupportVectors vectors;
  private final double limit;

  private OneClassSvmModel(Scaling scaling, SupportVectors vectors, double limit) {
    this.scaling = scaling;
    this.vectors = vectors;
    this.limit = limit;
  }

  static OneClassSvmModel fit(
      LearnedRows rows, NoveltyPlan.OneClassSvm plan, long seed, OneClassTrainer trainer) {
    OneClassSvmModel border = border(rows, plan, seed, trainer);
    double limit =
        rows.limit(
            others -> border(others, plan, seed, trainer).yardstick(),
            1,
            plan.falseAlarmRate(),
            border.limit);
    return new OneClassSvmModel(border.scaling, border.vectors, limit);
  }

  private LearnedRows.Yardstick yardstick() {
    double[] scratch = new double[scratchSize()];
    return row -> {
      scaling.scale(row, scratch);
      return vectors.distance(scratch, scratch);
    };
  }

  private static OneClassSvmModel border(
      LearnedRows rows, NoveltyPlan.OneClassSvm plan, long seed, OneClassTrainer trainer) {
    double gamma = plan.gamma() == 0 ? 1.0 / rows.columns() : plan.gamma();
    // In single precision, as the vectors are kept: what is trained is what scores.
    float[][] sample = sample(rows.scattered(new Random(seed)));
    SupportVectors vectors = trainer.train(sample, plan.nu(), gamma, seed);
    if (vectors.columns() != rows.columns()) {
      throw new IllegalArgumentException(
          "the support vectors have " + vectors.columns() + " values, rows " + rows.columns());
    }
    return new OneClassSvmModel(rows.scaling(), vectors, Math.max(LEAST_LIMIT, vectors.border()));
  }

  /** At most as many rows as there may be support vectors, evenly from all. */
  private static float[][] sample(float[][] rows) {
    if (rows.length <= SupportVectors.MOST) {
      return rows;
    }
    float[][] sample = new float[SupportVectors.MOST][];
    for (int i = 0; i < sample.length; i++) {
      sample[i] = rows[(int) ((long) i * rows.length / sample.length)];
    }
    return sample;
  }

  SupportVectors vectors() {
    return vectors;
  }

  @Override
  public double score(double[] row, double[] scratch) {
    scaling.scale(row, scratch);
    return NoveltyModels.score(vectors.distance(scratch, scratch) / limit);
  }

  @Override
  public Measure measure(double[] row, double[] scratch) {
    return Measure.SUPPORT;
  }

  @Override
  public void contributions(double[] row, double[] shares, double[] scratch) {
    scaling.scale(row, scratch);
    vectors.parts(scratch, shares, scratch);
    NoveltyModels.share(shares, scaling.columns());
  }

  @Override
  public int columns() {
    return scaling.columns();
  }

  @Override
  public int scratchSize() {
    return scaling.columns() + vectors.count();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeByte(NoveltyModels.ONE_CLASS_SVM);
    scaling.write(out);
    out.writeDouble(limit);
    vectors.write(out);
  }

  static OneClassSvmModel read(DataInput in, int columns) throws IOException {
    Scaling scaling = Scaling.read(in, columns);
    double limit = NoveltyModels.number(in, 1e-9, 1e20, "limit");
    return new OneClassSvmModel(scaling, SupportVectors.read(in, columns), limit);
  }
}
