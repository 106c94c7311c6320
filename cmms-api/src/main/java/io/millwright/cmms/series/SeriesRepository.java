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
