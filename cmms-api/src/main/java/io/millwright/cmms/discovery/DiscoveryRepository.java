package io.millwright.cmms.discovery;

import com.github.f4b6a3.uuid.UuidCreator;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.platform.Sql;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Discoveries of a tenant, a bounded number. All methods work in the open transaction. */
@Singleton
final class DiscoveryRepository {
  private static final int MOST = 10_000;
  private static final int MOST_CLAIMS = 1_000;

  /** What was registered since is nothing to discover any more. */
  private static final String UNRESOLVED =
      """
      case d.reason
        when 'UNKNOWN_DEVICE' then not exists (select from device v where v.tag = d.device_tag)
        when 'NOT_GRANTED' then not coalesce((
          select cardinality(g.points) = 0 or d.point = any(g.points) from device_grant g
          where g.device_tag = d.device_tag and g.asset in (d.asset, '*') order by g.asset = '*' limit 1), false)
        else not exists (select from asset a where a.tag = d.asset)
          or d.point <> '' and not exists (
            select from measurement_point p where p.asset_tag = d.asset and p.name = d.point)
      end
      """;

  /**
   * What to list.
   *
   * @param reason null = every one
   * @param text for ILIKE, of source, asset or point; null = all
   * @param claims whether those of unknown devices are among them
   */
  record Filter(
      Discovered.@Nullable Reason reason,
      @Nullable String source,
      @Nullable String asset,
      @Nullable String text,
      boolean dismissed,
      boolean claims) {}

  private final Database database;

  DiscoveryRepository(Database database) {
    this.database = database;
  }

  /** Lists it, or says of what is listed when it was seen last; the oldest make room. */
  void put(Discovered discovered) {
    boolean added = false;
    for (Discovered.Point point : discovered.points()) {
      added |= put(discovered, point);
    }
    if (added) {
      keepNewest("reason = 'UNKNOWN_DEVICE'", MOST_CLAIMS);
      keepNewest("reason <> 'UNKNOWN_DEVICE'", MOST);
    }
  }

  private boolean put(Discovered discovered, Discovered.Point point) {
    return database
        .sql(
            """
            insert into discovery as d (id, source, device_tag, reason, asset, point, unit, value, address,
              first_seen_at, last_seen_at)
            values (:id, :source, :device, :reason, :asset, :point, :unit, :value, :address, :seenAt, :seenAt)
            on conflict (tenant_id, source, asset, point) do update set reason = excluded.reason,
              unit = coalesce(excluded.unit, d.unit), value = coalesce(excluded.value, d.value),
              address = excluded.address, last_seen_at = excluded.last_seen_at
            where excluded.last_seen_at > d.last_seen_at
            returning xmax = 0 as added
            """)
        .bind("id", UuidCreator.getTimeOrderedEpoch())
        .bind("source", discovered.source())
        .bind("device", discovered.device())
        .bind("reason", discovered.reason())
        .bind("asset", discovered.asset())
        .bind("point", point.name())
        .bind("unit", point.unit())
        .bind("value", point.value())
        .bind("address", discovered.address())
        .bind("seenAt", discovered.seenAt())
        .first(row -> row.flag("added"))
        .orElse(false);
  }

  private void keepNewest(String which, int most) {
    database
        .sql(
            "delete from discovery where id in (select id from discovery where "
                + which
                + " order by last_seen_at desc, id desc offset :most)")
        .bind("most", most)
        .update();
  }

  List<DiscoveryView.Item> page(
      Filter filter, @Nullable Instant before, @Nullable UUID beforeId, int limit) {
    return bound(
            """
            and (:before::timestamptz is null or (d.last_seen_at, d.id) < (:before::timestamptz, :beforeId::uuid))
            order by d.last_seen_at desc, d.id desc limit :limit
            """,
            filter)
        .bind("before", before)
        .bind("beforeId", beforeId)
        .bind("limit", limit)
        .list(DiscoveryRepository::item);
  }

  Optional<DiscoveryView.Item> find(UUID id) {
    return database
        .sql("select * from discovery where id = :id for update")
        .bind("id", id)
        .first(DiscoveryRepository::item);
  }

  /** What the source sent for the asset and is not registered. */
  List<DiscoveryView.Item> of(String source, String asset) {
    return bound(
            "order by d.point for update of d", new Filter(null, source, asset, null, false, true))
        .list(DiscoveryRepository::item);
  }

  void delete(UUID id) {
    database.sql("delete from discovery where id = :id").bind("id", id).update();
  }

  /** Returns whether there is one with that id. */
  boolean setDismissed(UUID id, boolean dismissed) {
    return database
            .sql("update discovery set dismissed = :dismissed where id = :id")
            .bind("dismissed", dismissed)
            .bind("id", id)
            .update()
        == 1;
  }

  private Sql bound(String rest, Filter filter) {
    return database
        .sql(
            """
            select d.* from discovery d
            where d.dismissed = :dismissed and (:claims or d.reason <> 'UNKNOWN_DEVICE')
              and (:reason::text is null or d.reason = :reason)
              and (:source::text is null or d.source = :source)
              and (:asset::text is null or d.asset = :asset)
              and (:text::text is null or d.source ilike :text or d.asset ilike :text or d.point ilike :text)
              and (
            """
                + UNRESOLVED
                + ") "
                + rest)
        .bind("dismissed", filter.dismissed())
        .bind("claims", filter.claims())
        .bind("reason", filter.reason())
        .bind("source", filter.source())
        .bind("asset", filter.asset())
        .bind("text", filter.text() == null ? null : Sql.containing(filter.text()));
  }

  private static DiscoveryView.Item item(Row row) {
    return new DiscoveryView.Item(
        row.uuid("id"),
        row.text("source"),
        row.textOrNull("device_tag"),
        Discovered.Reason.valueOf(row.text("reason")),
        presentOrNull(row.text("asset")),
        presentOrNull(row.text("point")),
        row.textOrNull("unit"),
        row.realOrNull("value"),
        row.text("address"),
        row.instant("first_seen_at"),
        row.instant("last_seen_at"),
        row.flag("dismissed"));
  }

  private static @Nullable String presentOrNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
