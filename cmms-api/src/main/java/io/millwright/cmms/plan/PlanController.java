package io.millwright.cmms.plan;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import java.net.URI;
import java.util.List;

/** Monitoring plans over REST. */
@Controller("/api/plans")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class PlanController {
  private final PlanService plans;

  PlanController(PlanService plans) {
    this.plans = plans;
  }

  @Get
  @RequiresPermission(Permission.READ)
  List<PlanView.Listed> list() {
    return plans.list();
  }

  /** Releases a monitoring plan (YAML) for every asset of its class. */
  @Post
  @Consumes({"text/yaml", "application/yaml", "application/x-yaml", MediaType.TEXT_PLAIN})
  @RequiresPermission(Permission.PLAN_RELEASE)
  HttpResponse<PlanView.Released> release(@Body String document, Authentication authentication) {
    return HttpResponse.created(
        plans.release(document, Caller.of(authentication)), URI.create("/api/plans"));
  }
}
