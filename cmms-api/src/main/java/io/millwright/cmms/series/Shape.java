package io.millwright.cmms.series;

import io.millwright.cmms.platform.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is drawn of more readings than there is room for. */
enum Shape {
  /** Mean, smallest and largest of each bucket. */
  BUCKETS,

  /**
   * A line through the first, smallest, largest and last reading of each column of pixels: it
   * covers the same pixels as a line through all of them (Jugel et al., "M4: a visualization-
   * oriented time series data aggregation", PVLDB 7(10), 2014).
   */
  M4,

  /**
   * A line through the readings that keep its form ({@link LargestTriangles}), chosen from those of
   * {@link #M4}.
   */
  LTTB;

  /** How many columns make at most that many samples. */
  int columns(int maxPoints) {
    return this == M4 ? Math.max(1, maxPoints / 4) : maxPoints;
  }

  /**
   * Reads the name.
   *
   * @param name null = buckets
   * @throws ProblemException 400, if there is no such shape
   */
  static Shape of(@Nullable String name) {
    if (name == null) {
      return BUCKETS;
    }
    for (Shape shape : values()) {
      if (shape.label().equals(name)) {
        return shape;
      }
    }
    throw ProblemException.badRequest(
        "shape '"
            + (name.length() > 40 ? name.substring(0, 40) + "..." : name)
            + "' is not known: use "
            + Arrays.stream(values()).map(Shape::label).collect(Collectors.joining(", ")));
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
