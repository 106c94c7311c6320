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

  private static String ofRollup(String width) {
    return ("select r.time, r.time + interval '%1$s' as until,"
            + " least(r.time + interval '%1$s' / 2, r.last_time) as middle, r.low, r.high, r.mean,"
            + " r.last_value, r.last_time, r.usable, r.readings, r.good, r.worst_quality::integer as quality ")
        .formatted(width);
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
            where t.asset = :asset and t.point = :point and t.derived = :derived and t.time >= mark.hour
              and t.time < mark.hour + interval '1 hour' offset 0) m
          where m.time >= :hoursFrom and m.time < :hoursTo
          """;

  /** Whole days without a mark; all else by hours. */
  private static final String ROLLED_DAYS =
      ofRollup("1 day")
          + """
          from series.tenant_rollup_1d r
          where r.asset = :asset and r.point = :point and r.derived = :derived and r.time >= :first and r.time < :end
            and not exists (
              select from mark where mark.hour >= r.time and mark.hour < r.time + interval '1 day')
          union all
          """
          + ofRollup("1 hour")
          + """
          from series.tenant_rollup_1h r
          where r.asset = :asset and r.point = :point and r.derived = :derived
            and r.time >= :hoursFrom and r.time < :hoursTo
            and not exists (select from mark where mark.hour = r.time)
            and (r.time < :first or r.time >= :end or exists (
              select from mark
              where mark.hour >= date_bin(interval '1 day', r.time, timestamptz 'epoch')
                and mark.hour < date_bin(interval '1 day', r.time, timestamptz 'epoch') + interval '1 day'))
          """
          + MARKED;

  private static final String ROLLED_HOURS =
      ofRollup("1 hour")
          + """
          from series.tenant_rollup_1h r
          where r.asset = :asset and r.point = :point and r.derived = :derived and r.time >= :first and r.time < :end
            and not exists (select from mark where mark.hour = r.time)
          """
          + MARKED;

  /** An hour with fewer readings than two a minute has no minutes. */
  private static final String ROLLED_MINUTES =
      ofRollup("1 minute")
          + """
          from series.tenant_rollup_1m r
          where r.asset = :asset and r.point = :point and r.derived = :derived and r.time >= :first and r.time < :end
            and not exists (
              select from mark
              where mark.hour = date_bin(interval '1 hour', r.time, timestamptz 'epoch'))
          union all
          """
          + OF_READING
          + """
          from series.tenant_rollup_1h sparse
          cross join lateral (
            select * from series.tenant_measurement t
            where t.asset = :asset and t.point = :point and t.derived = :derived and t.time >= sparse.time
              and t.time < sparse.time + interval '1 hour' offset 0) m
          where sparse.asset = :asset and sparse.point = :point and sparse.derived = :derived
            and sparse.readings < 120 and sparse.time >= :marksFrom and sparse.time < :end
            and not exists (select from mark where mark.hour = sparse.time)
            and m.time >= :first and m.time < :end
          """
          + MARKED;

  /** Both ends of the range. */
  private static final String EDGES =
      " union all "
          + OF_READING
          + """
          from series.tenant_measurement m
          where m.asset = :asset and m.point = :point and m.derived = :derived and m.time >= :from and m.time <= :to
            and m.time < :hoursFrom
          union all
          """
          + OF_READING
          + """
          from series.tenant_measurement m
          where m.asset = :asset and m.point = :point and m.derived = :derived and m.time <= :to
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
  List<Column> ofReadings(KnownPoint point, TimeRange range, Duration width, boolean dots) {
    return ranged(
            columns(
                """
                from (
                """
                    + OF_READING
                    + """
                    from series.tenant_measurement m
                    where m.asset = :asset and m.point = :point and m.derived = :derived
                      and m.time >= :from and m.time <= :to) piece
                    """,
                dots
                    ? DOTS
                        + "min(array[(usable = 0)::integer, extract(epoch from time) * 1000000, low]) as first_one"
                    : ""),
            point,
            range)
        .bind("seconds", width)
        .bind("origin", range.from())
        .list(row -> column(row, range, dots));
  }

  /**
   * The same from the rollups, where they know everything; from the readings themselves at both
   * ends of the range, and in hours that are not rolled up yet. The statement sees all of it as it
   * is at one moment. Rollups do not know when in a minute, hour or day its smallest and largest
   * were: a line has them in its middle. Nor do they know the first.
   */
  List<Column> ofRollups(KnownPoint point, TimeRange range, RollupPlan plan, boolean dots) {
    RollupPlan.Level level = plan.level();
    boolean days = level == RollupPlan.Level.DAY;
    String sources =
        switch (level) {
          case DAY -> ROLLED_DAYS;
          case HOUR -> ROLLED_HOURS;
          case MINUTE -> ROLLED_MINUTES;
        };
    Instant hoursFrom = days ? RollupPlan.Level.HOUR.ceiling(range.from()) : plan.first();
    Instant hoursTo = days ? RollupPlan.Level.HOUR.floor(range.to().plusNanos(1_000)) : plan.end();
    String pieces =
        """
        with mark as materialized (
          select hour from series.tenant_unrolled_hour
          where asset = :asset and point = :point and derived = :derived and hour >= :marksFrom and hour <= :to),
        piece as (
        """
            + sources
            + EDGES
            + ")\n";
    return ranged(
            pieces + columns("from piece", dots ? DOTS + "null::float8[] as first_one" : ""),
            point,
            range)
        .bind("seconds", plan.width())
        .bind("origin", plan.origin())
        .bind("first", plan.first())
        .bind("end", plan.end())
        .bind("hoursFrom", hoursFrom)
        .bind("hoursTo", hoursTo)
        .bind("marksFrom", RollupPlan.Level.HOUR.floor(range.from()))
        .list(row -> column(row, range, dots));
  }

  private static String columns(String from, String dots) {
    return """
    select date_bin(make_interval(secs => :seconds), time, :origin) as bucket,
      min(time) as first, max(until) as until,
      coalesce(
        sum(greatest(-1e290, least(1e290, mean)) * usable) / nullif(sum(usable), 0),
        sum(greatest(-1e290, least(1e290, mean)) * readings) / sum(readings)) as value,
      coalesce(min(low) filter (where usable > 0), min(low)) as low,
      coalesce(max(high) filter (where usable > 0), max(high)) as high,
      sum(readings) as readings, sum(usable) as usable, sum(good) as good,
      case min(case quality when 0 then 0 when 500 then 1 when 192 then 3 else 2 end)
        when 0 then 0 when 1 then 500 when 2 then 64 else 192 end as quality
    """
        + dots
        + "\n"
        + from
        + " group by bucket order by bucket";
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
   * @return by the begin of the column, counted from the origin; columns without any are missing
   */
  Map<Instant, Integer> revised(KnownPoint point, TimeRange range, Instant origin, Duration width) {
    Map<Instant, Integer> counts = new HashMap<>();
    ranged(
            """
            select date_bin(make_interval(secs => :seconds), time, :origin) as bucket,
              count(distinct time)::integer as revised
            from series.tenant_revision
            where asset = :asset and point = :point and derived = :derived and time >= :from and time <= :to
            group by bucket
            """,
            point,
            range)
        .bind("seconds", width)
        .bind("origin", origin)
        .list(
            row -> {
              Instant begin = row.instant("bucket");
              return counts.put(
                  begin.isBefore(range.from()) ? range.from() : begin, row.integer("revised"));
            });
    return counts;
  }

  /** The first reading that may be used, if there is one. */
  Column.@Nullable Dot firstUsable(KnownPoint point, TimeRange range) {
    return ranged(
            """
            select time, value from series.tenant_measurement
            where asset = :asset and point = :point and derived = :derived and time >= :from and time <= :to
              and quality in (64, 192)
            order by time limit 1
            """,
            point,
            range)
        .first(row -> new Column.Dot(row.instant("time"), row.real("value")))
        .orElse(null);
  }

  private Sql ranged(String sql, KnownPoint point, TimeRange range) {
    return database
        .sql(sql)
        .bind("asset", point.asset())
        .bind("point", point.point())
        .bind("derived", point.derived())
        .bind("from", range.from())
        .bind("to", range.to());
  }
}
