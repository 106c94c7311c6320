package io.millwright.benchmarks.gateway;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** A figure over several measurements of the same row. */
record Spread(double median, double min, double max) {

  static Spread of(List<RowResult> results, ToDoubleFunction<RowResult> figure) {
    double[] sorted = results.stream().mapToDouble(figure).sorted().toArray();
    if (sorted.length == 0) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN);
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
