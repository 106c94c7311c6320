package io.millwright.cmms.asset;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.series.ConditionState;
import io.millwright.cmms.series.SeriesViews;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Assets with their condition. All methods work in the open transaction. */
@Singleton
final class AssetRepository {
  private final Database database;
  private final SeriesViews series;

  AssetRepository(Database database, SeriesViews series) {
    this.database = database;
    this.series = series;
  }

  /** The worst first: in alarm, in alert, unknown, normal; then the likeliest to fail. */
  List<AssetView.Item> page(@Nullable String pattern, int offset, int limit) {
    return items(
        """
        where (:pattern::text is null or a.tag ilike :pattern or a.name ilike :pattern or a.site ilike :pattern)
        """,
        pattern,
        offset,
        limit);
  }

  Optional<AssetView.Item> find(String tag) {
    return items("where a.tag = :pattern", tag, 0, 1).stream().findFirst();
  }

  /** Points that the historian has readings of and nobody has registered. */
  List<MeasurementPoint> discoveredPoints(String tag) {
    if (!series.present()) {
      return List.of();
    }
    return database
        .sql(
            """
            select s.point from series.tenant_point s
            where s.asset = :tag and not s.derived
              and not exists (select from measurement_point p where p.asset_tag = :tag and p.name = s.point)
            order by s.point
            """)
        .bind("tag", tag)
        .list(row -> MeasurementPoint.unregistered(row.text("point")));
  }

  AssetView.@Nullable PlanInForce plan(String tag) {
    return database
        .sql("select plan_id, plan_version from asset where tag = :tag and plan_id is not null")
        .bind("tag", tag)
        .first(row -> new AssetView.PlanInForce(row.text("plan_id"), row.integer("plan_version")))
        .orElse(null);
  }

  private List<AssetView.Item> items(
      String where, @Nullable String pattern, int offset, int limit) {
    boolean recorded = series.present();
    String condition =
        recorded
            ? "left join series.tenant_latest_condition c on c.asset = a.tag"
            : """
              left join (select null::timestamptz as time, null::double precision as health_index, 0 as state,
                null::double precision as failure_probability, null::double precision as remaining_life_hours,
                null::double precision as remaining_life_low_hours,
                null::double precision as remaining_life_high_hours) c on true
              """;
    // Only the rows of the page ask for their newest reading: one index probe a point.
    String reading =
        recorded
            ? "(select max(m.time) from series.tenant_latest_measurement m where m.asset = i.tag and not m.derived)"
            : "null::timestamptz";
    return database
        .sql(
            "select i.*, "
                + reading
                + " as last_reading_at, (select count(*) from work_order w where w.asset_tag = i.tag"
                + " and w.status not in ('CLOSED', 'CANCELLED')) as open_work_orders from ("
                + """
                  select a.tag, a.name, a.asset_class, a.site, a.criticality, a.auto_provisioned, c.time, c.health_index, coalesce(c.state, 0)::integer as state,
                    c.failure_probability, c.remaining_life_hours, c.remaining_life_low_hours, c.remaining_life_high_hours,
                    row_number() over (order by
                      case coalesce(c.state, 0) when 3 then 0 when 2 then 1 when 1 then 3 else 2 end,
                      c.failure_probability desc nulls last, a.tag) as place
                  from asset a
                  """
                + condition
                + " "
                + where
                + " order by place offset :offset limit :limit) i order by i.place")
        .bind("pattern", pattern)
        .bind("offset", offset)
        .bind("limit", limit)
        .list(AssetRepository::item);
  }

  private static AssetView.Item item(Row row) {
    Instant at = row.instantOrNull("time");
    AssetView.Health health =
        at == null
            ? null
            : new AssetView.Health(
                row.realOrNull("health_index"),
                at,
                ConditionState.ofCode(row.integer("state")),
                row.realOrNull("failure_probability"),
                row.realOrNull("remaining_life_hours"),
                row.realOrNull("remaining_life_low_hours"),
                row.realOrNull("remaining_life_high_hours"));
    return new AssetView.Item(
        row.text("tag"),
        row.text("name"),
        row.text("asset_class"),
        row.textOrNull("site"),
        Criticality.orNull(row.textOrNull("criticality")),
        row.flag("auto_provisioned"),
        health,
        row.number("open_work_orders"),
        row.instantOrNull("last_reading_at"));
  }
}
