package io.millwright.models.fleet;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How far lives were from what was foretold of them, by what was foretold: around each of evenly
 * spaced predictions the shortest interval of (life less prediction) that holds a share of the
 * nearest cases, of machines that the foretelling model had not seen (split-conformal prediction).
 * Lives are capped as predictions are. Immutable.
 */
public final class LifeSpread {
  private static final int STEPS = 25;

  /** Of all cases, those nearest to a prediction that speak for it. */
  private static final double NEAREST = 0.1;

  private final double cap;
  private final double[] low;
  private final double[] high;

  private LifeSpread(double cap, double[] low, double[] high) {
    this.cap = cap;
    this.low = low;
    this.high = high;
  }

  /**
   * Measures it.
   *
   * @param predicted 0 to the cap, one a case; at least one
   * @param actual capped, one a case
   * @param share of the cases that an interval holds, above 0, below 1
   */
  public static LifeSpread of(double[] predicted, double[] actual, double cap, double share) {
    int[] order =
        IntStream.range(0, predicted.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> predicted[i]))
            .mapToInt(i -> i)
            .toArray();
    int count = Math.max(1, (int) Math.round(NEAREST * order.length));
    double[] low = new double[STEPS + 1];
    double[] high = new double[STEPS + 1];
    int begin = 0;
    for (int step = 0; step <= STEPS; step++) {
      double at = cap * step / STEPS;
      while (begin + count < order.length
          && predicted[order[begin + count]] - at < at - predicted[order[begin]]) {
        begin++;
      }
      double[] errors = new double[count];
      for (int i = 0; i < count; i++) {
        int row = order[begin + i];
        errors[i] = actual[row] - predicted[row];
      }
      Arrays.sort(errors);
      // One more than the share asks: the corner ranks keep the promise for few cases.
      int inside = Math.min(count, (int) Math.ceil(share * (count + 1)));
      int first = 0;
      for (int i = 1; i + inside <= count; i++) {
        if (errors[i + inside - 1] - errors[i] < errors[first + inside - 1] - errors[first]) {
          first = i;
        }
      }
      low[step] = errors[first];
      high[step] = errors[first + inside - 1];
    }
    return new LifeSpread(cap, low, high);
  }

  /** Lower end of the interval around a prediction. */
  public double low(double predicted) {
    return Math.max(0, Math.min(predicted, predicted + between(low, predicted)));
  }

  /** Upper end of the interval around a prediction; at the cap it is open. */
  public double high(double predicted) {
    return Math.min(cap, Math.max(predicted, predicted + between(high, predicted)));
  }

  private double between(double[] steps, double predicted) {
    double place = predicted / cap * STEPS;
    int below = Math.max(0, Math.min(STEPS - 1, (int) place));
    double share = place - below;
    return (1 - share) * steps[below] + share * steps[below + 1];
  }
}
