package io.millwright.cmms.alarm;

import io.millwright.cmms.access.Caller;
import io.millwright.cmms.platform.Cursor;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.platform.Sql;
import io.millwright.models.alarm.AlarmCommand;
import io.millwright.models.alarm.AlarmState;
import io.millwright.models.detection.State;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Alarms as they are now, and what they were. */
@Singleton
class AlarmList {

  /**
   * Which alarms.
   *
   * @param priority null = any
   */
  record Filter(
      Set<AlarmState> states,
      @Nullable Integer priority,
      @Nullable String asset,
      @Nullable String text) {}

  private static final String FROM =
      """
      from alarm a left join asset s on s.tenant_id = a.tenant_id and s.tag = a.asset_tag
      """;
  private static final String WHERE =
      """
      where (:priority::integer is null or a.priority = :priority)
        and (:asset::text is null or a.asset_tag = :asset)
        and (:text::text is null or a.asset_tag ilike :text or s.name ilike :text or a.detector ilike :text
          or a.point ilike :text)
      """;

  /** The newest command decides: what was asked before it is no longer waited for. */
  private static final String SELECT =
      """
      select a.*, coalesce(s.name, a.asset_tag) as asset_name, c.kind as pending_kind,
        c.asked_at as pending_asked_at, c.until as pending_until, c.reason as pending_reason, c.by_user as pending_by
      """
          + FROM
          + """
            left join lateral (
              select * from alarm_command c
              where c.tenant_id = a.tenant_id and c.asset_tag = a.asset_tag and c.detector = a.detector
              order by c.id desc limit 1) c on not c.confirmed
            """;

  private final Database database;

  AlarmList(Database database) {
    this.database = database;
  }

  AlarmView.Page page(Filter filter, int limit, @Nullable String cursor, Caller caller) {
    return database.read(
        () -> {
          List<Placed> found = placed(filter, limit + 1, cursor, caller);
          List<AlarmView.Item> items = found.stream().limit(limit).map(Placed::item).toList();
          String next = found.size() <= limit ? null : found.get(limit - 1).cursor();
          return new AlarmView.Page(items, next, cursor == null ? counts(filter) : null);
        });
  }

  private record Placed(AlarmView.Item item, int urgency) {
    String cursor() {
      return Cursor.of(
          Integer.toString(urgency), item.changedAt().toString(), item.asset(), item.detector());
    }
  }

  private List<Placed> placed(Filter filter, int limit, @Nullable String cursor, Caller caller) {
    Integer urgency = null;
    Instant before = null;
    List<String> parts = List.of("", "", "", "");
    if (cursor != null) {
      parts = Cursor.parts(cursor, 4);
      try {
        urgency = Integer.valueOf(parts.get(0));
        before = Instant.parse(parts.get(1));
      } catch (DateTimeException | NumberFormatException e) {
        throw Cursor.unknown(e);
      }
    }
    return bound(
            SELECT
                + WHERE
                + """
                  and a.state = any(:states)
                  and (:urgency::integer is null or a.urgency > :urgency or a.urgency = :urgency
                    and (a.changed_at, a.asset_tag, a.detector) < (:before::timestamptz, :beforeAsset, :beforeDetector))
                  order by a.urgency, a.changed_at desc, a.asset_tag desc, a.detector desc limit :limit
                  """,
            filter)
        .bind("states", List.copyOf(filter.states()))
        .bind("urgency", urgency)
        .bind("before", before)
        .bind("beforeAsset", parts.get(2))
        .bind("beforeDetector", parts.get(3))
        .bind("limit", limit)
        .list(row -> new Placed(item(row, caller), row.integer("urgency")));
  }

  private Map<AlarmState, Long> counts(Filter filter) {
    Map<AlarmState, Long> counts = new EnumMap<>(AlarmState.class);
    bound(
            "select a.state, count(*) as n "
                + FROM
                + WHERE
                + " and a.state <> 'NORMAL' group by a.state",
            filter)
        .list(row -> counts.put(AlarmState.valueOf(row.text("state")), row.number("n")));
    return counts;
  }

  private Sql bound(String sql, Filter filter) {
    return database
        .sql(sql)
        .bind("priority", filter.priority())
        .bind("asset", filter.asset())
        .bind("text", filter.text() == null ? null : Sql.containing(filter.text()));
  }

