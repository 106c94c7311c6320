package io.millwright.models.novelty;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Hotelling's T² of a row: z' S⁻¹ z, where z are the deviations and S their correlations.
 *
 * <p>The correlations are shrunk towards 0 by the ratio of their sampling variances to their
 * squares (Schäfer and Strimmer, "A shrinkage approach to large-scale covariance matrix
 * estimation", 2005, after Ledoit and Wolf), and by a little at least, so that chance correlations,
 * columns that copy each other and few rows do no harm.
 *
 * <p>The contribution of a column is by how much T² falls when its value is replaced by the one
 * that goes best with the others: (S⁻¹z)ᵢ² / (S⁻¹)ᵢᵢ. Of one large fault it always names the column
 * (reconstruction-based contributions; Alcala and Qin, Automatica 45, 2009).
 */
final class HotellingModel implements NoveltyModel {
  private static final double LEAST_SHRINKAGE = 1e-4;

  private final Scaling scaling;

  /** L of S = L L', row by row up to the diagonal. All its rows have length 1, as S has ones. */
  private final double[] factor;

  private final double limit;

  /** One by the diagonal of L, and the diagonal of S⁻¹. */
  private final double[] reciprocal;

  private final double[] precision;

  private HotellingModel(Scaling scaling, double[] factor, double limit) {
    this.scaling = scaling;
    this.factor = factor;
    this.limit = limit;
    int columns = scaling.columns();
    this.reciprocal = new double[columns];
    this.precision = new double[columns];
    for (int i = 0; i < columns; i++) {
      reciprocal[i] = 1 / factor[place(i, i)];
    }
    double[] solved = new double[columns];
    for (int i = 0; i < columns; i++) {
      // A column of L⁻¹: its squared length is a place of the diagonal of S⁻¹.
      for (int j = i; j < columns; j++) {
        double value = j == i ? 1 : 0;
        for (int k = i; k < j; k++) {
          value -= factor[place(j, k)] * solved[k];
        }
        solved[j] = value * reciprocal[j];
        precision[i] += solved[j] * solved[j];
      }
    }
  }

  private static int place(int row, int column) {
    return row * (row + 1) / 2 + column;
  }

  static HotellingModel fit(LearnedRows rows, NoveltyPlan.Hotelling plan) {
    double rate = plan.falseAlarmRate();
    HotellingModel theory = theory(rows, rate);
    double wider =
        rows.limit(others -> yardstick(theory(others, rate)), plan.learnedFactor(), rate, 1);
    return new HotellingModel(theory.scaling, theory.factor, wider * theory.limit);
  }

  private static LearnedRows.Yardstick yardstick(HotellingModel model) {
    double[] scratch = new double[model.scratchSize()];
    return row -> model.score(row, scratch);
  }

  private static HotellingModel theory(LearnedRows rows, double rate) {
    int columns = rows.columns();
    RealMatrix lower =
        new CholeskyDecomposition(MatrixUtils.createRealMatrix(shrunk(rows)), 1e-12, 1e-12).getL();
    double[] factor = new double[columns * (columns + 1) / 2];
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j <= i; j++) {
        factor[place(i, j)] = lower.getEntry(i, j);
      }
    }
    return new HotellingModel(rows.scaling(), factor, Limits.tSquared(columns, rows.count(), rate));
  }

  private static double[][] shrunk(LearnedRows rows) {
    double[][] correlations = rows.correlations();
    double variances = 0;
    double squares = 0;
    for (int i = 0; i < correlations.length; i++) {
      for (int j = 0; j < i; j++) {
        double square = correlations[i][j] * correlations[i][j];
        squares += square;
        // Of a correlation coefficient: the closer two columns go together, the surer.
        variances += (1 - square) * (1 - square) / (rows.count() - 1);
      }
    }
    double shrinkage = squares > variances ? variances / squares : 1;
    for (int i = 0; i < correlations.length; i++) {
      for (int j = 0; j < correlations.length; j++) {
        correlations[i][j] *= i == j ? 1 : 1 - Math.max(LEAST_SHRINKAGE, shrinkage);
      }
    }
    return correlations;
  }

  /** Of scaled values, in whose place L⁻¹z is left. */
  private double tSquared(double[] scaled) {
    int at = 0;
    double sum = 0;
    for (int i = 0; i < reciprocal.length; i++) {
      double value = scaled[i];
      for (int j = 0; j < i; j++) {
        value -= factor[at++] * scaled[j];
      }
      at++;
      value *= reciprocal[i];
      scaled[i] = value;
      sum += value * value;
    }
    return sum;
  }

  @Override
  public double score(double[] row, double[] scratch) {
    scaling.scale(row, scratch);
    return NoveltyModels.score(tSquared(scratch) / limit);
  }

  @Override
  public Measure measure(double[] row, double[] scratch) {
    return Measure.T2;
  }

  @Override
  public void contributions(double[] row, double[] shares, double[] scratch) {
    score(row, scratch);
    // From L⁻¹z to S⁻¹z.
    for (int i = reciprocal.length - 1; i >= 0; i--) {
      double value = scratch[i];
      for (int j = i + 1; j < reciprocal.length; j++) {
        value -= factor[place(j, i)] * scratch[j];
      }
      value *= reciprocal[i];
      scratch[i] = value;
      shares[i] = value * value / precision[i];
    }
    NoveltyModels.share(shares, reciprocal.length);
  }

  @Override
  public int columns() {
    return reciprocal.length;
  }

  @Override
  public int scratchSize() {
    return reciprocal.length;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeByte(NoveltyModels.HOTELLING);
    scaling.write(out);
    out.writeDouble(limit);
    for (double value : factor) {
      out.writeDouble(value);
    }
  }

  static HotellingModel read(DataInput in, int columns) throws IOException {
    Scaling scaling = Scaling.read(in, columns);
    double limit = NoveltyModels.number(in, 1e-9, 1e15, "limit");
    double[] factor = new double[columns * (columns + 1) / 2];
    for (int i = 0; i < columns; i++) {
      double length = 0;
      for (int j = 0; j <= i; j++) {
        double value = NoveltyModels.number(in, i == j ? 1e-3 : -1.01, 1.01, "correlation");
        factor[place(i, j)] = value;
        length += value * value;
      }
      if (!(Math.abs(length - 1) < 1e-6)) {
        throw new IOException("column " + i + " of the novelty model is not of unit deviation");
      }
    }
    return new HotellingModel(scaling, factor, limit);
  }
}
