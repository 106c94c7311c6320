package io.millwright.cmms.watchlist;

import io.micronaut.http.HttpStatus;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What people see of crew budgets and do with them. */
@Singleton
final class CrewBudgetService {
  /** What one may begin with where there is no budget. */
  private static final CrewBudget PROPOSED = new CrewBudget(40, 4, 24);

  private final Database database;
  private final CrewBudgets budgets;
  private final WatchItems items;
  private final CapacitySignal signal;

  CrewBudgetService(
      Database database, CrewBudgets budgets, WatchItems items, CapacitySignal signal) {
    this.database = database;
    this.budgets = budgets;
    this.items = items;
    this.signal = signal;
  }

  static @Nullable String siteOrNull(String site) {
    return site.equals(CrewBudgets.ORGANIZATION) ? null : site;
  }

  WatchListView.Budgets all() {
    return database.read(
        () ->
            new WatchListView.Budgets(
                budgets.all().stream().map(this::view).toList(), budgets.sites()));
  }

  /** The budget of a site or, for null, of the organization; version 0 = there was never one. */
  WatchListView.Budget get(@Nullable String site) {
    return database.read(() -> view(budgets.find(key(site))));
  }

  /**
   * Sets a budget.
   *
   * @param seen the version that the caller saw; another one now means 412
   */
  WatchListView.Budget put(@Nullable String site, long seen, CrewBudget budget, Caller caller) {
    String key = key(site);
    return database.write(
        () -> {
          change(key, seen);
          if (!key.equals(CrewBudgets.ORGANIZATION) && !budgets.hasAssets(key)) {
            throw ProblemException.badRequest(
                "site: no asset is at '" + key + "'; /api/crew-budgets names the sites");
          }
          budgets.put(key, budget, Instant.now(), caller.username());
          return view(budgets.find(key));
        });
  }

  /** Removes a budget: a site's assets are the organization's crew's then, or nothing waits. */
  void remove(@Nullable String site, long seen, Caller caller) {
    String key = key(site);
    database.write(
        () -> {
          if (change(key, seen).budget() == null) {
            throw ProblemException.notFound("crew budget");
          }
          budgets.remove(key, Instant.now(), caller.username());
          return true;
        });
  }

  private CrewBudgets.Stored change(String key, long seen) {
    budgets.lock();
    CrewBudgets.Stored stored = budgets.find(key);
    if (stored.version() != seen) {
      throw new ProblemException(
          HttpStatus.PRECONDITION_FAILED,
          "the crew budget has changed: it is version "
              + stored.version()
              + " now, not "
              + seen
              + ". Read it again");
    }
    signal.raiseAfterCommit();
    return stored;
  }

  private WatchListView.Budget view(CrewBudgets.Stored stored) {
    CrewBudget budget = stored.budget();
    CrewBudget shown = budget == null ? PROPOSED : budget;
    CrewBudgets.Usage usage =
        budget == null ? CrewBudgets.Usage.NONE : budgets.usage(stored.site(), Instant.now());
    double used = shown.hours(usage.orders());
    return new WatchListView.Budget(
        siteOrNull(stored.site()),
        budget == null ? null : budget.hoursPerWeek(),
        shown.hoursPerOrder(),
        shown.urgentWithinHours(),
        used,
        budget == null ? 0 : Math.max(0, budget.hoursPerWeek() - used),
        usage.orders(),
        usage.named().stream()
            .map(order -> new WatchListView.Order(order.id(), order.number()))
            .toList(),
        usage.nextFreeAt(),
        budget == null ? 0 : items.countWaiting(stored.site()),
        stored.changedAt(),
        stored.changedBy(),
        stored.version());
  }

  private static String key(@Nullable String site) {
    String key = site == null ? CrewBudgets.ORGANIZATION : site.strip();
    // PostgreSQL refuses it, but only where it is stored.
    if (key.length() > 200 || key.indexOf('\0') >= 0) {
      throw ProblemException.badRequest("site must be that of an asset, of at most 200 characters");
    }
    return key;
  }
}