  /** An alarm and its newest changes, from the cursor on. */
  AlarmView.Detail detail(
      String asset, String detector, int limit, @Nullable String cursor, Caller caller) {
    return database.read(
        () -> {
          AlarmView.Item alarm = existing(asset, detector, caller);
          List<AlarmView.Change> found = history(asset, detector, limit + 1, cursor);
          return found.size() <= limit
              ? new AlarmView.Detail(alarm, found, null)
              : new AlarmView.Detail(
                  alarm, found.subList(0, limit), Cursor.of(found.get(limit - 1).at().toString()));
        });
  }

  /** An alarm as it is now, in the open transaction; 404 if there is none. */
  AlarmView.Item existing(String asset, String detector, Caller caller) {
    Optional<AlarmView.Item> found =
        database
            .sql(SELECT + " where a.asset_tag = :asset and a.detector = :detector")
            .bind("asset", asset)
            .bind("detector", detector)
            .first(row -> item(row, caller));
    return found.orElseThrow(
        () -> ProblemException.notFound("alarm '" + detector + "' of asset '" + asset + "'"));
  }

  /**
   * Those of an asset that nobody has acknowledged or asked to, the most urgent first, in the open
   * transaction.
   */
  List<AlarmView.Item> unseen(String asset, Caller caller) {
    return database
        .sql(
            SELECT
                + """
                   where a.asset_tag = :asset and a.state = any(:states) and c.kind is distinct from 'ACKNOWLEDGE'
                   order by a.urgency, a.changed_at desc, a.detector
                  """)
        .bind("asset", asset)
        .bind("states", List.copyOf(AlarmCommands.ACKNOWLEDGEABLE))
        .list(row -> item(row, caller));
  }

  private List<AlarmView.Change> history(
      String asset, String detector, int limit, @Nullable String cursor) {
    Instant before = null;
    if (cursor != null) {
      try {
        before = Instant.parse(Cursor.parts(cursor, 1).get(0));
      } catch (DateTimeException e) {
        throw Cursor.unknown(e);
      }
    }
    return database
        .sql(
            """
            select * from alarm_event where asset_tag = :asset and detector = :detector
              and (:before::timestamptz is null or at < :before)
            order by at desc limit :limit
            """)
        .bind("asset", asset)
        .bind("detector", detector)
        .bind("before", before)
        .bind("limit", limit)
        .list(AlarmList::change);
  }

  private static AlarmView.Item item(Row row, Caller caller) {
    AlarmState state = AlarmState.valueOf(row.text("state"));
    String pending = row.textOrNull("pending_kind");
    return new AlarmView.Item(
        row.text("asset_tag"),
        row.text("asset_name"),
        row.text("detector"),
        row.text("point"),
        state,
        State.valueOf(row.text("detected")),
        row.integer("priority"),
        row.realOrNull("value"),
        row.realOrNull("limit_value"),
        row.text("unit"),
        row.text("meaning"),
        row.text("reason"),
        row.text("by_user"),
        row.instantOrNull("shelved_until"),
        row.instant("changed_at"),
        row.instantOrNull("active_since"),
        row.text("plan_id"),
        row.integer("plan_version"),
        AlarmCommands.possible(state, caller),
        pending == null
            ? null
            : new AlarmView.Pending(
                AlarmCommand.Kind.valueOf(pending),
                row.instant("pending_asked_at"),
                row.instantOrNull("pending_until"),
                row.text("pending_reason"),
                row.text("pending_by")));
  }

  private static AlarmView.Change change(Row row) {
    return new AlarmView.Change(
        row.instant("at"),
        AlarmState.valueOf(row.text("state")),
        AlarmState.valueOf(row.text("previous")),
        State.valueOf(row.text("detected")),
        row.flag("announced"),
        row.integer("priority"),
        row.realOrNull("value"),
        row.realOrNull("limit_value"),
        row.text("unit"),
        row.text("meaning"),
        row.text("reason"),
        row.text("by_user"),
        row.instantOrNull("shelved_until"),
        row.text("plan_id"),
        row.integer("plan_version"));
  }
}
