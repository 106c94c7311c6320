package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.platform.Sql;
import io.millwright.cmms.series.SeriesReader.KnownPoint;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Readings gathered in columns, by plain SQL: from the readings themselves, or from the historian's
 * rollups of them. All methods work in the open transaction.
 */
@Singleton
final class ColumnRepository {
  private static final String OF_READING =
      "select m.time, m.time as until, m.time as middle, m.value as low, m.value as high, m.value as mean,"
          + " m.value as last_value, m.time as last_time, (m.quality in (64, 192))::integer as usable,"
          + " 1 as readings, (m.quality = 192)::integer as good, m.quality::integer as quality ";

  private static String ofRollup(RollupPlan.Level level) {
    return ("select r.time, r.time + interval '%1$s' as until,"
            + " least(r.time + interval '%1$s' / 2, r.last_time) as middle, r.low, r.high, r.mean,"
            + " r.last_value, r.last_time, r.usable, r.readings, r.good, r.worst_quality::integer as quality ")
        .formatted(level.width());
  }

  /**
   * Readings of hours that are marked. "offset 0" has each hour found by the index: without it the
   * planner reads the whole range and compares each reading with each hour.
   */
  private static final String MARKED =
      " union all "
          + OF_READING
          + """
          from mark cross join lateral (
            select * from series.tenant_measurement t
            where t.asset = asked.asset and t.point = asked.point and t.derived = asked.derived and t.time >= mark.hour
              and t.time < mark.hour + interval '1 hour' offset 0) m
          where m.time >= :hoursFrom and m.time < :hoursTo
          """;

  /**
   * Whole days without a mark; all else by hours. "not in" is looked up in a hash: "not exists" the
   * planner of a prepared statement, which expects few marks, would compare with each.
   */
  private static final String ROLLED_DAYS =
      ofRollup(RollupPlan.Level.DAY)
          + """
          from series.tenant_rollup_1d r
          where r.asset = asked.asset and r.point = asked.point and r.derived = asked.derived and r.time >= :first and r.time < :end
            and r.time not in (select date_bin(interval '1 day', hour, timestamptz 'epoch') from mark)
          union all
          """
          + ofRollup(RollupPlan.Level.HOUR)
          + """
          from series.tenant_rollup_1h r
          where r.asset = asked.asset and r.point = asked.point and r.derived = asked.derived
            and r.time >= :hoursFrom and r.time < :hoursTo
            and r.time not in (select hour from mark)
            and (r.time < :first or r.time >= :end
              or date_bin(interval '1 day', r.time, timestamptz 'epoch') in (
                select date_bin(interval '1 day', hour, timestamptz 'epoch') from mark))
          """
          + MARKED;

  private static final String ROLLED_HOURS =
      ofRollup(RollupPlan.Level.HOUR)
          + """
          from series.tenant_rollup_1h r
          where r.asset = asked.asset and r.point = asked.point and r.derived = asked.derived and r.time >= :first and r.time < :end
            and r.time not in (select hour from mark)
          """
          + MARKED;

  /**
   * Parts of hours; the level has none of hours with few readings, unless TimescaleDB keeps it.
   * Where the readings of such an hour are gone, the hour itself is left.
   */
  private static String rolledPartsOfHours(RollupPlan.Level level) {
    return ofRollup(level)
        + """
        from series.tenant_rollup_%s r
        where r.asset = asked.asset and r.point = asked.point and r.derived = asked.derived and r.time >= :first and r.time < :end
          and date_bin(interval '1 hour', r.time, timestamptz 'epoch') not in (select hour from apart)
        union all
        """
            .formatted(level.label())
        + ofRollup(RollupPlan.Level.HOUR)
        + """
        from sparse r where r.time >= :first and r.time < :end and r.time < :kept
        """
        + MARKED;
  }

  /** Hours that are read from their readings: those that are marked. */
  private static final String MARKS =
      """
      with mark as materialized (
        select hour from series.tenant_unrolled_hour
        where asset = asked.asset and point = asked.point and derived = asked.derived and hour >= :marksFrom and hour <= :to),
      """;

  /** Those that are marked, and those that the level does not have. */
  private static String marksAndSparse(RollupPlan.Level level) {
    return """
    with sparse as materialized (
      select * from series.tenant_rollup_1h
      where asset = asked.asset and point = asked.point and derived = asked.derived and time >= :marksFrom and time < :end
        and readings < %d),
    apart as materialized (
      select hour from series.tenant_unrolled_hour
      where asset = asked.asset and point = asked.point and derived = asked.derived and hour >= :marksFrom and hour <= :to
      union
      select time from sparse),
    mark as materialized (select hour from apart where hour >= :kept),
    """
        .formatted(level.fewest());
  }

