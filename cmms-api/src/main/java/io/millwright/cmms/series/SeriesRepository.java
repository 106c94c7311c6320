package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Sql;
import io.millwright.contracts.measurement.Quality;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Readings and condition by plain SQL. All methods work in the open transaction. */
@Singleton
final class SeriesRepository {
  private static final String OF_ROLLUP =
      "select r.time, r.low, r.high, r.mean, r.usable, r.readings, r.worst_quality::integer as quality ";
  private static final String OF_READING =
      "select m.time, m.value as low, m.value as high, m.value as mean,"
          + " (m.quality in (64, 192))::integer as usable, 1 as readings, m.quality::integer as quality ";

  /** Readings of hours that are marked. */
  private static final String MARKED =
      " union all "
          + OF_READING
          + """
          from mark cross join lateral (
            select * from series.tenant_measurement t
            where t.asset = :asset and t.point = :point and t.time >= mark.hour
              and t.time < mark.hour + interval '1 hour') m
          where m.time >= :hoursFrom and m.time < :hoursTo
          """;

  /** Whole days without a mark; all else by hours. */
  private static final String ROLLED_DAYS =
      OF_ROLLUP
          + """
          from series.tenant_rollup_1d r
          where r.asset = :asset and r.point = :point and r.time >= :first and r.time < :end
            and not exists (
              select from mark where mark.hour >= r.time and mark.hour < r.time + interval '1 day')
          union all
          """
          + OF_ROLLUP
          + """
          from series.tenant_rollup_1h r
          where r.asset = :asset and r.point = :point and r.time >= :hoursFrom and r.time < :hoursTo
            and not exists (select from mark where mark.hour = r.time)
            and (r.time < :first or r.time >= :end or exists (
              select from mark
              where mark.hour >= date_bin(interval '1 day', r.time, timestamptz 'epoch')
                and mark.hour < date_bin(interval '1 day', r.time, timestamptz 'epoch') + interval '1 day'))
          """
          + MARKED;

  private static final String ROLLED_HOURS =
      OF_ROLLUP
          + """
          from series.tenant_rollup_1h r
          where r.asset = :asset and r.point = :point and r.time >= :first and r.time < :end
            and not exists (select from mark where mark.hour = r.time)
          """
          + MARKED;

  /** An hour with fewer readings than two a minute has no minutes. */
  private static final String ROLLED_MINUTES =
      OF_ROLLUP
          + """
          from series.tenant_rollup_1m r
          where r.asset = :asset and r.point = :point and r.time >= :first and r.time < :end
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
            where t.asset = :asset and t.point = :point and t.time >= sparse.time
              and t.time < sparse.time + interval '1 hour') m
          where sparse.asset = :asset and sparse.point = :point and sparse.readings < 120
            and sparse.time >= :marksFrom and sparse.time < :end
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
          where m.asset = :asset and m.point = :point and m.time >= :from and m.time <= :to
            and m.time < :hoursFrom
          union all
          """
          + OF_READING
          + """
          from series.tenant_measurement m
          where m.asset = :asset and m.point = :point and m.time <= :to
            and m.time >= greatest(:hoursFrom, :hoursTo)
          """;

  private final Database database;

  SeriesRepository(Database database) {
    this.database = database;
  }

  boolean knowsPoint(String asset, String point) {
    return database
        .sql("select 1 as one from series.tenant_point where asset = :asset and point = :point")
        .bind("asset", asset)
        .bind("point", point)
        .first(row -> true)
        .isPresent();
  }

  Optional<Instant> newestReading(String asset, String point) {
    return database
        .sql(
            "select time from series.tenant_latest_measurement where asset = :asset and point ="
                + " :point")
        .bind("asset", asset)
        .bind("point", point)
        .first(row -> row.instant("time"));
  }

  /**
   * The newest reading of each point, by asset and point.
   *
   * @param site null = any
   * @param asset null = any
   */
  List<SeriesView.Latest> latest(
      @Nullable String site,
      @Nullable String asset,
      String afterAsset,
      String afterPoint,
      int limit) {
    return database
        .sql(
            """
            select l.asset, l.point, p.unit, p.low, p.high, l.time, l.value, l.quality
            from asset a
            join series.tenant_latest_measurement l on l.asset = a.tag
            left join measurement_point p
              on p.tenant_id = a.tenant_id and p.asset_tag = l.asset and p.name = l.point
            where (:site::text is null or a.site = :site)
              and (:asset::text is null or a.tag = :asset)
              and (l.asset, l.point) > (:afterAsset, :afterPoint)
            order by l.asset, l.point limit :limit
            """)
        .bind("site", site)
        .bind("asset", asset)
        .bind("afterAsset", afterAsset)
        .bind("afterPoint", afterPoint)
        .bind("limit", limit)
        .list(
            row ->
                new SeriesView.Latest(
                    row.text("asset"),
                    row.text("point"),
                    row.textOrNull("unit"),
                    row.realOrNull("low"),
                    row.realOrNull("high"),
                    row.instant("time"),
                    row.real("value"),
                    row.integer("quality")));
  }

  /** Names of the points of an asset that have readings, in their order. */
  List<String> pointsOf(String asset) {
    return database
        .sql("select point from series.tenant_point where asset = :asset order by point")
        .bind("asset", asset)
        .list(row -> row.text("point"));
  }

  /** One reading as it is stored. */
  record Reading(Instant time, double value, Quality quality) {}

  /**
   * Readings as they are, oldest first.
   *
   * @param after exclusive
   * @param to inclusive
   */
  List<Reading> after(String asset, String point, Instant after, Instant to, int limit) {
    return database
        .sql(
            """
            select time, value, quality from series.tenant_measurement
            where asset = :asset and point = :point and time > :after and time <= :to
            order by time limit :limit
            """)
        .bind("asset", asset)
        .bind("point", point)
        .bind("after", after)
        .bind("to", to)
        .bind("limit", limit)
        .list(
            row ->
                new Reading(
                    row.instant("time"),
                    row.real("value"),
                    Quality.ofCode(row.integer("quality"))));
  }

