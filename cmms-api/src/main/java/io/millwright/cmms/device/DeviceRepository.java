package io.millwright.cmms.device;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.platform.Sql;
import io.millwright.cmms.series.SeriesViews;
import io.millwright.cmms.tenancy.TenantContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Devices, their credentials and grants. All methods work in the open transaction. */
@Singleton
final class DeviceRepository {
  private final Database database;
  private final SeriesViews series;

  DeviceRepository(Database database, SeriesViews series) {
    this.database = database;
    this.series = series;
  }

  /**
   * A page of devices by tag.
   *
   * @param pattern for ILIKE, of tag or name; null = all
   * @param state null = all
   * @param after empty = from the first
   */
  List<DeviceView.Item> page(
      @Nullable String pattern, @Nullable DeviceState state, String after, int limit) {
    return database
        .sql(
            select(
                """
                where (:pattern::text is null or d.tag ilike :pattern or d.name ilike :pattern)
                  and (:state::text is null or d.state = :state) and d.tag > :after
                order by d.tag limit :limit
                """))
        .bind("pattern", pattern)
        .bind("state", state)
        .bind("after", after)
        .bind("limit", limit)
        .list(this::item);
  }

  Optional<DeviceView.Detail> find(String tag) {
    return database
        .sql(select("where d.tag = :tag"))
        .bind("tag", tag)
        .first(
            row ->
                new DeviceView.Detail(
                    item(row),
                    credentials(tag),
                    new DeviceLimits(
                        row.integer("messages_per_second"),
                        row.integer("readings_per_second"),
                        row.integer("max_message_bytes")),
                    row.instant("created_at"),
                    row.text("created_by"),
                    row.instant("changed_at"),
                    row.text("changed_by")));
  }

  /** The version, and no other transaction changes the device until this one ends. */
  Optional<Long> lock(String tag) {
    return database
        .sql("select version from device where tag = :tag for update")
        .bind("tag", tag)
        .first(row -> row.number("version"));
  }

  /** Returns whether it is new. */
  boolean insert(String tag, DescribeDevice said, String by) {
    return described(
                """
                insert into device (tag, name, state, auto_provision, messages_per_second,
                  readings_per_second, max_message_bytes, created_by, changed_by)
                values (:tag, :name, 'ACTIVE', :autoProvision, :messages, :readings, :bytes, :by, :by)
                on conflict do nothing
                """,
                tag,
                said)
            .bind("by", by)
            .update()
        == 1;
  }

  void update(String tag, DescribeDevice said) {
    described(
            """
            update device set name = :name, auto_provision = :autoProvision, messages_per_second = :messages,
              readings_per_second = :readings, max_message_bytes = :bytes where tag = :tag
            """,
            tag,
            said)
        .update();
  }

  private Sql described(String sql, String tag, DescribeDevice said) {
    DeviceLimits limits = said.limitsOrDefault();
    return database
        .sql(sql)
        .bind("tag", tag)
        .bind("name", said.name())
        .bind("autoProvision", said.autoProvision())
        .bind("messages", limits.messagesPerSecond())
        .bind("readings", limits.readingsPerSecond())
        .bind("bytes", limits.maxMessageBytes());
  }

  void setState(String tag, DeviceState state) {
    database
        .sql("update device set state = :state where tag = :tag")
        .bind("state", state)
        .bind("tag", tag)
        .update();
  }

  /** Counts a change and says who made it. */
  void changed(String tag, String by) {
    database
        .sql(
            "update device set version = version + 1, changed_at = now(), changed_by = :by where tag = :tag")
        .bind("by", by)
        .bind("tag", tag)
        .update();
  }

  void delete(String tag) {
    for (String sql :
        List.of(
            "delete from device_credential where device_tag = :tag",
            "delete from device_grant where device_tag = :tag",
            "delete from device where tag = :tag")) {
      database.sql(sql).bind("tag", tag).update();
    }
  }

  void putGrants(String tag, List<DeviceGrant> grants) {
    database.sql("delete from device_grant where device_tag = :tag").bind("tag", tag).update();
    grants.forEach(grant -> putGrant(tag, grant));
  }

  void putGrant(String tag, DeviceGrant grant) {
    database
        .sql(
            """
            insert into device_grant (device_tag, asset, points) values (:tag, :asset, :points)
            on conflict (tenant_id, device_tag, asset) do update set points = excluded.points
            """)
        .bind("tag", tag)
        .bind("asset", grant.asset())
        .bind("points", grant.points())
        .update();
  }

  List<DeviceGrant> grants(String tag) {
    return database
        .sql("select asset, points from device_grant where device_tag = :tag order by asset")
        .bind("tag", tag)
        .list(row -> new DeviceGrant(row.text("asset"), row.texts("points")));
  }

  int countCredentials(String tag) {
    return database
        .sql("select count(*)::integer as n from device_credential where device_tag = :tag")
        .bind("tag", tag)
        .one(row -> row.integer("n"));
  }

  void addCredential(String tag, NewCredential credential, String by) {
    database
        .sql(
            """
            insert into device_credential (id, device_tag, kind, label, secret_hash, certificate_sha256,
              psk_identity, sealed_key, created_by)
            values (:id, :tag, :kind, :label, :hash, :certificate, :identity, :sealedKey, :by)
            """)
        .bind("id", credential.id())
        .bind("tag", tag)
        .bind("kind", credential.kind())
        .bind("label", credential.label())
        .bind("hash", credential.secretHash())
        .bind("certificate", credential.certificateSha256())
        .bind("identity", credential.identity())
        .bind("sealedKey", credential.sealedKey())
        .bind("by", by)
        .update();
  }

  boolean removeCredential(String tag, UUID id) {
    return database
            .sql("delete from device_credential where device_tag = :tag and id = :id")
            .bind("tag", tag)
            .bind("id", id)
            .update()
        == 1;
  }

  List<DeviceView.Credential> credentials(String tag) {
    return database
        .sql(
            """
            select id, kind, label, certificate_sha256, psk_identity, created_at, created_by
            from device_credential where device_tag = :tag order by id
            """)
        .bind("tag", tag)
        .list(
            row ->
                new DeviceView.Credential(
                    row.uuid("id"),
                    CredentialKind.valueOf(row.text("kind")),
                    row.text("label"),
                    row.textOrNull("certificate_sha256"),
                    row.textOrNull("psk_identity"),
                    row.instant("created_at"),
                    row.text("created_by")));
  }

  /** Only the rows of the page ask for their newest reading. */
  private String select(String where) {
    String reading =
        series.present()
            ? """
              (select max(m.time) from device_grant g
                join series.tenant_latest_measurement m on m.asset = g.asset and not m.derived
                  and (cardinality(g.points) = 0 or m.point = any(g.points))
                where g.device_tag = d.tag)
              """
            : "null::timestamptz";
    return "select d.*, "
        + reading
        + """
           as last_reading_at,
            array(select distinct c.kind from device_credential c where c.device_tag = d.tag order by c.kind) as kinds
          from device d
          """
        + where;
  }

  private DeviceView.Item item(Row row) {
    String tag = row.text("tag");
    return new DeviceView.Item(
        tag,
        row.text("name"),
        TenantContext.required().value() + "/" + tag,
        DeviceState.valueOf(row.text("state")),
        row.flag("auto_provision"),
        row.texts("kinds").stream().map(CredentialKind::valueOf).toList(),
        grants(tag),
        row.instantOrNull("last_reading_at"),
        row.number("version"));
  }
}