  /** Both ends of the range. */
  private static final String EDGES =
      " union all "
          + OF_READING
          + """
          from series.tenant_measurement m
          where m.asset = asked.asset and m.point = asked.point and m.derived = asked.derived and m.time >= :from and m.time <= :to
            and m.time < :hoursFrom
          union all
          """
          + OF_READING
          + """
          from series.tenant_measurement m
          where m.asset = asked.asset and m.point = asked.point and m.derived = asked.derived and m.time <= :to
            and m.time >= greatest(:hoursFrom, :hoursTo)
          """;

  /**
   * What a line is drawn through, usable readings before others, each as [rank, value, time] or
   * [rank, time, value] with times in microseconds: arrays are compared from left to right.
   */
  private static final String DOTS =
      """
      , min(array[(usable = 0)::integer, low, extract(epoch from middle) * 1000000]) as lowest,
      max(array[(usable > 0)::integer, high, extract(epoch from middle) * -1000000]) as highest,
      max(array[(usable > 0)::integer, extract(epoch from last_time) * 1000000, last_value]) as last_one,
      """;

  private final Database database;

  ColumnRepository(Database database) {
    this.database = database;
  }

  /**
   * Mean, smallest and largest of each column; its quality is the worst in it. Values that nobody
   * may use (bad, stale) count only where there is nothing better.
   *
   * @param dots whether a line is to be drawn: then also first, smallest, largest and last of each
   */
  Map<KnownPoint, List<Column>> ofReadings(
      List<KnownPoint> points, TimeRange range, Duration width, boolean dots) {
    String from =
        "from ("
            + OF_READING
            + """
            from series.tenant_measurement m
            where m.asset = asked.asset and m.point = asked.point and m.derived = asked.derived
              and m.time >= :from and m.time <= :to) piece
            """;
    return new AskedPoints(points)
        .rows(
            ofEach(
                    columns(
                        from,
                        dots
                            ? DOTS
                                + "min(array[(usable = 0)::integer, extract(epoch from time) * 1000000, low]) as first_one"
                            : ""),
                    range)
                .bind("seconds", width)
                .bind("origin", range.from()),
            row -> column(row, range, dots));
  }

  /**
   * The same from the rollups, where they know everything; from the readings themselves at both
   * ends of the range, and in hours that are not rolled up yet. The statement sees all of it as it
   * is at one moment. Rollups do not know when in a minute, hour or day its smallest and largest
   * were: a line has them in its middle. Nor do they know the first.
   *
   * @param kept from when on there are readings; before it the range is of whole hours
   */
  Map<KnownPoint, List<Column>> ofRollups(
      List<KnownPoint> points, TimeRange range, RollupPlan plan, Instant kept, boolean dots) {
    RollupPlan.Level level = plan.level();
    boolean days = level == RollupPlan.Level.DAY;
    String rolled =
        switch (level) {
          case DAY -> ROLLED_DAYS;
          case HOUR -> ROLLED_HOURS;
          case TEN_MINUTES, MINUTE -> rolledPartsOfHours(level);
        };
    Instant hoursFrom = days ? RollupPlan.Level.HOUR.ceiling(range.from()) : plan.first();
    Instant hoursTo = days ? RollupPlan.Level.HOUR.floor(range.to().plusNanos(1_000)) : plan.end();
    String columns =
        (level.fewest() > 0 ? marksAndSparse(level) : MARKS)
            + "piece as (\n"
            + rolled
            + EDGES
            + ")\n"
            + columns("from piece", dots ? DOTS + "null::float8[] as first_one" : "");
    return new AskedPoints(points)
        .rows(
            ofEach(columns, range)
                .bind("seconds", plan.width())
                .bind("origin", plan.origin())
                .bind("first", plan.first())
                .bind("end", plan.end())
                .bind("hoursFrom", hoursFrom)
                .bind("hoursTo", hoursTo)
                .bind("marksFrom", RollupPlan.Level.HOUR.floor(range.from()))
                .bind("kept", kept),
            row -> column(row, range, dots));
  }

  /** A statement of one point, which is {@code asked}, for each of them. */
  private Sql ofEach(String columns, TimeRange range) {
    return database
        .sql(
            "select asked.place, c.* from "
                + AskedPoints.ROWS
                + "cross join lateral (\n"
                + columns
                + ") c order by asked.place, c.bucket")
        .bind("from", range.from())
        .bind("to", range.to());
  }

