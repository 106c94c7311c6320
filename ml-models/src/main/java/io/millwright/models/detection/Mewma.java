package io.millwright.models.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposer;
import org.hipparchus.linear.RealMatrix;

/**
 * Multivariate exponentially weighted moving average (Lowry, Woodall, Champ and Rigdon, 1992): how
 * far the smoothed descriptors are from where they were while the asset was healthy, in deviations,
 * along their correlations. Mean and covariance are those of the smoothed values themselves, so
 * that values which follow on each other need no correction.
 *
 * <p>A machine does not always come back to where it was: when the distance has fallen to {@code
 * stepBack} of its greatest while it was beyond its limit, that counts as behind the limit, and
 * when the state has ended, where it is then is the new normal.
 *
 * @param scans the baseline is learned from so many, those at the beginning while the smoothed
 *     values settle left out
 * @param settleScans how many those are; less than {@code scans}
 * @param columns descriptors
 * @param weight of the newest value, above 0, at most 1
 * @param adaptWeight with which the centre follows the smoothed values while nothing deviates; 0 =
 *     it stays
 * @param shrinkage of the correlations, 0 to 1
 * @param floor share of the deviation of the raw values that the smoothed ones have at least
 * @param stepBack share of the greatest distance, 0 to 1; 0 = the machine must come back
 */
