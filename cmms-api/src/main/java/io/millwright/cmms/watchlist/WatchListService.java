package io.millwright.cmms.watchlist;

import io.micronaut.http.HttpStatus;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.asset.Criticality;
import io.millwright.cmms.platform.Cursor;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.platform.Row;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What people see of the watch list and do with it. */
@Singleton
final class WatchListService {
  private record Crew(@Nullable CrewBudget budget, CrewBudgets.Usage usage) {
    static final Crew WITHOUT_BUDGET = new Crew(null, CrewBudgets.Usage.NONE);
  }

  /** Where a page of what has ended ends. */
  private record Ended(@Nullable Instant at, UUID id) {
    static Ended parsed(String cursor) {
      List<String> parts = Cursor.parts(cursor, 2);
      try {
        return new Ended(Instant.parse(parts.get(0)), UUID.fromString(parts.get(1)));
      } catch (IllegalArgumentException | DateTimeException e) {
        throw Cursor.unknown(e);
      }
    }

    String cursor() {
      return Cursor.of(String.valueOf(at), id.toString());
    }
  }

  /** Where a page of what waits ends. */
  private record Place(double risk, Instant dueBy, Instant raisedAt, String advisoryId) {
    static Place parsed(String cursor) {
      List<String> parts = Cursor.parts(cursor, 4);
      try {
        return new Place(
            Double.parseDouble(parts.get(0)),
            Instant.parse(parts.get(1)),
            Instant.parse(parts.get(2)),
            parts.get(3));
      } catch (NumberFormatException | DateTimeException e) {
        throw Cursor.unknown(e);
      }
    }

    String cursor() {
      return Cursor.of(Double.toString(risk), dueBy.toString(), raisedAt.toString(), advisoryId);
    }
  }

  private record Listed(WatchListView.Item item, Place place) {}

  /** Some items, each with its crew and its rank among those of them that wait for that crew. */
  private static String list(String which) {
    return """
        select w.*,
          (select count(*) from watch_item_advisory s where s.watch_item_id = w.id) as advisories,
          (select s.text from watch_item_advisory s where s.watch_item_id = w.id
            order by s.at desc, s.advisory_id limit 1) as explanation,
          (select 'WO-' || lpad(o.number::text, 6, '0') from work_order o
            where o.tenant_id = w.tenant_id and o.id = w.work_order_id) as work_order_number
        from (
          select w.*, row_number() over (partition by w.crew, w.state\s"""
        + WatchItems.RANK
        + ") as place from (select w.*, a.name as asset_name, a.criticality, "
        + CrewBudgets.CREW
        + " as crew from watch_item w join asset a on a.tenant_id = w.tenant_id and a.tag = w.asset_tag where "
        + which
        + ") w) w ";
  }

  private final Database database;
  private final WatchList watchList;
  private final WatchItems items;
  private final CrewBudgets budgets;

  WatchListService(Database database, WatchList watchList, WatchItems items, CrewBudgets budgets) {
    this.database = database;
    this.watchList = watchList;
    this.items = items;
    this.budgets = budgets;
  }

  /** What waits, by rank, or what has ended in that way, the latest first. */
  WatchListView.Page page(WatchItem.State state, @Nullable String cursor, int limit) {
    return state == WatchItem.State.WAITING ? waiting(cursor, limit) : ended(state, cursor, limit);
  }

  private WatchListView.Page waiting(@Nullable String cursor, int limit) {
    Place after = cursor == null ? null : Place.parsed(cursor);
    return database.read(
        () -> {
          Map<String, Crew> crews = crews();
          List<Listed> found =
              database
                  .sql(
                      list("w.state = 'WAITING'")
                          + """
                            where :risk::float8 is null or (-w.risk, w.due_by, w.raised_at, w.advisory_id)
                              > (-:risk::float8, :dueBy::timestamptz, :raisedAt::timestamptz, :advisoryId)
                            """
                          + WatchItems.RANK
                          + "limit :limit")
                  .bind("risk", after == null ? null : after.risk())
                  .bind("dueBy", after == null ? null : after.dueBy())
                  .bind("raisedAt", after == null ? null : after.raisedAt())
                  .bind("advisoryId", after == null ? null : after.advisoryId())
                  .bind("limit", limit + 1)
                  .list(row -> listed(row, crews));
          return page(found, limit, last -> last.place().cursor());
        });
  }

