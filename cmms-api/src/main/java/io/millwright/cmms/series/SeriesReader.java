package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Readings of points, never more samples than asked for. All methods work in the open transaction.
 */
@Singleton
final class SeriesReader {
  /**
   * A point that the register of assets knows, or the historian, or both.
   *
   * @param recorded whether there are readings of it
   */
  record KnownPoint(String asset, String point, @Nullable String unit, boolean recorded) {}

  private record Registered(boolean asset, boolean point, @Nullable String unit) {}

  private final Database database;
  private final SeriesViews views;
  private final SeriesRepository series;

  SeriesReader(Database database, SeriesViews views, SeriesRepository series) {
    this.database = database;
    this.views = views;
    this.series = series;
  }

  /**
   * Looks a point up.
   *
   * @throws ProblemException 404, if nobody knows it
   */
  KnownPoint point(String asset, String point) {
    Registered registered = registered(asset, point);
    boolean recorded = views.present() && series.knowsPoint(asset, point);
    if (!registered.point() && !recorded) {
      throw ProblemException.notFound("measurement point '" + point + "' of asset '" + asset + "'");
    }
    return new KnownPoint(asset, point, registered.unit(), recorded);
  }

  /**
   * The points of an asset that there are readings of.
   *
   * @throws ProblemException 404, if there is no such asset
   */
  List<KnownPoint> recordedPoints(String asset) {
    checkAsset(asset);
    return views.present()
        ? series.pointsOf(asset).stream()
            .map(point -> new KnownPoint(asset, point, null, true))
            .toList()
        : List.of();
  }

  /**
   * Checks that there is such an asset.
   *
   * @throws ProblemException 404, if there is none
   */
  void checkAsset(String asset) {
    if (!registered(asset, "").asset()) {
      throw ProblemException.notFound("asset '" + asset + "'");
    }
  }

  /** Event time of the newest reading of any of them. */
  Optional<Instant> newest(List<KnownPoint> points) {
    return points.stream()
        .filter(KnownPoint::recorded)
        .flatMap(known -> series.newestReading(known.asset(), known.point()).stream())
        .max(Comparator.naturalOrder());
  }

  /** The readings as they are if there are at most that many, and buckets of them otherwise. */
  SeriesView.Series read(KnownPoint known, TimeRange range, int maxPoints) {
    List<SeriesView.Sample> samples =
        known.recorded()
            ? series.raw(known.asset(), known.point(), range, maxPoints + 1)
            : List.of();
    String resolution = "raw";
    if (samples.size() > maxPoints) {
      Optional<RollupPlan> rollups = RollupPlan.of(range, maxPoints);
      Duration bucket = rollups.map(RollupPlan::width).orElseGet(() -> range.bucket(maxPoints));
      samples =
          rollups.isPresent()
              ? series.rolledUp(known.asset(), known.point(), range, rollups.get())
              : series.thinned(known.asset(), known.point(), range, bucket);
      resolution = bucket.toString();
    }
    return new SeriesView.Series(
        known.asset(), known.point(), known.unit(), resolution, range.from(), range.to(), samples);
  }

  /** What the register of assets knows of it; the historian may know points that no plan names. */
  private Registered registered(String asset, String point) {
    return database
        .sql(
            """
            select p.name is not null as point, p.unit
            from asset a left join measurement_point p
              on p.tenant_id = a.tenant_id and p.asset_tag = a.tag and p.name = :point
            where a.tag = :asset
            """)
        .bind("asset", asset)
        .bind("point", point)
        .first(row -> new Registered(true, row.flag("point"), row.textOrNull("unit")))
        .orElse(new Registered(false, false, null));
  }
}
