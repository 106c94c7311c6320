package io.millwright.cmms.retention;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.series.SeriesViews;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a setting would remove, before it is made. Readings and rollups are counted from the rollups
 * of days, others one by one up to a limit. All methods work in the open transaction.
 */
@Singleton
final class RetentionPreview {
  private static final int MOST_COUNTED = 1_000_000;

  /** The assets that a setting is for, of a row {@code r} with the name of an asset. */
  private static final String IN_SCOPE =
      """
      case when :site <> '' then exists (select from asset a where a.tag = r.asset and a.site = :site)
        else not exists (
          select from asset a
          join (select distinct on (site) site, withdrawn from retention_setting order by site, version desc) s
            on s.site = a.site
          where a.tag = r.asset and a.site <> '' and not s.withdrawn) end
      """;

  /** A day outlives its readings and minutes: of each kind those count that are there. */
  private static final String ROLLED =
      """
      select min(r.time) filter (where r.has_readings) as oldest_reading,
        min(r.time) filter (where r.has_minutes) as oldest_minute,
        min(r.time) as oldest_hour,
        coalesce(sum(r.readings) filter (where r.has_readings and r.time < :readings::timestamptz), 0)::bigint as readings,
        coalesce(sum(least(r.readings / 2, 1440)) filter (where r.has_minutes and r.time < :minutes::timestamptz), 0)::bigint
          as minutes,
        coalesce(sum(least(r.readings / 2, 144)) filter (where r.has_minutes and r.time < :minutes::timestamptz), 0)::bigint
          as tens,
        coalesce(sum(least(r.readings, 24)) filter (where r.time < :hours::timestamptz), 0)::bigint as hours,
        count(*) filter (where r.time < :hours::timestamptz) as days
      from (
        select d.asset, d.time, d.readings, d.time >= coalesce(k.readings, '-infinity') as has_readings,
          d.time >= coalesce(k.minutes, '-infinity') as has_minutes
        from series.tenant_rollup_1d d
        join series.tenant_kept_from k using (asset, point, derived)) r
      where\s"""
          + IN_SCOPE;

  private final Database database;
  private final SeriesViews series;

  RetentionPreview(Database database, SeriesViews series) {
    this.database = database;
    this.series = series;
  }

  List<RetentionView.Removal> of(String site, Retention keeps, Instant now) {
    List<RetentionView.Removal> removals = new ArrayList<>();
    if (!series.present()) {
      return removals;
    }
    Map<String, Double> bytes = new HashMap<>();
    database
        .sql("select name, bytes from series.row_bytes()")
        .list(row -> bytes.put(row.text("name"), row.real("bytes")));
    Instant readings = before(keeps.readingsDays(), now);
    Instant minutes = before(keeps.minutesDays(), now);
    Instant hours = before(keeps.hoursDays(), now);
    if (readings != null) {
      removals.addAll(
          database
              .sql(ROLLED)
              .bind("site", site)
              .bind("readings", readings)
              .bind("minutes", minutes)
              .bind("hours", hours)
              .one(
                  row -> {
                    Instant oldestHour = row.instantOrNull("oldest_hour");
                    List<RetentionView.Removal> rolled = new ArrayList<>();
                    add(
                        rolled,
                        "readings",
                        readings,
                        row.instantOrNull("oldest_reading"),
                        row.number("readings"),
                        bytes.get("measurement"));
                    add(
                        rolled,
                        "minutes",
                        minutes,
                        row.instantOrNull("oldest_minute"),
                        row.number("minutes"),
                        bytes.get("rollup_1m"));
                    add(
                        rolled,
                        "tenMinutes",
                        minutes,
                        row.instantOrNull("oldest_minute"),
                        row.number("tens"),
                        bytes.get("rollup_10m"));
                    add(
                        rolled,
                        "hours",
                        hours,
                        oldestHour,
                        row.number("hours"),
                        bytes.get("rollup_1h"));
                    add(
                        rolled,
                        "days",
                        hours,
                        oldestHour,
                        row.number("days"),
                        bytes.get("rollup_1d"));
                    return rolled;
                  }));
    }
    count(removals, site, "waveforms", "waveform", before(keeps.waveformsDays(), now), bytes);
    Instant events = before(keeps.eventsDays(), now);
    count(removals, site, "condition", "condition", events, bytes);
    count(removals, site, "states", "state_change", events, bytes);
    count(removals, site, "events", "event", events, bytes);
    return removals;
  }

  private static void add(
      List<RetentionView.Removal> removals,
      String what,
      @Nullable Instant before,
      @Nullable Instant oldest,
      long rows,
      @Nullable Double rowBytes) {
    if (before != null) {
      removals.add(
          new RetentionView.Removal(what, before, oldest, rows, false, bytes(rows, rowBytes)));
    }
  }

  private static @Nullable Long bytes(long rows, @Nullable Double rowBytes) {
    return rowBytes == null || rowBytes == 0 ? null : Math.round(rows * rowBytes);
  }

  private void count(
      List<RetentionView.Removal> removals,
      String site,
      String what,
      String table,
      @Nullable Instant before,
      Map<String, Double> bytes) {
    if (before == null) {
      return;
    }
    removals.add(
        database
            .sql(
                "select min(time) as oldest, count(*) as rows from (select r.time from series.tenant_"
                    + table
                    + " r where r.time < :before and "
                    + IN_SCOPE
                    + " limit "
                    + MOST_COUNTED
                    + ") counted")
            .bind("site", site)
            .bind("before", before)
            .one(
                row ->
                    new RetentionView.Removal(
                        what,
                        before,
                        row.instantOrNull("oldest"),
                        row.number("rows"),
                        row.number("rows") == MOST_COUNTED,
                        bytes(row.number("rows"), bytes.get(table)))));
  }

  /** The begin of the month, UTC, in which what must be kept begins; null = for ever. */
  private static @Nullable Instant before(@Nullable Integer days, Instant now) {
    return days == null
        ? null
        : now.minus(days, ChronoUnit.DAYS)
            .atOffset(ZoneOffset.UTC)
            .withDayOfMonth(1)
            .truncatedTo(ChronoUnit.DAYS)
            .toInstant();
  }
}
