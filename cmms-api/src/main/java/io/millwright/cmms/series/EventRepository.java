package io.millwright.cmms.series;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.platform.Sql;
import io.millwright.cmms.series.SeriesReader.KnownPoint;
import io.millwright.contracts.measurement.PackedSamples;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Events, changes of state, waveforms and corrections by plain SQL, the newest first. All methods
 * work in the open transaction.
 */
@Singleton
final class EventRepository {
  private final Database database;

  EventRepository(Database database) {
    this.database = database;
  }

  Optional<Instant> newestEvent(String asset) {
    return newest("tenant_event", asset, null);
  }

  Optional<Instant> newestStateChange(String asset) {
    return newest("tenant_state_change", asset, null);
  }

  Optional<Instant> newestWaveform(KnownPoint point) {
    return newest("tenant_waveform", point.asset(), point.point());
  }

  private Optional<Instant> newest(String view, String asset, @Nullable String point) {
    return database
        .sql(
            "select time from series."
                + view
                + " where asset = :asset"
                + (point == null ? "" : " and point = :point")
                + " order by time desc limit 1")
        .bind("asset", asset)
        .bind("point", point)
        .first(row -> row.instant("time"));
  }

  /**
   * Events of an asset.
   *
   * @param kind null = any
   */
  List<EventView.Event> events(
      String asset, TimeRange range, EventView.@Nullable Kind kind, TimePage page) {
    return paged(
            """
            select time, source, kind, code, text from series.tenant_event
            where asset = :asset and time >= :from and time <= :until and (:kind::integer is null or kind = :kind)
            order by time desc, kind, source, code, text offset :skipped limit :limit
            """,
            range,
            page)
        .bind("asset", asset)
        .bind("kind", kind == null ? null : kind.ordinal())
        .list(
            row ->
                new EventView.Event(
                    row.instant("time"),
                    row.text("source"),
                    EventView.Kind.ofCode(row.integer("kind")),
                    row.text("code"),
                    row.text("text")));
  }

  /**
   * Changes of state.
   *
   * @param point null = any
   * @param detector null = any
   */
  List<EventView.StateChange> stateChanges(
      String asset,
      @Nullable String point,
      @Nullable String detector,
      TimeRange range,
      TimePage page) {
    return paged(
            """
            select time, point, detector, state, previous, value, limit_value, explanation, plan_id, plan_version
            from series.tenant_state_change
            where asset = :asset and time >= :from and time <= :until
              and (:point::text is null or point = :point) and (:detector::text is null or detector = :detector)
            order by time desc, point, detector offset :skipped limit :limit
            """,
            range,
            page)
        .bind("asset", asset)
        .bind("point", point)
        .bind("detector", detector)
        .list(
            row ->
                new EventView.StateChange(
                    row.instant("time"),
                    row.text("point"),
                    row.text("detector"),
                    ConditionState.ofCode(row.integer("state")),
                    ConditionState.ofCode(row.integer("previous")),
                    row.realOrNull("value"),
                    row.realOrNull("limit_value"),
                    row.text("explanation"),
                    row.text("plan_id"),
                    row.integer("plan_version")));
  }

  List<EventView.Waveform> waveforms(KnownPoint point, TimeRange range, TimePage page) {
    return paged(
            """
            select time, source, unit, rate_hz, samples, rms, peak, crest_factor, kurtosis
            from series.tenant_waveform
            where asset = :asset and point = :point and time >= :from and time <= :until
            order by time desc offset :skipped limit :limit
            """,
            range,
            page)
        .bind("asset", point.asset())
        .bind("point", point.point())
        .list(EventRepository::waveform);
  }

  /** A waveform and its samples. */
  record Block(EventView.Waveform waveform, PackedSamples samples) {}

  /** The waveform that begins at that time. */
  Optional<Block> waveform(KnownPoint point, Instant time) {
    return database
        .sql(
            """
            select time, source, unit, rate_hz, samples, rms, peak, crest_factor, kurtosis, encoding, block
            from series.tenant_waveform where asset = :asset and point = :point and time = :time
            """)
        .bind("asset", point.asset())
        .bind("point", point.point())
        .bind("time", time)
        .first(
            row ->
                new Block(
                    waveform(row),
                    new PackedSamples(
                        row.text("encoding"), row.integer("samples"), row.bytes("block"))));
  }

  private static EventView.Waveform waveform(Row row) {
    return new EventView.Waveform(
        row.instant("time"),
        row.text("source"),
        row.text("unit"),
        row.real("rate_hz"),
        row.integer("samples"),
        row.realOrNull("rms"),
        row.realOrNull("peak"),
        row.realOrNull("crest_factor"),
        row.realOrNull("kurtosis"));
  }

  /** What readings were before they were corrected. */
  List<EventView.Revision> revisions(KnownPoint point, TimeRange range, TimePage page) {
    return paged(
            """
            select r.time, r.value, r.quality, r.sequence, r.revised_at, m.value as now
            from series.tenant_revision r
            left join series.tenant_measurement m
              on m.asset = :asset and m.point = :point and m.derived = :derived and m.time = r.time
            where r.asset = :asset and r.point = :point and r.derived = :derived
              and r.time >= :from and r.time <= :until
            order by r.time desc, r.sequence desc nulls last offset :skipped limit :limit
            """,
            range,
            page)
        .bind("asset", point.asset())
        .bind("point", point.point())
        .bind("derived", point.derived())
        .list(
            row ->
                new EventView.Revision(
                    row.instant("time"),
                    row.real("value"),
                    row.integer("quality"),
                    row.numberOrNull("sequence"),
                    row.instant("revised_at"),
                    row.realOrNull("now")));
  }

  private Sql paged(String sql, TimeRange range, TimePage page) {
    return database
        .sql(sql)
        .bind("from", range.from())
        .bind("until", page.until())
        .bind("skipped", page.skipped())
        .bind("limit", page.asked());
  }
}
