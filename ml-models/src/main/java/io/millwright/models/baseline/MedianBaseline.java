package io.millwright.models.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Median and median distance from it of one descriptor, for each bin of its operation. */
public final class MedianBaseline implements Baseline {
  /** The MAD of a normal distribution, in deviations. */
  private static final double NORMAL_MAD = 0.6745;

  private final Learning learning;
  private final double[] median;

  /** One deviation, as the MAD tells it. */
  private final double[] deviation;

  /** What is being learned from, for each bin; null when it is learned, or nothing came yet. */
  private final List<double @Nullable []> values;

  private final int[] count;

  public MedianBaseline(Learning learning, int bins) {
    this.learning = learning;
    this.median = new double[bins];
    this.deviation = new double[bins];
    this.values = new ArrayList<>(Collections.nCopies(bins, null));
    this.count = new int[bins];
  }

  public boolean isLearned(int bin) {
    return count[bin] == learning.scans();
  }

  /** It must be learned. */
  public double median(int bin) {
    return median[bin];
  }

  /** One deviation of a normal distribution with that MAD; it must be learned. */
  public double deviation(int bin) {
    return deviation[bin];
  }

  /**
   * Learns from a value of a bin that is not learned yet.
   *
   * @param mayLearn false = it is left out
   */
  public void learn(double x, int bin, boolean mayLearn) {
    if (!mayLearn) {
      return;
    }
    double[] learned = values.get(bin);
    if (learned == null) {
      learned = new double[learning.scans()];
      values.set(bin, learned);
    }
    learned[count[bin]++] = x;
    if (count[bin] == learned.length) {
      median[bin] = middle(learned);
      for (int i = 0; i < learned.length; i++) {
        learned[i] = Math.abs(learned[i] - median[bin]);
      }
      deviation[bin] = Math.max(middle(learned) / NORMAL_MAD, learning.floor(median[bin]));
      values.set(bin, null);
    }
  }

  private static double middle(double[] values) {
    Arrays.sort(values);
    int half = values.length / 2;
    return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  }

  @Override
  public void relearn() {
    Collections.fill(values, null);
    Arrays.fill(count, 0);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    for (int bin = 0; bin < count.length; bin++) {
      out.writeInt(count[bin]);
      double[] learned = values.get(bin);
      if (learned == null) {
        out.writeDouble(median[bin]);
        out.writeDouble(deviation[bin]);
      } else {
        for (int i = 0; i < count[bin]; i++) {
          out.writeDouble(learned[i]);
        }
      }
    }
  }

  @Override
  public void read(DataInput in) throws IOException {
    for (int bin = 0; bin < count.length; bin++) {
      count[bin] = in.readInt();
      if (count[bin] < 0 || count[bin] > learning.scans()) {
        throw new IOException("a baseline of " + count[bin] + " values");
      }
      if (count[bin] == 0 || count[bin] == learning.scans()) {
        median[bin] = in.readDouble();
        deviation[bin] = in.readDouble();
      } else {
        double[] learned = new double[learning.scans()];
        for (int i = 0; i < count[bin]; i++) {
          learned[i] = in.readDouble();
        }
        values.set(bin, learned);
      }
    }
  }
}