  Optional<Instant> newestCondition(String asset) {
    return database
        .sql("select time from series.tenant_latest_condition where asset = :asset")
        .bind("asset", asset)
        .first(row -> row.instant("time"));
  }

  /** The readings as they are, oldest first, at most {@code limit} of them. */
  List<SeriesView.Sample> raw(String asset, String point, TimeRange range, int limit) {
    return ranged(
            """
            select time, value, quality from series.tenant_measurement
            where asset = :asset and point = :point and time >= :from and time <= :to
            order by time limit :limit
            """,
            asset,
            range)
        .bind("point", point)
        .bind("limit", limit)
        .list(
            row -> {
              double value = row.real("value");
              return new SeriesView.Sample(
                  row.instant("time").toEpochMilli(), value, value, value, row.integer("quality"));
            });
  }

  /**
   * Mean, smallest and largest of each bucket; a bucket's time is its beginning, its quality the
   * worst in it. Values that nobody may use (bad, stale) count only where there is nothing better.
   */
  List<SeriesView.Sample> thinned(String asset, String point, TimeRange range, Duration bucket) {
    return ranged(
            """
            select date_bin(make_interval(secs => :seconds), time, :from) as bucket,
              coalesce(avg(value) filter (where quality in (64, 192)), avg(value)) as value,
              coalesce(min(value) filter (where quality in (64, 192)), min(value)) as low,
              coalesce(max(value) filter (where quality in (64, 192)), max(value)) as high,
              (array_agg(quality order by case quality when 0 then 0 when 500 then 1 when 192 then 3 else 2 end))[1]::integer
                as quality
            from series.tenant_measurement
            where asset = :asset and point = :point and time >= :from and time <= :to
            group by bucket order by bucket
            """,
            asset,
            range)
        .bind("point", point)
        .bind("seconds", seconds(bucket))
        .list(
            row ->
                new SeriesView.Sample(
                    row.instant("bucket").toEpochMilli(),
                    row.real("value"),
                    row.real("low"),
                    row.real("high"),
                    row.integer("quality")));
  }

  /**
   * The same from the rollups, where they know everything; from the readings themselves at both
   * ends of the range, and in hours that are not rolled up yet. The statement sees all of it as it
   * is at one moment.
   */
  List<SeriesView.Sample> rolledUp(String asset, String point, TimeRange range, RollupPlan plan) {
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
    return ranged(
            """
            with mark as materialized (
              select hour from series.tenant_unrolled_hour
              where asset = :asset and point = :point and hour >= :marksFrom and hour <= :to),
            piece as (
            """
                + sources
                + EDGES
                + """
            )
            select date_bin(make_interval(secs => :seconds), time, :origin) as bucket,
              coalesce(
                sum(greatest(-1e290, least(1e290, mean)) * usable) / nullif(sum(usable), 0),
                sum(greatest(-1e290, least(1e290, mean)) * readings) / sum(readings)) as value,
              coalesce(min(low) filter (where usable > 0), min(low)) as low,
              coalesce(max(high) filter (where usable > 0), max(high)) as high,
              case min(case quality when 0 then 0 when 500 then 1 when 192 then 3 else 2 end)
                when 0 then 0 when 1 then 500 when 2 then 64 else 192 end as quality
            from piece group by bucket order by bucket
            """,
            asset,
            range)
        .bind("point", point)
        .bind("seconds", seconds(plan.width()))
        .bind("origin", plan.origin())
        .bind("first", plan.first())
        .bind("end", plan.end())
        .bind("hoursFrom", hoursFrom)
        .bind("hoursTo", hoursTo)
        .bind("marksFrom", RollupPlan.Level.HOUR.floor(range.from()))
        .list(
            row -> {
              long bucket = row.instant("bucket").toEpochMilli();
              return new SeriesView.Sample(
                  Math.max(bucket, range.from().toEpochMilli()),
                  row.real("value"),
                  row.real("low"),
                  row.real("high"),
                  row.integer("quality"));
            });
  }

  List<SeriesView.ConditionSample> rawCondition(String asset, TimeRange range, int limit) {
    return ranged(
            """
            select * from series.tenant_condition
            where asset = :asset and time >= :from and time <= :to
            order by time limit :limit
            """,
            asset,
            range)
        .bind("limit", limit)
        .list(row -> SeriesView.conditionSample(row, "time"));
  }

  /** Means of each bucket, and the worst of its states. */
  List<SeriesView.ConditionSample> thinnedCondition(
      String asset, TimeRange range, Duration bucket) {
    return ranged(
            """
            select date_bin(make_interval(secs => :seconds), time, :from) as bucket,
              avg(health_index) as health_index, max(state) as state,
              avg(failure_probability) as failure_probability,
              avg(remaining_life_hours) as remaining_life_hours,
              avg(remaining_life_low_hours) as remaining_life_low_hours,
              avg(remaining_life_high_hours) as remaining_life_high_hours
            from series.tenant_condition
            where asset = :asset and time >= :from and time <= :to
            group by bucket order by bucket
            """,
            asset,
            range)
        .bind("seconds", seconds(bucket))
        .list(row -> SeriesView.conditionSample(row, "bucket"));
  }

  private Sql ranged(String sql, String asset, TimeRange range) {
    return database.sql(sql).bind("asset", asset).bind("from", range.from()).bind("to", range.to());
  }

  private static double seconds(Duration duration) {
    return duration.toSeconds() + duration.getNano() / 1e9;
  }
}
