package io.millwright.models.prognosis;

import io.millwright.models.prognosis.Prognosis.RemainingLife;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * 90 % intervals of the remaining life by split-conformal prediction: in each range of predictions,
 * the 5 % and 95 % quantiles of the true life less the predicted one, of assets that the predicting
 * model had not seen.
 */
public final class LifeIntervals {
  /** Upper ends of the ranges as a share of the cap; the last range is open. */
  private static final double[] RANGES = {0.12, 0.28, 0.48, 0.72, 0.9};

  /** A range with fewer rows borrows those of all ranges. */
  private static final int FEWEST = 40;

  private final double[] upperHours;
  private final double[] lowOffset;
  private final double[] highOffset;

  private LifeIntervals(double[] upperHours, double[] lowOffset, double[] highOffset) {
    this.upperHours = upperHours;
    this.lowOffset = lowOffset;
    this.highOffset = highOffset;
  }

  /**
   * Measures them.
   *
   * @param predicted in hours, one a row
   * @param actual in hours, not capped, one a row
   */
  public static LifeIntervals of(double[] predicted, double[] actual, double capHours) {
    double[] upper = Arrays.stream(RANGES).map(share -> share * capHours).toArray();
    double[] low = new double[upper.length + 1];
    double[] high = new double[upper.length + 1];
    double[] residuals = new double[predicted.length];
    for (int range = 0; range <= upper.length; range++) {
      int count = 0;
      for (int i = 0; i < predicted.length; i++) {
        if (rangeOf(upper, predicted[i]) == range) {
          residuals[count++] = actual[i] - predicted[i];
        }
      }
      if (count < FEWEST) {
        count = predicted.length;
        for (int i = 0; i < count; i++) {
          residuals[i] = actual[i] - predicted[i];
        }
      }
      Arrays.sort(residuals, 0, count);
      // The corner ranks are moved outward by one row, which keeps the promise for few rows.
      low[range] = residuals[Math.max(0, (int) Math.floor(0.05 * (count + 1)) - 1)];
      high[range] = residuals[Math.min(count - 1, (int) Math.ceil(0.95 * (count + 1)) - 1)];
    }
    return new LifeIntervals(upper, low, high);
  }

  /** The interval around a prediction in hours. */
  public RemainingLife around(double hours) {
    int range = rangeOf(upperHours, hours);
    return new RemainingLife(
        hours,
        Math.min(hours, Math.max(0, hours + lowOffset[range])),
        Math.max(hours, hours + highOffset[range]));
  }

  private static int rangeOf(double[] upper, double hours) {
    int range = 0;
    while (range < upper.length && hours >= upper[range]) {
      range++;
    }
    return range;
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(upperHours.length);
    for (int i = 0; i <= upperHours.length; i++) {
      if (i < upperHours.length) {
        out.writeDouble(upperHours[i]);
      }
      out.writeDouble(lowOffset[i]);
      out.writeDouble(highOffset[i]);
    }
  }

  /**
   * @throws IOException if the numbers cannot be intervals
   */
  public static LifeIntervals read(DataInput in) throws IOException {
    int ranges = in.readInt();
    if (ranges < 0 || ranges > 1_000) {
      throw new IOException("there cannot be " + ranges + " ranges of remaining life");
    }
    double[] upper = new double[ranges];
    double[] low = new double[ranges + 1];
    double[] high = new double[ranges + 1];
    for (int i = 0; i <= ranges; i++) {
      if (i < ranges) {
        upper[i] = in.readDouble();
      }
      low[i] = in.readDouble();
      high[i] = in.readDouble();
      if (Double.isNaN(low[i]) || Double.isNaN(high[i])) {
        throw new IOException("an interval of remaining life is not a number");
      }
    }
    return new LifeIntervals(upper, low, high);
  }
}
