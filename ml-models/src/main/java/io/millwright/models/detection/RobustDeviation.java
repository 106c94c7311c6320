package io.millwright.models.detection;

import io.millwright.models.baseline.Learning;
import io.millwright.models.baseline.MedianBaseline;

/**
 * How far a value is from the median of its learned baseline: 0.6745 (x - median) / MAD, where MAD
 * is the median distance from the median (Iglewicz and Hoaglin, 1993, who flag 3.5). A few wrong
 * values among the learned ones do no harm. It does not adapt.
 */
public record RobustDeviation(Learning learning, Side side) implements Method {
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

  private final class Learned extends BaselineIndicator<MedianBaseline> {
    Learned(int bins) {
      super(new MedianBaseline(learning, bins));
    }

    @Override
    public double evaluate(double[] row, int bin, long timeMicros, boolean mayLearn, boolean open) {
      double x = learning.scaled(row[0]);
      if (Double.isNaN(x)) {
        return Double.NaN;
      }
      if (!baseline.isLearned(bin)) {
        baseline.learn(x, bin, mayLearn);
        return Double.NaN;
      }
      return side.of((x - baseline.median(bin)) / baseline.deviation(bin));
    }
  }
}