  /** What happens for each row is most of the time, so "filter" spares what few rows need. */
  private static String columns(String from, String dots) {
    return """
    select date_bin((select make_interval(secs => :seconds)), time, :origin) as bucket,
      min(time) as first, max(until) as until,
      coalesce(
        sum(greatest(-1e290, least(1e290, mean)) * usable) / nullif(sum(usable), 0),
        sum(greatest(-1e290, least(1e290, mean)) * readings) filter (where usable = 0) / sum(readings)) as value,
      coalesce(min(low) filter (where usable > 0), min(low) filter (where usable = 0)) as low,
      coalesce(max(high) filter (where usable > 0), max(high) filter (where usable = 0)) as high,
      sum(readings) as readings, sum(usable) as usable, sum(good) as good,
      case min(case quality when 0 then 0 when 500 then 1 when 192 then 3 else 2 end)
        when 0 then 0 when 1 then 500 when 2 then 64 else 192 end as quality
    """
        + dots
        + "\n"
        + from
        + " group by bucket";
  }

  private static Column column(Row row, TimeRange range, boolean dots) {
    Instant begin = row.instant("bucket");
    return new Column(
        begin.isBefore(range.from()) ? range.from() : begin,
        row.instant("first"),
        row.instant("until"),
        row.real("value"),
        row.real("low"),
        row.real("high"),
        row.integer("quality"),
        row.number("readings"),
        row.number("usable"),
        row.number("good"),
        dots ? dots(row) : List.of());
  }

  /** Each reading once, the first first and the last last, also where times are the same. */
  private static List<Column.Dot> dots(Row row) {
    double[] firstOne = row.realsOrNull("first_one");
    double[] lowest = row.reals("lowest");
    double[] highest = row.reals("highest");
    double[] lastOne = row.reals("last_one");
    Column.Dot first = firstOne == null ? null : dot(firstOne[1], firstOne[2]);
    Column.Dot last = dot(lastOne[1], lastOne[2]);
    List<Column.Dot> dots = new ArrayList<>(4);
    if (first != null && !first.equals(last)) {
      dots.add(first);
    }
    Stream.of(dot(lowest[2], lowest[1]), dot(-highest[2], highest[1]))
        .distinct()
        .filter(dot -> !dot.equals(first) && !dot.equals(last))
        .sorted(Comparator.comparing(Column.Dot::time))
        .forEach(dots::add);
    dots.add(last);
    return dots;
  }

  private static Column.Dot dot(double micros, double value) {
    return new Column.Dot(Instant.EPOCH.plus((long) micros, ChronoUnit.MICROS), value);
  }

  /**
   * How many readings of each column were corrected.
   *
   * @param origin begin of a column
   * @return by the begin of the column; columns without any are missing, and points too
   */
  Map<KnownPoint, Map<Instant, Integer>> revised(
      List<KnownPoint> points, TimeRange range, Instant origin, Duration width) {
    String columns =
        """
        select date_bin(make_interval(secs => :seconds), time, :origin) as bucket,
          count(distinct time)::integer as revised
        from series.tenant_revision r
        where r.asset = asked.asset and r.point = asked.point and r.derived = asked.derived
          and time >= :from and time <= :to
        group by bucket
        """;
    Map<KnownPoint, Map<Instant, Integer>> counts = new HashMap<>();
    new AskedPoints(points)
        .rows(
            ofEach(columns, range).bind("seconds", width).bind("origin", origin),
            row -> Map.entry(row.instant("bucket"), row.integer("revised")))
        .forEach(
            (point, rows) ->
                rows.forEach(
                    each -> {
                      Instant begin = each.getKey();
                      counts
                          .computeIfAbsent(point, absent -> new HashMap<>())
                          .put(
                              begin.isBefore(range.from()) ? range.from() : begin, each.getValue());
                    }));
    return counts;
  }

  /** The first reading that may be used, if there is one. */
  Column.@Nullable Dot firstUsable(KnownPoint point, TimeRange range) {
    return database
        .sql(
            """
            select time, value from series.tenant_measurement
            where asset = :asset and point = :point and derived = :derived and time >= :from and time <= :to
              and quality in (64, 192)
            order by time limit 1
            """)
        .bind("asset", point.asset())
        .bind("point", point.point())
        .bind("derived", point.derived())
        .bind("from", range.from())
        .bind("to", range.to())
        .first(row -> new Column.Dot(row.instant("time"), row.real("value")))
        .orElse(null);
  }
}
