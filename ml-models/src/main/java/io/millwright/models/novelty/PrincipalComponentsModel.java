package io.millwright.models.novelty;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.util.Precision;

/**
 * Principal components of the correlations. T² is measured along the retained components, Q is the
 * squared distance from their space; the score is that of the two which is farther beyond its
 * limit. Each limit gets half of the false-alarm rate.
 *
 * <p>The contribution of a column is by how much the sum of both, each over its limit (the combined
 * index of Yue and Qin, 2001), falls when its value is replaced by the one that goes best with the
 * others, as in {@link HotellingModel}. Of T² alone, few components would smear it over all
 * columns.
 */
final class PrincipalComponentsModel implements NoveltyModel {
  /**
   * Variance of a discarded component at least, of the 1 that a column has: otherwise the last
   * digit of columns that copy each other would be a novelty.
   */
  private static final double LEAST_VARIANCE = 1e-4;

  private final Scaling scaling;

  /** One component after the other, each of length 1. */
  private final double[] loadings;

  /** Of the retained components. */
  private final double[] variances;

  private final double tSquaredLimit;
  private final double errorLimit;

  /** Of each column, the diagonal of the sum of both measures as a quadratic form. */
  private final double[] part;

  private PrincipalComponentsModel(
      Scaling scaling,
      double[] loadings,
      double[] variances,
      double tSquaredLimit,
      double errorLimit) {
    this.scaling = scaling;
    this.loadings = loadings;
    this.variances = variances;
    this.tSquaredLimit = tSquaredLimit;
    this.errorLimit = errorLimit;
    int columns = scaling.columns();
    this.part = new double[columns];
    for (int i = 0; i < columns; i++) {
      double explained = 0;
      for (int a = 0; a < variances.length; a++) {
        double square = loadings[a * columns + i] * loadings[a * columns + i];
        explained += square;
        part[i] += square / variances[a] / tSquaredLimit;
      }
      part[i] += Math.max(0, 1 - explained) / errorLimit;
    }
  }

  static PrincipalComponentsModel fit(LearnedRows rows, NoveltyPlan.PrincipalComponents plan) {
    double rate = rows.columns() == 1 ? plan.falseAlarmRate() : plan.falseAlarmRate() / 2;
    double factor = plan.learnedFactor();
    PrincipalComponentsModel theory = theory(rows, plan.explained(), rate);
    double wider =
        rows.limit(o -> theory(o, plan.explained(), rate).yardstick(false), factor, rate, 1);
    double widerError =
        rows.limit(o -> theory(o, plan.explained(), rate).yardstick(true), factor, rate, 1);
    return new PrincipalComponentsModel(
        theory.scaling,
        theory.loadings,
        theory.variances,
        wider * theory.tSquaredLimit,
        widerError * theory.errorLimit);
  }

  private LearnedRows.Yardstick yardstick(boolean error) {
    double[] scratch = new double[scratchSize()];
    return row -> {
      scaling.scale(row, scratch);
      double tSquared = project(scratch);
      return error ? error(scratch) / errorLimit : tSquared / tSquaredLimit;
    };
  }

  private static PrincipalComponentsModel theory(LearnedRows rows, double explained, double rate) {
    int columns = rows.columns();
    EigenDecompositionSymmetric decomposition =
        new EigenDecompositionSymmetric(
            MatrixUtils.createRealMatrix(rows.correlations()), Precision.SAFE_MIN, true);
    double[] all = decomposition.getEigenvalues();
    int retained = retained(all, explained);
    double[] loadings = new double[retained * columns];
    for (int a = 0; a < retained; a++) {
      for (int i = 0; i < columns; i++) {
        loadings[a * columns + i] = decomposition.getV().getEntry(i, a);
      }
    }
    double[] discarded = Arrays.copyOfRange(all, retained, columns);
    for (int i = 0; i < discarded.length; i++) {
      discarded[i] = Math.max(LEAST_VARIANCE, discarded[i]);
    }
    return new PrincipalComponentsModel(
        rows.scaling(),
        loadings,
        Arrays.copyOf(all, retained),
        Limits.tSquared(retained, rows.count(), rate),
        columns == 1 ? 1 : Limits.predictionError(discarded, rate));
  }

