package io.millwright.models.baseline;

import io.millwright.models.operation.Regime;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The regime-normalised points of one asset: each is another point's distance from its baseline in
 * the same bin of steady operation, in deviations. A gap in other regimes, and until the bin's
 * baseline is learned.
 */
public final class NormalisedPoints {
  private final List<Normalised> points;
  private final List<ScalarBaseline> baselines = new ArrayList<>();

  /**
   * A point that normalises another.
   *
   * @param place of it among the points of the plan
   * @param source place of the other
   * @param low lowest value
   * @param high highest value
   */
  public record Normalised(int place, int source, double low, double high) {}

  public NormalisedPoints(List<Normalised> points, Learning learning, int bins) {
    this.points = points;
    points.forEach(point -> baselines.add(new ScalarBaseline(learning, bins)));
  }

  /**
   * Fills in their values for a scan.
   *
   * @param mayLearn false while a deviation is open
   */
  public void compute(
      double[] valueOfPoint, boolean[] uncertainOfPoint, Regime regime, int bin, boolean mayLearn) {
    for (int i = 0; i < points.size(); i++) {
      Normalised point = points.get(i);
      double value = valueOfPoint[point.source()];
      boolean judged = regime == Regime.STEADY && !Double.isNaN(value);
      double distance = judged ? baselines.get(i).deviations(value, bin, mayLearn) : Double.NaN;
      valueOfPoint[point.place()] = Math.max(point.low(), Math.min(point.high(), distance));
      uncertainOfPoint[point.place()] = judged && uncertainOfPoint[point.source()];
    }
  }

  public void relearn() {
    baselines.forEach(ScalarBaseline::relearn);
  }

  /**
   * Goes on with the baselines of other points of the same bins.
   *
   * @param placeBefore where a point stood among the points of that plan; less than 0 = nowhere
   */
  public void inherit(NormalisedPoints before, IntUnaryOperator placeBefore) {
    for (int i = 0; i < points.size(); i++) {
      int place = placeBefore.applyAsInt(points.get(i).place());
      for (int old = 0; old < before.points.size(); old++) {
        if (before.points.get(old).place() == place) {
          baselines.set(i, before.baselines.get(old));
        }
      }
    }
  }

  public void write(DataOutput out) throws IOException {
    for (ScalarBaseline baseline : baselines) {
      baseline.write(out);
    }
  }

  public void read(DataInput in) throws IOException {
    for (ScalarBaseline baseline : baselines) {
      baseline.read(in);
    }
  }
}
