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
   * The newest reading of each point, by asset and point. "offset 0" has them found asset by asset:
   * without it a plan for any parameters looks all points up anew for each asset.
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
            cross join lateral (
              select * from series.tenant_latest_measurement n
              where n.asset = a.tag and n.derived = :derived
                and (n.asset, n.point) > (:afterAsset, :afterPoint) offset 0) l
            left join measurement_point p
              on p.tenant_id = a.tenant_id and p.asset_tag = l.asset and p.name = l.point and not l.derived
            where (:site::text is null or a.site = :site)
              and (:asset::text is null or a.tag = :asset) and a.tag >= :afterAsset
            order by a.tag, l.point limit :limit
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
