package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest reading of each point, by plain SQL. All methods work in the open transaction. */
@Singleton
final class LatestReadings {
  private final Database database;

  LatestReadings(Database database) {
    this.database = database;
  }

  /**
   * The newest reading of each point, by asset and point.
   *
   * @param site null = any
   * @param asset null = any
   * @param derived whether of descriptors; else of what was measured
   */
  List<SeriesView.Latest> page(
      @Nullable String site,
      @Nullable String asset,
      boolean derived,
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
              on p.tenant_id = a.tenant_id and p.asset_tag = l.asset and p.name = l.point and not l.derived
            where l.derived = :derived and (:site::text is null or a.site = :site)
              and (:asset::text is null or a.tag = :asset)
              and (l.asset, l.point) > (:afterAsset, :afterPoint)
            order by l.asset, l.point limit :limit
            """)
        .bind("site", site)
        .bind("asset", asset)
        .bind("derived", derived)
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
}
