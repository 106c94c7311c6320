package io.millwright.cmms.series;

import io.millwright.cmms.series.SeriesView.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes of columns what a chart draws. */
final class Drawing {
  private Drawing() {}

  /** A sample as a place for {@link LargestTriangles}, to the microsecond. */
  private record Placed(Column.Dot dot, Sample sample) implements LargestTriangles.Place {
    @Override
    public double x() {
      return dot.time().getEpochSecond() + dot.time().getNano() / 1e9;
    }

    @Override
    public double y() {
      return dot.value();
    }
  }

  /**
   * The samples, in the order of time.
   *
   * @param revised number of corrected readings by the begin of their column
   */
  static List<Sample> samples(
      Shape shape, List<Column> columns, Map<Instant, Integer> revised, int maxPoints) {
    if (shape == Shape.BUCKETS) {
      return columns.stream()
          .map(column -> sample(column, column.begin(), column.mean(), revised))
          .toList();
    }
    List<Placed> line = new ArrayList<>();
    for (Column column : columns) {
      for (Column.Dot dot : column.dots()) {
        line.add(new Placed(dot, sample(column, dot.time(), dot.value(), revised)));
      }
    }
    List<Placed> kept = shape == Shape.LTTB ? LargestTriangles.of(line, maxPoints) : line;
    return kept.stream().map(Placed::sample).toList();
  }

  private static Sample sample(
      Column column, Instant time, double value, Map<Instant, Integer> revised) {
    return new Sample(
        time.toEpochMilli(),
        value,
        column.low(),
        column.high(),
        column.quality(),
        column.readings(),
        column.usable(),
        column.good(),
        revised.getOrDefault(column.begin(), 0));
  }
}
