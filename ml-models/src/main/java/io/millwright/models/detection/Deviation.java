package io.millwright.models.detection;

import io.millwright.models.baseline.Learning;
import io.millwright.models.baseline.ScalarBaseline;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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

  private final class Learned implements Indicator {
    private final ScalarBaseline baseline;

    Learned(int bins) {
      this.baseline = new ScalarBaseline(learning, bins);
    }

    @Override
    public double evaluate(double[] row, int bin, long timeMicros, boolean mayLearn, boolean open) {
      return side.of(baseline.deviations(row[0], bin, mayLearn));
    }

    @Override
    public void relearn() {
      baseline.relearn();
    }

    @Override
    public void write(DataOutput out) throws IOException {
      baseline.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
      baseline.read(in);
    }
  }
}
