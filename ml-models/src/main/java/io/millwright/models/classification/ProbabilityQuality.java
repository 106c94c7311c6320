package io.millwright.models.classification;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How good probabilities were, against what came.
 *
 * @param rows how many
 * @param baseRate share of the rows in which it came
 * @param brier mean squared difference between probability and what came (1 or 0): 0 is perfect
 * @param logLoss mean of -ln of the probability of what came: 0 is perfect
 * @param averagePrecision mean, over the rows in which it came, of the precision when the threshold
 *     is their probability: 1 is perfect, the base rate is chance; NaN = it never came
 * @param calibrationError expected calibration error: mean over the rows of the difference between
 *     probability and observed share in ten bins of equal width
 * @param reliability those bins that have rows, from low to high
 */
public record ProbabilityQuality(
    int rows,
    double baseRate,
    double brier,
    double logLoss,
    double averagePrecision,
    double calibrationError,
    List<Bin> reliability) {
  private static final int BINS = 10;

  public ProbabilityQuality {
    reliability = List.copyOf(reliability);
  }

  /**
   * A point of the reliability diagram.
   *
   * @param rows whose probability is in the bin
   * @param said their mean probability
   * @param came share in which it came
   */
  public record Bin(int rows, double said, double came) {}

  /**
   * @param probability 0 to 1, one a row
   * @param came one a row
   */
  public static ProbabilityQuality of(double[] probability, boolean[] came) {
    int rows = probability.length;
    double brier = 0;
    double events = 0;
    double logLoss = 0;
    double[] sum = new double[BINS];
    double[] seen = new double[BINS];
    int[] count = new int[BINS];
    for (int i = 0; i < rows; i++) {
      double y = came[i] ? 1 : 0;
      brier += (probability[i] - y) * (probability[i] - y) / rows;
      events += y;
      double right = came[i] ? probability[i] : 1 - probability[i];
      logLoss -= Math.log(Math.max(1e-15, right)) / rows;
      int bin = Math.min(BINS - 1, (int) (probability[i] * BINS));
      sum[bin] += probability[i];
      seen[bin] += y;
      count[bin]++;
    }
    double calibrationError = 0;
    List<Bin> reliability = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      if (count[bin] > 0) {
        calibrationError += Math.abs(sum[bin] - seen[bin]) / rows;
        reliability.add(new Bin(count[bin], sum[bin] / count[bin], seen[bin] / count[bin]));
      }
    }
    return new ProbabilityQuality(
        rows,
        events / rows,
        brier,
        logLoss,
        averagePrecision(probability, came),
        calibrationError,
        reliability);
  }

  /** Skill of the Brier score over always saying the base rate: 1 is perfect, 0 is no better. */
  public double brierSkill() {
    return 1 - brier / (baseRate * (1 - baseRate));
  }

  private static double averagePrecision(double[] probability, boolean[] came) {
    int[] order = descending(probability);
    double sum = 0;
    int hits = 0;
    for (int i = 0; i < order.length; ) {
      // Equal probabilities pass a threshold together.
      int end = i;
      int more = 0;
      while (end < order.length && probability[order[end]] == probability[order[i]]) {
        more += came[order[end]] ? 1 : 0;
        end++;
      }
      hits += more;
      sum += more * (double) hits / end;
      i = end;
    }
    return sum / hits;
  }

  /** The places of the rows, the most probable first. */
  private static int[] descending(double[] probability) {
    return IntStream.range(0, probability.length)
        .boxed()
        .sorted((one, other) -> Double.compare(probability[other], probability[one]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * The threshold with the best F1, half-way to the next lower probability; rows from it on are
   * called. Of equal ones the highest.
   *
   * @throws UnfitDataException if it never came
   */
  public static double bestThreshold(double[] probability, boolean[] came) {
    int[] order = descending(probability);
    long all = IntStream.range(0, came.length).filter(row -> came[row]).count();
    if (all == 0) {
      throw new UnfitDataException("no threshold can be chosen: it never came");
    }
    double best = -1;
    double threshold = 1;
    int hits = 0;
    for (int i = 0; i < order.length; i++) {
      hits += came[order[i]] ? 1 : 0;
      double next = i + 1 < order.length ? probability[order[i + 1]] : 0;
      double f1 = 2.0 * hits / (i + 1 + all);
      if (next < probability[order[i]] && f1 > best) {
        best = f1;
        threshold = (probability[order[i]] + next) / 2;
      }
    }
    return threshold;
  }
}
