package io.millwright.cmms.series;

import io.millwright.cmms.platform.Row;
import io.millwright.cmms.platform.Sql;
import io.millwright.cmms.series.SeriesReader.KnownPoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Points as rows of a statement, so that one asks for all of them: a chart of twenty points takes
 * as many round trips as one of a single point.
 */
record AskedPoints(List<KnownPoint> points) {
  /** Columns asset, point, derived and place, which is 1 for the first. */
  static final String ROWS =
      "unnest(:assets::text[], :points::text[], :derived::boolean[])"
          + " with ordinality as asked (asset, point, derived, place) ";

  /** Binds what {@link #ROWS} names. */
  Sql bind(Sql sql) {
    return sql.bind("assets", points.stream().map(KnownPoint::asset).toList())
        .bind("points", points.stream().map(KnownPoint::point).toList())
        .bind("derived", points.stream().map(point -> Boolean.toString(point.derived())).toList());
  }

  /**
   * Runs a statement that returns the place of a point in each row.
   *
   * @return the rows of each point in their order; none of a point that has none
   */
  <T> Map<KnownPoint, List<T>> rows(Sql sql, Function<Row, T> mapping) {
    Map<KnownPoint, List<T>> rows = new HashMap<>();
    if (points.isEmpty()) {
      return rows;
    }
    bind(sql)
        .each(
            row ->
                rows.computeIfAbsent(
                        points.get((int) row.number("place") - 1), absent -> new ArrayList<>())
                    .add(mapping.apply(row)));
    return rows;
  }
}
