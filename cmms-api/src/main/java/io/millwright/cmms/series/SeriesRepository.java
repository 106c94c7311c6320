package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.series.SeriesReader.KnownPoint;
import io.millwright.contracts.measurement.Quality;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Readings of a point as they are, by plain SQL. All methods work in the open transaction. */
@Singleton
final class SeriesRepository {
  private final Database database;

  SeriesRepository(Database database) {
    this.database = database;
  }

  Optional<Instant> newestReading(KnownPoint point) {
    return database
        .sql(
            """
            select time from series.tenant_latest_measurement
            where asset = :asset and point = :point and derived = :derived
            """)
        .bind("asset", point.asset())
        .bind("point", point.point())
        .bind("derived", point.derived())
        .first(row -> row.instant("time"));
  }

  /** Names of the points of an asset that have readings, in their order. */
  List<String> pointsOf(String asset, boolean derived) {
    return database
        .sql(
            """
            select point from series.tenant_point where asset = :asset and derived = :derived
            order by point
            """)
        .bind("asset", asset)
        .bind("derived", derived)
        .list(row -> row.text("point"));
  }

  /**
   * From when on there is what of a point; what is older was removed.
   *
   * @param minutes rollups of parts of hours, not later than readings
   */
  record KeptFrom(Instant readings, Instant minutes) {
    static final KeptFrom EVER = new KeptFrom(Instant.EPOCH, Instant.EPOCH);

    /** What of it matters to a range: ever, if nothing of the range was removed. */
    KeptFrom in(TimeRange range) {
      return range.from().isBefore(readings) ? this : EVER;
    }
  }

  /** Points of which nothing was removed are missing. */
  Map<KnownPoint, KeptFrom> keptFrom(List<KnownPoint> points) {
    Map<KnownPoint, KeptFrom> kept = new HashMap<>();
    new AskedPoints(points)
        .rows(
            database.sql(
                "select asked.place, k.readings, coalesce(k.minutes, timestamptz 'epoch') as minutes from "
                    + AskedPoints.ROWS
                    + """
                    cross join lateral (
                      select * from series.tenant_kept_from t
                      where t.asset = asked.asset and t.point = asked.point and t.derived = asked.derived
                        and t.readings is not null) k
                    """),
            row -> new KeptFrom(row.instant("readings"), row.instant("minutes")))
        .forEach((point, rows) -> kept.put(point, rows.get(0)));
    return kept;
  }

  /** One reading as it is stored. */
  record Reading(Instant time, double value, Quality quality) {}

  /**
   * Readings as they are, oldest first.
   *
   * @param after exclusive
   * @param to inclusive
   */
  List<Reading> after(KnownPoint point, Instant after, Instant to, int limit) {
    return database
        .sql(
            """
            select time, value, quality
            from series.tenant_readings(:asset, :point, :derived, :after, :to, :limit)
            """)
        .bind("asset", point.asset())
        .bind("point", point.point())
        .bind("derived", point.derived())
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

  /** The readings of a range as they are, oldest first, at most {@code limit} of them. */
  List<Reading> in(KnownPoint point, TimeRange range, int limit) {
    return after(point, range.from().minus(1, ChronoUnit.MICROS), range.to(), limit);
  }
}
