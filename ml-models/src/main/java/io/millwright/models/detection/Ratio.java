package io.millwright.models.detection;

import io.millwright.models.baseline.Learning;
import io.millwright.models.baseline.MedianBaseline;

/**
 * How many times its learned baseline a value is: the baseline is the median of what was learned.
 * For amounts that have no scatter worth knowing, as after a short burn-in, such as ultrasound or
 * the vibration of a new bearing.
 */
public record Ratio(Learning learning) implements Method {
  public Ratio {
    if (learning.logarithm()) {
      throw new IllegalArgumentException("a ratio is made of the values themselves");
    }
  }

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
    return "times its baseline";
  }

  private final class Learned extends BaselineIndicator<MedianBaseline> {
    Learned(int bins) {
      super(new MedianBaseline(learning, bins));
    }

    @Override
    public double evaluate(double[] row, int bin, long timeMicros, boolean mayLearn, boolean open) {
      if (!baseline.isLearned(bin)) {
        baseline.learn(row[0], bin, mayLearn);
        return Double.NaN;
      }
      double median = baseline.median(bin);
      return median > 0 ? row[0] / median : Double.NaN;
    }
  }
}
