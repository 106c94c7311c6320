package io.millwright.cmms.watchlist;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.tenancy.TenantContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Crew budgets and what takes hours from them. All methods work in the open transaction. */
@Singleton
final class CrewBudgets {
  /** The site of the crew that takes care of what no other crew does. */
  static final String ORGANIZATION = "";

  /** An order takes hours from its release on for so long, also when it is done sooner. */
  static final Duration WINDOW = Duration.ofDays(7);

  /** Orders that are named one by one. */
  private static final int NAMED = 20;

  /**
   * The site of the crew that takes care of asset {@code a}: its own where that has a budget, the
   * organization otherwise.
   */
  static final String CREW =
      """
      coalesce((select b.site from crew_budget b
        where b.site = a.site and b.site <> '' and b.hours_per_week is not null), '')""";

  /**
   * A budget as it is stored.
   *
   * @param budget null = none any more
   */
  record Stored(
      String site,
      @Nullable CrewBudget budget,
      long version,
      @Nullable Instant changedAt,
      @Nullable String changedBy) {
    static Stored none(String site) {
      return new Stored(site, null, 0, null, null);
    }
  }

  /** An order that takes hours. */
  record Order(UUID id, String number) {}

  /**
   * What takes hours now.
   *
   * @param orders how many
   * @param named the first of them
   * @param nextFreeAt when the first that is done no longer counts; null = none is done yet
   */
  record Usage(long orders, List<Order> named, @Nullable Instant nextFreeAt) {
    static final Usage NONE = new Usage(0, List.of(), null);
  }

  private record Using(long orders, Order order, @Nullable Instant oldestDone) {}

  private final Database database;

  CrewBudgets(Database database) {
    this.database = database;
  }

  /**
   * Lets one transaction of the tenant after the other decide what is released. Whoever needs an
   * asset's row as well holds that before.
   */
  void lock() {
    database
        .sql(
            "select pg_advisory_xact_lock(hashtextextended('crew:' || :tenant, 0))::text as locked")
        .bind("tenant", TenantContext.required().value())
        .list(row -> true);
  }

  /** Which crew takes care of a registered asset. */
  String crewOf(String assetTag) {
    return database
        .sql("select " + CREW + " as crew from asset a where a.tag = :asset")
        .bind("asset", assetTag)
        .one(row -> row.text("crew"));
  }

  Optional<CrewBudget> inForce(String site) {
    return Optional.ofNullable(find(site).budget());
  }

  Stored find(String site) {
    return database
        .sql("select * from crew_budget where site = :site")
        .bind("site", site)
        .first(CrewBudgets::stored)
        .orElse(Stored.none(site));
  }

  /** Those in force, the organization's first. */
  List<Stored> all() {
    return database
        .sql("select * from crew_budget where hours_per_week is not null order by site")
        .list(CrewBudgets::stored);
  }

  /** The sites of assets, in order. */
  List<String> sites() {
    return database
        .sql("select distinct site from asset where site <> '' order by site")
        .list(row -> row.text("site"));
  }

  boolean hasAssets(String site) {
    return database
        .sql("select 1 as one from asset where site = :site limit 1")
        .bind("site", site)
        .first(row -> true)
        .isPresent();
  }

  /** Stores the budget as the next version. */
  void put(String site, CrewBudget budget, Instant at, String by) {
    database
        .sql(
            """
            insert into crew_budget (site, hours_per_week, hours_per_order, urgent_within_hours, version, changed_at,
              changed_by)
            values (:site, :hoursPerWeek, :hoursPerOrder, :urgentWithinHours, 1, :at, :by)
            on conflict (tenant_id, site) do update set hours_per_week = excluded.hours_per_week,
              hours_per_order = excluded.hours_per_order, urgent_within_hours = excluded.urgent_within_hours,
              version = crew_budget.version + 1, changed_at = excluded.changed_at, changed_by = excluded.changed_by
            """)
        .bind("site", site)
        .bind("hoursPerWeek", budget.hoursPerWeek())
        .bind("hoursPerOrder", budget.hoursPerOrder())
        .bind("urgentWithinHours", budget.urgentWithinHours())
        .bind("at", at)
        .bind("by", by)
        .update();
  }

  void remove(String site, Instant at, String by) {
    database
        .sql(
            """
            update crew_budget set hours_per_week = null, version = version + 1, changed_at = :at, changed_by = :by
            where site = :site
            """)
        .bind("site", site)
        .bind("at", at)
        .bind("by", by)
        .update();
  }

  /**
   * What takes hours from a crew's budget: condition-based orders that are still to be done, and
   * those released in the last seven days and not cancelled.
   */
  Usage usage(String site, Instant now) {
    List<Using> using =
        database
            .sql(
                """
                select w.id, w.number, count(*) over () as orders,
                  min(case when w.status in ('COMPLETED', 'VERIFIED', 'CLOSED') then w.created_at end) over () as oldest_done
                from work_order w join asset a on a.tenant_id = w.tenant_id and a.tag = w.asset_tag
                where w.origin = 'PREDICTION'
                  and (w.status in ('NEW', 'ASSIGNED', 'IN_PROGRESS')
                    or w.status <> 'CANCELLED' and w.created_at > :since)
                  and\s"""
                    + CREW
                    + " = :site order by w.number limit :named")
            .bind("since", now.minus(WINDOW))
            .bind("site", site)
            .bind("named", NAMED)
            .list(
                row ->
                    new Using(
                        row.number("orders"),
                        new Order(row.uuid("id"), "WO-%06d".formatted(row.integer("number"))),
                        row.instantOrNull("oldest_done")));
    if (using.isEmpty()) {
      return Usage.NONE;
    }
    Using first = using.get(0);
    Instant oldestDone = first.oldestDone();
    return new Usage(
        first.orders(),
        using.stream().map(Using::order).toList(),
        oldestDone == null ? null : oldestDone.plus(WINDOW));
  }

  private static Stored stored(Row row) {
    Double hoursPerWeek = row.realOrNull("hours_per_week");
    return new Stored(
        row.text("site"),
        hoursPerWeek == null
            ? null
            : new CrewBudget(
                hoursPerWeek, row.real("hours_per_order"), row.real("urgent_within_hours")),
        row.number("version"),
        row.instant("changed_at"),
        row.text("changed_by"));
  }
}
