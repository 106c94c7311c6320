package io.millwright.cmms.retention;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.tenancy.TenantContext;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was set. All methods work in the open transaction. */
@Singleton
final class Retentions {
  /** The site of all assets whose site has no setting of its own. */
  static final String ORGANIZATION = "";

  private static final int CHANGES_SHOWN = 100;

  /** A setting as it is stored; null = none any more. */
  record Stored(
      String site, @Nullable Retention keeps, long version, Instant changedAt, String changedBy) {}

  private final Database database;

  Retentions(Database database) {
    this.database = database;
  }

  /** Lets one transaction of the tenant after the other set something. */
  void lock() {
    database
        .sql(
            "select pg_advisory_xact_lock(hashtextextended('retention:' || :tenant, 0))::text as locked")
        .bind("tenant", TenantContext.required().value())
        .list(row -> true);
  }

  Optional<Stored> newest(String site) {
    return database
        .sql("select * from retention_setting where site = :site order by version desc limit 1")
        .bind("site", site)
        .first(Retentions::stored);
  }

  /** Those in force, the organization's first. */
  List<Stored> all() {
    return database
        .sql(
            """
            select * from (select distinct on (site) * from retention_setting order by site, version desc) newest
            where not withdrawn order by site
            """)
        .list(Retentions::stored);
  }

  List<RetentionView.Change> history(String site) {
    return database
        .sql(
            "select * from retention_setting where site = :site order by version desc limit "
                + CHANGES_SHOWN)
        .bind("site", site)
        .list(
            row ->
                new RetentionView.Change(
                    row.number("version"),
                    row.flag("withdrawn"),
                    keeps(row),
                    row.instant("changed_at"),
                    row.text("changed_by")));
  }

  List<String> sites() {
    return database
        .sql("select distinct site from asset where site <> '' order by site")
        .list(row -> row.text("site"));
  }

  /**
   * Stores the next version.
   *
   * @param keeps null = none any more
   */
  void add(String site, long version, @Nullable Retention keeps, Instant at, String by) {
    Retention stored = keeps == null ? Retention.EVER : keeps;
    database
        .sql(
            """
            insert into retention_setting (site, version, withdrawn, readings_days, minutes_days, hours_days, waveforms_days,
              events_days, changed_at, changed_by)
            values (:site, :version, :withdrawn, :readings, :minutes, :hours, :waveforms, :events, :at, :by)
            """)
        .bind("site", site)
        .bind("version", version)
        .bind("withdrawn", keeps == null)
        .bind("readings", stored.readingsDays())
        .bind("minutes", stored.minutesDays())
        .bind("hours", stored.hoursDays())
        .bind("waveforms", stored.waveformsDays())
        .bind("events", stored.eventsDays())
        .bind("at", at)
        .bind("by", by)
        .update();
  }

  private static Stored stored(Row row) {
    return new Stored(
        row.text("site"),
        row.flag("withdrawn") ? null : keeps(row),
        row.number("version"),
        row.instant("changed_at"),
        row.text("changed_by"));
  }

  private static Retention keeps(Row row) {
    return new Retention(
        row.integerOrNull("readings_days"),
        row.integerOrNull("minutes_days"),
        row.integerOrNull("hours_days"),
        row.integerOrNull("waveforms_days"),
        row.integerOrNull("events_days"));
  }
}