  private WatchListView.Page ended(WatchItem.State state, @Nullable String cursor, int limit) {
    Ended before = cursor == null ? null : Ended.parsed(cursor);
    return database.read(
        () -> {
          List<Listed> found =
              database
                  .sql(
                      list(
                              """
                              w.state = :state and (:at::timestamptz is null
                                or (w.ended_at, w.id) < (:at::timestamptz, :id::uuid))
                              order by w.ended_at desc, w.id desc limit :limit
                              """)
                          + "order by w.ended_at desc, w.id desc")
                  .bind("state", state)
                  .bind("at", before == null ? null : before.at())
                  .bind("id", before == null ? null : before.id())
                  .bind("limit", limit + 1)
                  .list(row -> listed(row, Map.of()));
          return page(
              found, limit, last -> new Ended(last.item().endedAt(), last.item().id()).cursor());
        });
  }

  private static WatchListView.Page page(
      List<Listed> found, int limit, Function<Listed, String> cursor) {
    return new WatchListView.Page(
        found.stream().limit(limit).map(Listed::item).toList(),
        found.size() > limit ? cursor.apply(found.get(limit - 1)) : null);
  }

  WatchListView.Detail get(UUID id) {
    return database.read(() -> detail(id));
  }

  /** Releases an item whatever the budget; version as for {@link #dismiss}. */
  WatchListView.Detail release(UUID id, long version, String reason, Caller caller) {
    return end(id, version, (item, why) -> watchList.release(item, caller.username(), why), reason);
  }

  /**
   * Takes an item off the list.
   *
   * @param version the version that the caller saw; another one now means 412
   */
  WatchListView.Detail dismiss(UUID id, long version, String reason, Caller caller) {
    return end(id, version, (item, why) -> watchList.dismiss(item, caller.username(), why), reason);
  }

  private WatchListView.Detail end(
      UUID id, long version, BiConsumer<WatchItem, String> how, String reason) {
    return database.write(
        () -> {
          WatchItem item = watchList.hold(id).orElseThrow(() -> gone(id));
          if (item.version() != version) {
            throw new ProblemException(
                HttpStatus.PRECONDITION_FAILED,
                "the watch item has changed: it is version "
                    + item.version()
                    + " now, not "
                    + version
                    + ". Read it again");
          }
          how.accept(item, reason.strip());
          return detail(id);
        });
  }

  private ProblemException gone(UUID id) {
    return items
        .find(id)
        .map(
            item ->
                ProblemException.conflict(
                    "the watch item is "
                        + item.state()
                        + " already: only what waits can be released or dismissed"))
        .orElseGet(() -> ProblemException.notFound("watch item " + id));
  }

  private WatchListView.Detail detail(UUID id) {
    Map<String, Crew> crews = crews();
    WatchListView.Item item =
        database
            .sql(list("w.state = 'WAITING' or w.id = :id") + "where w.id = :id")
            .bind("id", id)
            .first(row -> listed(row, crews).item())
            .orElseThrow(() -> ProblemException.notFound("watch item " + id));
    return new WatchListView.Detail(item, items.said(id));
  }

  private Map<String, Crew> crews() {
    Instant now = Instant.now();
    Map<String, Crew> crews = new HashMap<>();
    for (String site : items.crewsWaitedFor()) {
      crews.put(site, new Crew(budgets.inForce(site).orElse(null), budgets.usage(site, now)));
    }
    return crews;
  }

  private static Listed listed(Row row, Map<String, Crew> crews) {
    WatchItem.State state = WatchItem.State.valueOf(row.text("state"));
    boolean waits = state == WatchItem.State.WAITING;
    String site = row.text("crew");
    Crew crew = crews.getOrDefault(site, Crew.WITHOUT_BUDGET);
    Risk risk = WatchItems.risk(row);
    Place place =
        new Place(
            row.real("risk"),
            row.instant("due_by"),
            row.instant("raised_at"),
            row.text("advisory_id"));
    Criticality criticality = risk.criticality();
    return new Listed(
        new WatchListView.Item(
            row.uuid("id"),
            row.text("asset_tag"),
            row.text("asset_name"),
            criticality,
            CrewBudgetService.siteOrNull(site),
            row.text("title"),
            row.text("failure_mode"),
            row.text("explanation"),
            state,
            waits ? row.number("place") : null,
            place.risk(),
            risk.probability(),
            risk.basis(),
            row.realOrNull("remaining_life_hours"),
            row.integer("priority"),
            place.raisedAt(),
            place.dueBy(),
            row.instant("created_at"),
            waits
                ? WaitingWords.why(crew.budget(), crew.usage(), place.risk(), row.number("place"))
                : row.text("end_reason"),
            row.number("advisories"),
            row.instantOrNull("ended_at"),
            row.textOrNull("ended_by"),
            row.uuidOrNull("work_order_id"),
            row.textOrNull("work_order_number"),
            row.number("version")),
        place);
  }
}
