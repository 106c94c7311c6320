package io.millwright.cmms.watchlist;

import io.micronaut.serde.ObjectMapper;
import io.millwright.cmms.asset.Criticality;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.platform.Sql;
import io.millwright.cmms.series.MachineTime;
import io.millwright.cmms.series.SeriesViews;
import io.millwright.cmms.workorder.RaisedAdvisory;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Watch items in the database. All methods work in the open transaction; whoever changes an item
 * holds the row of its asset.
 */
@Singleton
final class WatchItems {
  /** As {@link Candidate#RANK}, from the first. */
  static final String RANK = " order by -w.risk, w.due_by, w.raised_at, w.advisory_id ";

  private static final String ITEMS =
      "select w.*, a.criticality from watch_item w join asset a on a.tenant_id = w.tenant_id and a.tag = w.asset_tag ";

  private final Database database;
  private final SeriesViews series;
  private final MachineTime machineTime;
  private final ObjectMapper json;

  WatchItems(Database database, SeriesViews series, MachineTime machineTime, ObjectMapper json) {
    this.database = database;
    this.series = series;
    this.machineTime = machineTime;
    this.json = json;
  }

  Optional<WatchItem> find(UUID id) {
    return database.sql(ITEMS + "where w.id = :id").bind("id", id).first(WatchItems::item);
  }

  /** The one that waits for that failure mode. */
  Optional<WatchItem> findWaiting(String assetTag, String failureMode) {
    return database
        .sql(
            ITEMS
                + "where w.state = 'WAITING' and w.asset_tag = :asset and w.failure_mode = :failureMode")
        .bind("asset", assetTag)
        .bind("failureMode", failureMode)
        .first(WatchItems::item);
  }

  List<WatchItem> waitingOf(String assetTag) {
    return database
        .sql(ITEMS + "where w.state = 'WAITING' and w.asset_tag = :asset")
        .bind("asset", assetTag)
        .list(WatchItems::item);
  }

  /** The crews that something waits for. */
  List<String> crewsWaitedFor() {
    return database
        .sql(
            "select distinct "
                + CrewBudgets.CREW
                + """
                   as crew from watch_item w
                  join asset a on a.tenant_id = w.tenant_id and a.tag = w.asset_tag where w.state = 'WAITING' order by crew
                  """)
        .list(row -> row.text("crew"));
  }

  /** Those of a crew that are first in rank. */
  List<Candidate> firstInRank(String crew, int limit, Instant now) {
    return limit == 0
        ? List.of()
        : candidates("true", crew, now).bind("limit", limit).list(this::candidate);
  }

  /**
   * Those of a crew that are released whatever the budget, the first in rank.
   *
   * @see ReleasePolicy
   */
  List<Candidate> urgent(String crew, double withinHours, int limit, Instant now) {
    return candidates(
            "(c.priority = 1 or c.due_by <= c.machine_now + make_interval(secs => :within * 3600))",
            crew,
            now)
        .bind("within", withinHours)
        .bind("limit", limit)
        .list(this::candidate);
  }

  private Sql candidates(String which, String crew, Instant now) {
    return database
        .sql(
            "select * from (select w.*, "
                + machineNow(now)
                + " as machine_now from watch_item w join asset a on a.tenant_id = w.tenant_id and a.tag = w.asset_tag"
                + " where w.state = 'WAITING' and "
                + CrewBudgets.CREW
                + " = :crew) c where "
                + which
                + RANK.replace("w.", "c.")
                + "limit :limit")
        .bind("crew", crew)
        .bind("now", now);
  }

  /** As {@link #machineNow(String, Instant, Instant)} of item {@code w}. */
  private String machineNow(Instant now) {
    String newest =
        series.present() && !machineTime.isLive(now)
            ? "coalesce((select max(m.time) from series.tenant_latest_measurement m where m.asset = w.asset_tag and not m.derived), :now)"
            : ":now";
    return "greatest(w.latest_at, " + newest + ")";
  }

  /**
   * The time on an asset's clock, by which things are due.
   *
   * @param notBefore when its newest advisory was raised
   * @param now wall time
   * @see MachineTime
   */
  Instant machineNow(String assetTag, Instant notBefore, Instant now) {
    Instant machineNow = machineTime.of(assetTag, now);
    return machineNow.isBefore(notBefore) ? notBefore : machineNow;
  }

  private Candidate candidate(Row row) {
    return new Candidate(
        row.uuid("id"),
        row.text("advisory_id"),
        row.real("risk"),
        row.integer("priority"),
        row.instant("due_by"),
        row.instant("raised_at"),
        row.instant("machine_now"));
  }

