package io.millwright.models.detection;

import io.millwright.models.baseline.Learning;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a value is from the median of its learned baseline: 0.6745 (x - median) / MAD, where MAD
 * is the median distance from the median (Iglewicz and Hoaglin, 1993, who flag 3.5). A few wrong
 * values among the learned ones do no harm. It does not adapt.
 */
public record RobustDeviation(Learning learning, Side side) implements Method {
  /** The MAD of a normal distribution, in deviations. */
  private static final double NORMAL_MAD = 0.6745;

  @Override
  public Indicator begin(int bins, long seed) {
    return new Learned(bins);
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public String meaning() {
    return "robust deviation from its baseline";
  }

  private final class Learned implements Indicator {
    private final double[] median;

    /** One deviation, as the MAD tells it. */
    private final double[] deviation;

    /** What is being learned from, for each bin; null when it is learned, or nothing came yet. */
    private final List<double @Nullable []> values;

    private final int[] count;

    Learned(int bins) {
      this.median = new double[bins];
      this.deviation = new double[bins];
      this.values = new ArrayList<>(Collections.nCopies(bins, null));
      this.count = new int[bins];
    }

    @Override
    public double evaluate(double[] row, int bin, long timeMicros, boolean mayLearn) {
      double x = learning.scaled(row[0]);
      if (Double.isNaN(x)) {
        return Double.NaN;
      }
      if (count[bin] < learning.scans()) {
        if (mayLearn) {
          learn(x, bin);
        }
        return Double.NaN;
      }
      return side.of((x - median[bin]) / deviation[bin]);
    }

    private void learn(double x, int bin) {
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
}
