package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.series.SeriesReader.KnownPoint;
import io.millwright.contracts.measurement.Quality;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Readings of a point as they are, by plain SQL. All methods work in the open transaction. */
@Singleton
final class SeriesRepository {
  private final Database database;

  SeriesRepository(Database database) {
    this.database = database;
  }

  boolean knowsPoint(String asset, String point, boolean derived) {
    return database
        .sql(
            """
            select 1 as one from series.tenant_point
            where asset = :asset and point = :point and derived = :derived
            """)
        .bind("asset", asset)
        .bind("point", point)
        .bind("derived", derived)
        .first(row -> true)
        .isPresent();
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

  /** From when on there are readings of a point, if older ones were removed. */
  Optional<Instant> keptFrom(KnownPoint point) {
    return database
        .sql(
            """
            select readings from series.tenant_kept_from
            where asset = :asset and point = :point and derived = :derived and readings is not null
            """)
        .bind("asset", point.asset())
        .bind("point", point.point())
        .bind("derived", point.derived())
        .first(row -> row.instant("readings"));
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