public record Mewma(
    int scans,
    int settleScans,
    int columns,
    double weight,
    double adaptWeight,
    double shrinkage,
    double floor,
    double stepBack)
    implements Method {
  public Mewma {
    if (settleScans < 0 || scans - settleScans < 2 * columns + 10) {
      throw new IllegalArgumentException(
          scans
              + " scans, "
              + settleScans
              + " of them to settle, are too few for "
              + columns
              + " descriptors: "
              + (2 * columns + 10)
              + " must be left");
    }
    if (!(weight > 0 && weight <= 1)
        || !(adaptWeight >= 0 && adaptWeight < 1)
        || !(shrinkage >= 0 && shrinkage <= 1)
        || !(floor >= 0)
        || !(stepBack >= 0 && stepBack < 1)) {
      throw new IllegalArgumentException(
          "weights, shrinkage and step back must be from 0 to 1, floor 0 or more");
    }
  }

  @Override
  public Indicator begin(int bins, long seed) {
    return new Chart(bins);
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public String meaning() {
    return "smoothed distance from its baseline";
  }

  /** What is known of one bin of operation. */
  private final class Baseline {
    private int count;
    private long rows;
    private final double[] smoothed = new double[columns];
    private final double[] rawMean = new double[columns];
    private final double[] rawSpread = new double[columns];
    private final double[] centre = new double[columns];

    /** Sums of products of the distances from the mean; then the inverse covariance. */
    private final double[] matrix = new double[columns * columns];

    void smooth(double[] row) {
      double share = Math.max(weight, 1.0 / ++rows);
      for (int i = 0; i < columns; i++) {
        smoothed[i] += share * (row[i] - smoothed[i]);
      }
    }

    void learn(double[] row) {
      count++;
      for (int i = 0; i < columns; i++) {
        double off = row[i] - rawMean[i];
        rawMean[i] += off / count;
        rawSpread[i] += off * (row[i] - rawMean[i]);
      }
      int settled = count - settleScans;
      if (settled > 0) {
        double[] off = new double[columns];
        for (int i = 0; i < columns; i++) {
          off[i] = smoothed[i] - centre[i];
          centre[i] += off[i] / settled;
        }
        for (int i = 0; i < columns; i++) {
          for (int j = 0; j < columns; j++) {
            matrix[i * columns + j] += off[i] * (smoothed[j] - centre[j]);
          }
        }
      }
      if (count == scans) {
        invert();
      }
    }

    private void invert() {
      RealMatrix covariance = new Array2DRowRealMatrix(columns, columns);
      for (int i = 0; i < columns; i++) {
        for (int j = 0; j < columns; j++) {
          double both = matrix[i * columns + j] + matrix[j * columns + i];
          double value = both / 2 / (scans - settleScans - 1);
          covariance.setEntry(i, j, i == j ? value : (1 - shrinkage) * value);
        }
        double raw = rawSpread[i] / scans;
        double least = 1e-12 * rawMean[i] * rawMean[i] + 1e-18;
        covariance.addToEntry(i, i, floor * floor * raw + least);
      }
      RealMatrix inverse = new CholeskyDecomposer(1e-9, 0).decompose(covariance).getInverse();
      for (int i = 0; i < columns; i++) {
        for (int j = 0; j < columns; j++) {
          matrix[i * columns + j] = inverse.getEntry(i, j);
        }
      }
    }

    double distance() {
      double sum = 0;
      for (int i = 0; i < columns; i++) {
        for (int j = 0; j < columns; j++) {
          sum += (smoothed[i] - centre[i]) * matrix[i * columns + j] * (smoothed[j] - centre[j]);
        }
      }
      return Math.sqrt(Math.max(0, sum));
    }
  }

  private final class Chart implements Indicator {
    private final Baseline[] baselines;
    private double greatest;
    private boolean wasOpen;

    Chart(int bins) {
      baselines = new Baseline[bins];
    }

    private Baseline baseline(int bin) {
      Baseline known = baselines[bin];
      if (known == null) {
        known = new Baseline();
        baselines[bin] = known;
      }
      return known;
    }

    @Override
    public double evaluate(double[] row, int bin, long timeMicros, boolean mayLearn, boolean open) {
      Baseline baseline = baseline(bin);
      if (wasOpen && !open && stepBack > 0 && baseline.count == scans) {
        System.arraycopy(baseline.smoothed, 0, baseline.centre, 0, columns);
      }
      baseline.smooth(row);
      if (baseline.count < scans) {
        if (mayLearn) {
          baseline.learn(row);
        }
        wasOpen = open;
        return Double.NaN;
      }
      wasOpen = open;
      double distance = baseline.distance();
      if (open) {
        greatest = Math.max(greatest, distance);
        return distance < stepBack * greatest ? 0 : distance;
      }
      greatest = distance;
      if (mayLearn && adaptWeight > 0) {
        for (int i = 0; i < columns; i++) {
          baseline.centre[i] += adaptWeight * (baseline.smoothed[i] - baseline.centre[i]);
        }
      }
      return distance;
    }

    /** By how much the squared distance would fall if a column were at its centre. */
    @Override
    public void shares(double[] row, int bin, double[] shares) {
      Baseline baseline = baseline(bin);
      double sum = 0;
      for (int i = 0; i < columns; i++) {
        double part = 0;
        for (int j = 0; j < columns; j++) {
          part += baseline.matrix[i * columns + j] * (baseline.smoothed[j] - baseline.centre[j]);
        }
        shares[i] = Math.max(0, part * (baseline.smoothed[i] - baseline.centre[i]));
        sum += shares[i];
      }
      for (int i = 0; i < columns; i++) {
        shares[i] = baseline.count < scans || sum == 0 ? 0 : shares[i] / sum;
      }
    }

    @Override
    public void relearn() {
      Arrays.fill(baselines, null);
      greatest = 0;
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeDouble(greatest);
      out.writeBoolean(wasOpen);
      for (Baseline baseline : baselines) {
        out.writeInt(baseline == null ? -1 : baseline.count);
        if (baseline != null) {
          out.writeLong(baseline.rows);
          write(baseline.smoothed, out);
          write(baseline.rawMean, out);
          write(baseline.rawSpread, out);
          write(baseline.centre, out);
          write(baseline.matrix, out);
        }
      }
    }

    private void write(double[] values, DataOutput out) throws IOException {
      for (double value : values) {
        out.writeDouble(value);
      }
    }

    @Override
    public void read(DataInput in) throws IOException {
      greatest = in.readDouble();
      wasOpen = in.readBoolean();
      for (int bin = 0; bin < baselines.length; bin++) {
        int count = in.readInt();
        if (count < -1 || count > scans) {
          throw new IOException("a baseline of " + count + " values");
        }
        if (count >= 0) {
          Baseline baseline = baseline(bin);
          baseline.count = count;
          baseline.rows = in.readLong();
          read(baseline.smoothed, in);
          read(baseline.rawMean, in);
          read(baseline.rawSpread, in);
          read(baseline.centre, in);
          read(baseline.matrix, in);
        }
      }
    }

    private void read(double[] values, DataInput in) throws IOException {
      for (int i = 0; i < values.length; i++) {
        values[i] = in.readDouble();
      }
    }
  }
}
