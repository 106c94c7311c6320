package io.millwright.cmms.model;

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

/** Models over REST. */
@Controller("/api/models")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class ModelController {
  private final ModelService models;

  ModelController(ModelService models) {
    this.models = models;
  }

  @Get
  @RequiresPermission(Permission.READ)
  List<ModelView.Listed> list() {
    return models.list();
  }

  /** Releases a model: the bytes of a ModelRelease message, at most 16 MiB. */
  @Post
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  @RequiresPermission(Permission.MODEL_RELEASE)
  HttpResponse<ModelView.Released> release(@Body byte[] release, Authentication authentication) {
    return HttpResponse.created(
        models.release(release, Caller.of(authentication)), URI.create("/api/models"));
  }
}
