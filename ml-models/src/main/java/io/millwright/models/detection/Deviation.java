package io.millwright.models.detection;

import io.millwright.models.baseline.Learning;
import io.millwright.models.baseline.ScalarBaseline;

/** How far a value is from its learned baseline, in deviations: the chart of Shewhart. */
public record Deviation(Learning learning, Side side) implements Method {
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
    return "deviation from its baseline";
  }

  private final class Learned extends BaselineIndicator<ScalarBaseline> {
    Learned(int bins) {
      super(new ScalarBaseline(learning, bins));
    }

    @Override
    public double evaluate(double[] row, int bin, long timeMicros, boolean mayLearn, boolean open) {
      return side.of(baseline.deviations(row[0], bin, mayLearn));
    }
  }
}
