package io.millwright.cmms.shadow;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.Database;
import java.util.List;

/** What plans in shadow would have raised of an asset, over REST. */
@Controller("/api/assets/{tag}/shadow")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class ShadowController {
  private final Database database;
  private final ShadowComparison comparison;

  ShadowController(Database database, ShadowComparison comparison) {
    this.database = database;
    this.comparison = comparison;
  }

  /**
   * Of each plan that runs in shadow or did, what it would have raised and what was raised in the
   * same time; the one that runs first, five at most.
   */
  @Get
  @RequiresPermission(Permission.READ)
  List<ShadowComparison.Compared> compare(String tag) {
    return database.read(() -> comparison.of(tag));
  }
}
