package io.millwright.models.detection;

import io.millwright.models.baseline.Learning;
import io.millwright.models.baseline.ScalarBaseline;

/** How far a value has moved from its learned baseline, in its own unit. */
public record Change(Learning learning, Side side) implements Method {
  public Change {
    if (learning.logarithm()) {
      throw new IllegalArgumentException("a change in the unit of the point has no logarithm");
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
    return "change from its baseline";
  }

  @Override
  public boolean hasUnitOfPoint() {
    return true;
  }

  private final class Learned extends BaselineIndicator<ScalarBaseline> {
    Learned(int bins) {
      super(new ScalarBaseline(learning, bins));
    }

    @Override
    public double evaluate(double[] row, int bin, long timeMicros, boolean mayLearn, boolean open) {
      double mean = baseline.mean(bin);
      baseline.deviations(row[0], bin, mayLearn);
      return side.of(row[0] - mean);
    }
  }
}
