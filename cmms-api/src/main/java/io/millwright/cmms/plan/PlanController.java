package io.millwright.cmms.plan;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.models.plan.InvalidPlanException;
import io.millwright.models.plan.MonitoringPlan;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;

/** Monitoring plans over REST. */
@Controller("/api/plans")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class PlanController {
  private final PlanService plans;
  private final PlanHistory history;
  private final ShadowPlans shadows;

  PlanController(PlanService plans, PlanHistory history, ShadowPlans shadows) {
    this.plans = plans;
    this.history = history;
    this.shadows = shadows;
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

  /** The document of a version that was released, or that runs in shadow. */
  @Get("/{id}/{version}")
  @Produces("application/yaml")
  @RequiresPermission(Permission.READ)
  HttpResponse<String> document(String id, int version) {
    PlanDocument found = plans.document(id, version);
    return HttpResponse.ok(found.document()).header(HttpHeaders.ETAG, '"' + found.sha256() + '"');
  }

  /** Whether a document is a plan; if not, each of its faults. */
  @Post("/validate")
  @Consumes({"text/yaml", "application/yaml", "application/x-yaml", MediaType.TEXT_PLAIN})
  @RequiresPermission(Permission.READ)
  PlanView.Checked validate(@Body String document) {
    PlanDocument.checkSize(document);
    try {
      MonitoringPlan.parse(document);
      return PlanView.Checked.of(List.of());
    } catch (InvalidPlanException e) {
      return PlanView.Checked.of(e.faults());
    }
  }

  /** What is different between two plans, or between the one in force and another. */
  @Post("/diff")
  @RequiresPermission(Permission.READ)
  PlanView.Different diff(@Body @Valid DiffRequest request) {
    return PlanView.Different.of(plans.diff(request));
  }

  /** What was done with plans, the latest first. */
  @Get("/history")
  @RequiresPermission(Permission.READ)
  List<PlanView.Done> history() {
    return history.list();
  }

  /** Puts the plan in force again that was before, or an older version. */
  @Post("/rollback")
  @RequiresPermission(Permission.PLAN_RELEASE)
  PlanView.Released rollback(@Body @Valid RollbackRequest request, Authentication authentication) {
    return plans.rollback(request, Caller.of(authentication));
  }

  @Get("/shadow")
  @RequiresPermission(Permission.READ)
  List<PlanView.Shadow> shadows() {
    return shadows.list();
  }

  /** Lets a plan (YAML) run beside the one in force for every asset of its class. */
  @Post("/shadow")
  @Consumes({"text/yaml", "application/yaml", "application/x-yaml", MediaType.TEXT_PLAIN})
  @RequiresPermission(Permission.PLAN_RELEASE)
  HttpResponse<PlanView.Released> shadow(@Body String document, Authentication authentication) {
    return HttpResponse.created(
        plans.shadow(document, Caller.of(authentication)), URI.create("/api/plans/shadow"));
  }

  @Delete("/shadow/{assetClass}")
  @RequiresPermission(Permission.PLAN_RELEASE)
  HttpResponse<?> endShadow(String assetClass, Authentication authentication) {
    plans.endShadow(assetClass, Caller.of(authentication));
    return HttpResponse.noContent();
  }
}
