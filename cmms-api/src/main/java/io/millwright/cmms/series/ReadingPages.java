package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import io.millwright.contracts.measurement.Quality;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Readings as they are, a page at a time. All methods work in the open transaction. */
@Singleton
final class ReadingPages {
  /** A range that is longer is estimated by days. */
  private static final Duration BY_HOURS = Duration.ofDays(3);

  private final Database database;

  ReadingPages(Database database) {
    this.database = database;
  }

  /**
   * Fills the page with the next readings.
   *
   * @param after microseconds since 1970, exclusive
   * @param end inclusive
   * @return how far has been read: behind it the next page goes on, and at the end there is none
   */
  long next(SeriesReader.KnownPoint point, long after, long end, ReadingPage page) {
    page.clear();
    database
        .sql(
            """
            select (extract(epoch from time) * 1000000)::bigint as micros, value, quality
            from series.tenant_readings(:asset, :point, :derived, :after, :until, :limit)
            """)
        .bind("asset", point.asset())
        .bind("point", point.point())
        .bind("derived", point.derived())
        .bind("after", ReadingPage.instant(after))
        .bind("until", ReadingPage.instant(end))
        .bind("limit", page.capacity())
        .each(
            row ->
                page.add(
                    row.number("micros"),
                    row.real("value"),
                    Quality.ofCode(row.integer("quality"))));
    return page.isFull() ? page.time(page.size() - 1) : end;
  }

  /** Their units, as the register of assets has them. */
  List<SeriesReader.KnownPoint> withUnits(List<SeriesReader.KnownPoint> points) {
    Map<String, String> units =
        database
            .sql(
                """
                select asset_tag || '/' || name as series, unit from measurement_point
                where asset_tag = any(:assets) and unit is not null
                """)
            .bind("assets", points.stream().map(SeriesReader.KnownPoint::asset).distinct().toList())
            .list(row -> Map.entry(row.text("series"), row.text("unit")))
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return points.stream()
        .map(
            point ->
                new SeriesReader.KnownPoint(
                    point.asset(),
                    point.point(),
                    point.derived(),
                    point.derived() ? null : units.get(point.asset() + "/" + point.point()),
                    point.recorded()))
        .toList();
  }

  /**
   * About how many readings the points have in the range: what the rollups count, the days or hours
   * at its ends by their share in it, and hours that are not rolled up as a sample of them.
   */
  long estimate(List<SeriesReader.KnownPoint> points, TimeRange range) {
    boolean byDays = Duration.between(range.from(), range.to()).compareTo(BY_HOURS) > 0;
    return new AskedPoints(points)
        .bind(
            database.sql(
                """
            with asked as (
              select * from %s),
            rolled as (
              select sum(r.readings * greatest(0, least(1, extract(epoch from
                  least(r.time + :width::interval, :to) - greatest(r.time, :from))
                / extract(epoch from :width::interval)))) as readings
              from asked a cross join lateral (
                select time, readings from series.tenant_rollup_%s t
                where t.asset = a.asset and t.point = a.point and t.derived = a.derived
                  and t.time > :from::timestamptz - :width::interval and t.time <= :to) r),
            unrolled as (
              select u.asset, u.point, u.derived, u.hour from asked a cross join lateral (
                select * from series.tenant_unrolled_hour t
                where t.asset = a.asset and t.point = a.point and t.derived = a.derived
                  and t.hour > :from::timestamptz - interval '1 hour' and t.hour <= :to) u
              where not exists (
                select from series.tenant_rollup_1h h
                where h.asset = u.asset and h.point = u.point and h.derived = u.derived and h.time = u.hour)),
            sampled as (
              select avg(m.readings) as readings
              from (select * from unrolled order by md5(point || hour) limit 50) s
              cross join lateral (
                select count(*) as readings from series.tenant_measurement t
                where t.asset = s.asset and t.point = s.point and t.derived = s.derived
                  and t.time >= greatest(s.hour, :from)
                  and t.time <= least(s.hour + interval '1 hour - 1 microsecond', :to)) m)
            select round(coalesce((select readings from rolled), 0)
              + (select count(*) from unrolled) * coalesce((select readings from sampled), 0))::bigint
              as readings
            """
                    .formatted(AskedPoints.ROWS, byDays ? "1d" : "1h")))
        .bind("width", byDays ? "1 day" : "1 hour")
        .bind("from", range.from())
        .bind("to", range.to())
        .one(row -> row.number("readings"));
  }
}
