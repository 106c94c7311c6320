package io.millwright.models.detection;

import io.millwright.models.baseline.Learning;
import io.millwright.models.baseline.ScalarBaseline;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Exponentially weighted moving average of the deviations from a learned baseline, in its own
 * deviations: z(t) = w x(t) + (1 - w) z(t-1), over sqrt(w / (2 - w) (1 - (1 - w)^2t)). It finds
 * shifts that are smaller than the scatter (Roberts, 1959). With independent normal values and
 * limits (weight, limit) of (0.05, 2.615), (0.1, 2.814), (0.2, 2.962), (0.4, 3.054) it is wrong
 * once in about 500 scans.
 *
 * @param weight of the newest value, above 0, at most 1
 */
public record EwmaChart(Learning learning, Side side, double weight) implements Method {
  public EwmaChart {
    if (!(weight > 0 && weight <= 1)) {
      throw new IllegalArgumentException("weight must be above 0, at most 1, but was " + weight);
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
    return "smoothed deviation from its baseline";
  }

  private final class Chart extends BaselineIndicator<ScalarBaseline> {
    private double smoothed;

    /** (1 - weight) to the power of twice the scans so far. */
    private double fading = 1;

    Chart(int bins) {
      super(new ScalarBaseline(learning, bins));
    }

    @Override
    public double evaluate(double[] row, int bin, long timeMicros, boolean mayLearn, boolean open) {
      double distance = baseline.deviations(row[0], bin, mayLearn);
      if (Double.isNaN(distance)) {
        return Double.NaN;
      }
      smoothed += weight * (distance - smoothed);
      fading *= (1 - weight) * (1 - weight);
      return side.of(smoothed) / Math.sqrt(weight / (2 - weight) * (1 - fading));
    }

    @Override
    public void relearn() {
      super.relearn();
      smoothed = 0;
      fading = 1;
    }

    @Override
    public void write(DataOutput out) throws IOException {
      super.write(out);
      out.writeDouble(smoothed);
      out.writeDouble(fading);
    }

    @Override
    public void read(DataInput in) throws IOException {
      super.read(in);
      smoothed = in.readDouble();
      fading = in.readDouble();
    }
  }
}