  /** Of one column its one component, of more at least one less than there are. */
  private static int retained(double[] variances, double explained) {
    int retained = 1;
    double sum = variances[0];
    while (retained < variances.length - 1 && sum < explained * variances.length) {
      sum += variances[retained];
      retained++;
    }
    return retained;
  }

  /**
   * T² of the scaled values that the scratch array begins with. It leaves there what the components
   * do not explain, and behind that the values over the variances of the components.
   */
  private double project(double[] scratch) {
    int columns = scaling.columns();
    Arrays.fill(scratch, columns, 2 * columns, 0);
    double sum = 0;
    for (int a = 0; a < variances.length; a++) {
      int from = a * columns;
      double along = 0;
      for (int i = 0; i < columns; i++) {
        along += loadings[from + i] * scratch[i];
      }
      double weighted = along / variances[a];
      sum += along * weighted;
      for (int i = 0; i < columns; i++) {
        scratch[i] -= loadings[from + i] * along;
        scratch[columns + i] += loadings[from + i] * weighted;
      }
    }
    return sum;
  }

  /** Q of what the projection left. */
  private double error(double[] scratch) {
    if (scaling.columns() == variances.length) {
      return 0;
    }
    double sum = 0;
    for (int i = 0; i < scaling.columns(); i++) {
      sum += scratch[i] * scratch[i];
    }
    return sum;
  }

  @Override
  public double score(double[] row, double[] scratch) {
    scaling.scale(row, scratch);
    double tSquared = project(scratch) / tSquaredLimit;
    return NoveltyModels.score(Math.max(tSquared, error(scratch) / errorLimit));
  }

  @Override
  public Measure measure(double[] row, double[] scratch) {
    scaling.scale(row, scratch);
    double tSquared = project(scratch) / tSquaredLimit;
    return error(scratch) / errorLimit > tSquared ? Measure.Q : Measure.T2;
  }

  @Override
  public void contributions(double[] row, double[] shares, double[] scratch) {
    scaling.scale(row, scratch);
    project(scratch);
    int columns = scaling.columns();
    for (int i = 0; i < columns; i++) {
      double slope = scratch[columns + i] / tSquaredLimit + scratch[i] / errorLimit;
      shares[i] = slope * slope / part[i];
    }
    NoveltyModels.share(shares, columns);
  }

  @Override
  public int columns() {
    return scaling.columns();
  }

  @Override
  public int scratchSize() {
    return 2 * scaling.columns();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeByte(NoveltyModels.PRINCIPAL_COMPONENTS);
    scaling.write(out);
    out.writeDouble(tSquaredLimit);
    out.writeDouble(errorLimit);
    out.writeByte(variances.length);
    for (double variance : variances) {
      out.writeDouble(variance);
    }
    for (double loading : loadings) {
      out.writeDouble(loading);
    }
  }

  static PrincipalComponentsModel read(DataInput in, int columns) throws IOException {
    Scaling scaling = Scaling.read(in, columns);
    double tSquaredLimit = NoveltyModels.number(in, 1e-9, 1e15, "limit");
    double errorLimit = NoveltyModels.number(in, 1e-9, 1e15, "limit");
    int retained =
        NoveltyModels.count(in.readUnsignedByte(), 1, Math.max(1, columns - 1), "components");
    double[] variances = new double[retained];
    for (int a = 0; a < retained; a++) {
      variances[a] = NoveltyModels.number(in, 1e-9, 2 * columns, "variance");
    }
    double[] loadings = new double[retained * columns];
    for (int i = 0; i < loadings.length; i++) {
      loadings[i] = NoveltyModels.number(in, -1.01, 1.01, "loading");
    }
    for (int a = 0; a < retained; a++) {
      for (int b = 0; b <= a; b++) {
        double product = 0;
        for (int i = 0; i < columns; i++) {
          product += loadings[a * columns + i] * loadings[b * columns + i];
        }
        if (!(Math.abs(product - (a == b ? 1 : 0)) < 1e-6)) {
          throw new IOException("components " + a + " and " + b + " do not stand upright");
        }
      }
    }
    return new PrincipalComponentsModel(scaling, loadings, variances, tSquaredLimit, errorLimit);
  }
}
