package io.millwright.models.operation;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * How a machine's regime is told from its points.
 *
 * @param point that says whether it runs: its place among the points
 * @param runsAbove it is off at this value of the point and below
 * @param startScans so many scans after it was off it is starting; 0 or more
 * @param transientAbove it is changing while the point has moved by more than this within {@code
 *     transientScans}; infinite = never
 * @param transientScans 2 to {@link #LONGEST_TRANSIENT}
 * @param holdScans for so many scans a silent point is taken to be as it was; 0 or more
 * @param bins by speed, load and so on; each steady combination has baselines of its own
 */
public record OperationPlan(
    int point,
    double runsAbove,
    int startScans,
    double transientAbove,
    int transientScans,
    int holdScans,
    List<Bin> bins) {
  public static final int LONGEST_TRANSIENT = 100;

  /** Each may have to learn a baseline of every point. */
  public static final int MOST_BINS = 64;

  /** A machine about which nothing is said: always steady. */
  public static final OperationPlan ALWAYS_STEADY =
      new OperationPlan(-1, 0, 0, Double.POSITIVE_INFINITY, 2, 0, List.of());

  public OperationPlan {
    bins = List.copyOf(bins);
    if (transientScans < 2 || transientScans > LONGEST_TRANSIENT || startScans < 0) {
      throw new IllegalArgumentException(
          "a change is seen within 2 to " + LONGEST_TRANSIENT + " scans, not " + transientScans);
    }
    if (count(bins) > MOST_BINS) {
      throw new IllegalArgumentException(
          count(bins) + " combinations of bins; at most " + MOST_BINS);
    }
  }

  /**
   * A point by whose value steady operation is divided.
   *
   * @param point its place among the points
   * @param name of the point
   * @param edges ascending; a value at an edge lies above it
   */
  public record Bin(int point, String name, List<Double> edges) {
    public Bin {
      edges = List.copyOf(edges);
    }

    int of(double value) {
      int bin = 0;
      while (bin < edges.size() && value >= edges.get(bin)) {
        bin++;
      }
      return bin;
    }

    String shown(int bin) {
      if (bin == 0) {
        return name + " below " + edges.get(0);
      }
      return bin == edges.size()
          ? name + " from " + edges.get(bin - 1)
          : name + " from " + edges.get(bin - 1) + " to " + edges.get(bin);
    }
  }

  /** The same where the points stand at other places. */
  public OperationPlan with(IntUnaryOperator placeOf) {
    return isAlwaysSteady()
        ? this
        : new OperationPlan(
            placeOf.applyAsInt(point),
            runsAbove,
            startScans,
            transientAbove,
            transientScans,
            holdScans,
            bins.stream()
                .map(it -> new Bin(placeOf.applyAsInt(it.point()), it.name(), it.edges()))
                .toList());
  }

  boolean isAlwaysSteady() {
    return point < 0;
  }

  /** Combinations of bins; at least 1. */
  public int binCount() {
    return (int) count(bins);
  }

  /** How many combinations some bins have. */
  public static long count(List<Bin> bins) {
    long count = 1;
    for (Bin bin : bins) {
      count = Math.min(Integer.MAX_VALUE, count * (bin.edges().size() + 1));
    }
    return count;
  }

  /** A combination for people; empty when there is but one. */
  public String shown(int combination) {
    StringBuilder text = new StringBuilder();
    int left = combination;
    for (Bin bin : bins) {
      text.append(text.length() == 0 ? "" : ", ")
          .append(bin.shown(left % (bin.edges().size() + 1)));
      left /= bin.edges().size() + 1;
    }
    return text.toString();
  }
}
