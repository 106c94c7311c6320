package io.millwright.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A figure over several measurements of the same row; NaN = there is none. */
public record Spread(double median, double min, double max) {

  public static <R> Spread of(List<R> results, ToDoubleFunction<R> figure) {
    double[] sorted = results.stream().mapToDouble(figure).sorted().toArray();
    if (sorted.length == 0) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN);
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** For programs; a figure that does not exist is null. */
  public Map<String, @Nullable Double> json() {
    Map<String, @Nullable Double> json = new LinkedHashMap<>();
    json.put("median", finite(median));
    json.put("min", finite(min));
    json.put("max", finite(max));
    return json;
  }

  /** Null where there is no number: JSON knows none. */
  public static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