  void insert(WatchItem item, Instant now) {
    said(
            database.sql(
                """
                insert into watch_item (id, advisory_id, asset_tag, failure_mode, title, state, raised_at, created_at,
                  priority, due_by, latest_at, probability, basis, remaining_life_hours, risk)
                values (:id, :advisoryId, :asset, :failureMode, :title, 'WAITING', :raisedAt, :now,
                  :priority, :dueBy, :latestAt, :probability, :basis, :remainingLifeHours, :risk)
                """),
            item)
        .bind("advisoryId", item.advisoryId())
        .bind("asset", item.assetTag())
        .bind("failureMode", item.failureMode())
        .bind("title", item.title())
        .bind("raisedAt", item.raisedAt())
        .bind("now", now)
        .update();
  }

  /** Stores what has been learned of it; the version rises by one. */
  void update(WatchItem item) {
    said(
            database.sql(
                """
                update watch_item set priority = :priority, due_by = :dueBy, latest_at = :latestAt,
                  probability = :probability, basis = :basis, remaining_life_hours = :remainingLifeHours, risk = :risk,
                  version = version + 1
                where id = :id
                """),
            item)
        .update();
  }

  private static Sql said(Sql sql, WatchItem item) {
    return sql.bind("id", item.id())
        .bind("priority", item.priority())
        .bind("dueBy", item.dueBy())
        .bind("latestAt", item.latestAt())
        .bind("probability", item.risk().probability())
        .bind("basis", item.risk().basis())
        .bind("remainingLifeHours", item.remainingLifeHours())
        .bind("risk", item.risk().value());
  }

  void addAdvisory(UUID id, RaisedAdvisory advisory) {
    database
        .sql(
            """
            insert into watch_item_advisory (watch_item_id, advisory_id, at, text, advisory)
            values (:id, :advisoryId, :at, :text, :advisory::jsonb)
            """)
        .bind("id", id)
        .bind("advisoryId", advisory.id())
        .bind("at", advisory.raisedAt())
        .bind("text", advisory.reason().explanation())
        .bind("advisory", written(advisory))
        .update();
  }

  /** The advisories of an item that waits, in the order in which they were raised. */
  List<RaisedAdvisory> advisories(UUID id) {
    return database
        .sql(
            "select advisory from watch_item_advisory where watch_item_id = :id order by at, advisory_id")
        .bind("id", id)
        .list(row -> readAdvisory(row.text("advisory")));
  }

  /** What the advisories of an item said, the newest first. */
  List<WatchListView.Said> said(UUID id) {
    return database
        .sql(
            "select at, text from watch_item_advisory where watch_item_id = :id order by at desc, advisory_id")
        .bind("id", id)
        .list(row -> new WatchListView.Said(row.instant("at"), row.text("text")));
  }

  long countWaiting(String crew) {
    return database
        .sql(
            "select count(*) as n from watch_item w join asset a on a.tenant_id = w.tenant_id and a.tag = w.asset_tag"
                + " where w.state = 'WAITING' and "
                + CrewBudgets.CREW
                + " = :crew")
        .bind("crew", crew)
        .one(row -> row.number("n"));
  }

  /** Takes it off the list; what it was made of is in the work order, if there is one. */
  void end(
      WatchItem item,
      WatchItem.State how,
      Instant at,
      String by,
      String reason,
      @Nullable UUID workOrderId) {
    database
        .sql(
            """
            update watch_item set state = :state, ended_at = :at, ended_by = :by, end_reason = :reason,
              work_order_id = :workOrderId, version = version + 1
            where id = :id
            """)
        .bind("id", item.id())
        .bind("state", how)
        .bind("at", at)
        .bind("by", by)
        .bind("reason", reason)
        .bind("workOrderId", workOrderId)
        .update();
    database
        .sql("update watch_item_advisory set advisory = null where watch_item_id = :id")
        .bind("id", item.id())
        .update();
  }

  private static WatchItem item(Row row) {
    return new WatchItem(
        row.uuid("id"),
        row.text("advisory_id"),
        row.text("asset_tag"),
        row.text("failure_mode"),
        row.text("title"),
        WatchItem.State.valueOf(row.text("state")),
        row.integer("priority"),
        row.instant("due_by"),
        row.instant("raised_at"),
        row.instant("latest_at"),
        risk(row),
        row.realOrNull("remaining_life_hours"),
        row.number("version"));
  }

  static Risk risk(Row row) {
    return new Risk(
        row.real("probability"),
        Risk.Basis.valueOf(row.text("basis")),
        Criticality.orNull(row.textOrNull("criticality")));
  }

  private String written(RaisedAdvisory advisory) {
    try {
      return json.writeValueAsString(advisory);
    } catch (IOException e) {
      throw new UncheckedIOException("an advisory could not be written", e);
    }
  }

  private RaisedAdvisory readAdvisory(String written) {
    try {
      return json.readValue(written, RaisedAdvisory.class);
    } catch (IOException e) {
      throw new UncheckedIOException("an advisory that waits could not be read", e);
    }
  }
}
