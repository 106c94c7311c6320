package io.millwright.models.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Mean and deviation of one descriptor of a healthy asset, for each bin of its operation. */
public final class ScalarBaseline implements Baseline {
  private final Learning learning;
  private final int[] count;
  private final double[] mean;

  /** Sum of the squared distances from the mean, as Welford (1962) carries it on. */
  private final double[] spread;

  public ScalarBaseline(Learning learning, int bins) {
    this.learning = learning;
    this.count = new int[bins];
    this.mean = new double[bins];
    this.spread = new double[bins];
  }

  /**
   * How far a value is from the mean of its bin, in deviations; it is learned from first, if it
   * may.
   *
   * @return NaN = the baseline is not learned yet
   */
  public double deviations(double value, int bin, boolean mayLearn) {
    double x = learning.scaled(value);
    if (Double.isNaN(x)) {
      return Double.NaN;
    }
    if (count[bin] < learning.scans()) {
      if (mayLearn) {
        learn(x, bin);
      }
      return Double.NaN;
    }
    double distance = (x - mean[bin]) / deviation(bin);
    if (mayLearn && learning.adaptScans() > 0) {
      adapt(x, bin);
    }
    return distance;
  }

  private void learn(double x, int bin) {
    count[bin]++;
    double off = x - mean[bin];
    mean[bin] += off / count[bin];
    spread[bin] += off * (x - mean[bin]);
  }

  /** Forgets the oldest a little, with each scan as much. */
  private void adapt(double x, int bin) {
    double weight = 1.0 / learning.adaptScans();
    double off = x - mean[bin];
    double variance = spread[bin] / (count[bin] - 1);
    mean[bin] += weight * off;
    spread[bin] = (count[bin] - 1) * (1 - weight) * (variance + weight * off * off);
  }

  /** Of a sample; never 0, or what is always the same could not differ a little. */
  private double deviation(int bin) {
    return Math.max(Math.sqrt(spread[bin] / (count[bin] - 1)), learning.floor(mean[bin]));
  }

  /** The mean of a bin, as it was learned; NaN = not yet. */
  public double mean(int bin) {
    return count[bin] < learning.scans() ? Double.NaN : mean[bin];
  }

  @Override
  public void relearn() {
    Arrays.fill(count, 0);
    Arrays.fill(mean, 0);
    Arrays.fill(spread, 0);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    for (int bin = 0; bin < count.length; bin++) {
      out.writeInt(count[bin]);
      out.writeDouble(mean[bin]);
      out.writeDouble(spread[bin]);
    }
  }

  @Override
  public void read(DataInput in) throws IOException {
    for (int bin = 0; bin < count.length; bin++) {
      count[bin] = in.readInt();
      mean[bin] = in.readDouble();
      spread[bin] = in.readDouble();
      if (count[bin] < 0 || count[bin] > learning.scans() || !(spread[bin] >= 0)) {
        throw new IOException("a baseline of " + count[bin] + " values, spread " + spread[bin]);
      }
    }
  }
}
