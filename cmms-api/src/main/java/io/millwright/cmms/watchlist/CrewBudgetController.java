package io.millwright.cmms.watchlist;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.EntityTag;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

/**
 * Crew budgets over REST: the organization's, or with {@code site} that of a site. The ETag is the
 * version, and a change needs it back as If-Match; where there is none yet, that is "0".
 */
@Controller("/api")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class CrewBudgetController {
  private final CrewBudgetService budgets;

  CrewBudgetController(CrewBudgetService budgets) {
    this.budgets = budgets;
  }

  /** All that are in force, with what of them is used. */
  @Get("/crew-budgets")
  @RequiresPermission(Permission.READ)
  WatchListView.Budgets all() {
    return budgets.all();
  }

  @Get("/crew-budget")
  @RequiresPermission(Permission.READ)
  HttpResponse<WatchListView.Budget> get(@Nullable @QueryValue String site) {
    return tagged(budgets.get(site));
  }

  /** Sets a budget. What waits and has room in it is released at once. */
  @Put("/crew-budget")
  @RequiresPermission(Permission.CREW_BUDGET)
  HttpResponse<WatchListView.Budget> put(
      @Nullable @QueryValue String site,
      @Nullable @Header(HttpHeaders.IF_MATCH) String ifMatch,
      @Body @Valid SetCrewBudget request,
      Authentication authentication) {
    long seen = EntityTag.seen(ifMatch, "crew budget");
    return tagged(budgets.put(site, seen, request.budget(), Caller.of(authentication)));
  }

  /** Removes a budget. */
  @Delete("/crew-budget")
  @Status(HttpStatus.NO_CONTENT)
  @RequiresPermission(Permission.CREW_BUDGET)
  void remove(
      @Nullable @QueryValue String site,
      @Nullable @Header(HttpHeaders.IF_MATCH) String ifMatch,
      Authentication authentication) {
    budgets.remove(site, EntityTag.seen(ifMatch, "crew budget"), Caller.of(authentication));
  }

  private static HttpResponse<WatchListView.Budget> tagged(WatchListView.Budget budget) {
    return HttpResponse.ok(budget).header(HttpHeaders.ETAG, EntityTag.of(budget.version()));
  }
}
