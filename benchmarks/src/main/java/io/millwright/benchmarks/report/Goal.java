package io.millwright.benchmarks.report;

import java.util.Locale;
import java.util.function.DoublePredicate;

/**
 * A demand on the figures, and what they say.
 *
 * @param figure what was measured; empty when nothing was
 */
public record Goal(String demand, String figure, Verdict verdict) {

  /** What the figures say. */
  public enum Verdict {
    MET("met"),
    NOT_MET("NOT MET"),
    NOT_MEASURED("not measured");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Holds a figure against a demand.
   *
   * @param figure NaN = it was not measured
   */
  public static Goal judged(String demand, String shown, double figure, DoublePredicate good) {
    if (Double.isNaN(figure)) {
      return new Goal(demand, "", Verdict.NOT_MEASURED);
    }
    return new Goal(demand, shown, good.test(figure) ? Verdict.MET : Verdict.NOT_MET);
  }

  /** A ratio, for people. */
  public static String times(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.2f x" : "%.1f x", ratio);
  }

  /** One line, for people. */
  public String line() {
    return "%-13s %s%s".formatted(verdict, demand, figure.isEmpty() ? "" : ": " + figure);
  }
}
