package io.millwright.cmms.retention;

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
import io.millwright.cmms.platform.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * How long time series are kept, over REST: the organization's setting, or with {@code site} that
 * of a site. The ETag is the version, and a change needs it back as If-Match; where there is none
 * yet, that is "0".
 */
@Controller("/api")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class RetentionController {
  private final RetentionService service;

  RetentionController(RetentionService service) {
    this.service = service;
  }

  @Get("/retentions")
  @RequiresPermission(Permission.READ)
  RetentionView.Settings all() {
    return service.all();
  }

  @Get("/retention")
  @RequiresPermission(Permission.READ)
  HttpResponse<RetentionView.Setting> get(@Nullable @QueryValue String site) {
    return tagged(service.get(site));
  }

  /** Who set what, and when. */
  @Get("/retention/history")
  @RequiresPermission(Permission.READ)
  RetentionView.History history(@Nullable @QueryValue String site) {
    return service.history(site);
  }

  /** What a setting would remove; nothing is changed. */
  @Get("/retention/preview")
  @RequiresPermission(Permission.READ)
  RetentionView.Preview preview(
      @Nullable @QueryValue String site,
      @Nullable @QueryValue Integer readingsDays,
      @Nullable @QueryValue Integer minutesDays,
      @Nullable @QueryValue Integer hoursDays,
      @Nullable @QueryValue Integer waveformsDays,
      @Nullable @QueryValue Integer eventsDays) {
    return service.preview(
        site,
        checked(new Retention(readingsDays, minutesDays, hoursDays, waveformsDays, eventsDays)));
  }

  /** Says how long time series are kept. The historian removes what is older within minutes. */
  @Put("/retention")
  @RequiresPermission(Permission.RETENTION)
  HttpResponse<RetentionView.Setting> put(
      @Nullable @QueryValue String site,
      @Nullable @Header(HttpHeaders.IF_MATCH) String ifMatch,
      @Body Retention keeps,
      Authentication authentication) {
    long seen = EntityTag.seen(ifMatch, "retention setting");
    return tagged(service.put(site, seen, checked(keeps), Caller.of(authentication)));
  }

  /** Withdraws a setting. */
  @Delete("/retention")
  @Status(HttpStatus.NO_CONTENT)
  @RequiresPermission(Permission.RETENTION)
  void remove(
      @Nullable @QueryValue String site,
      @Nullable @Header(HttpHeaders.IF_MATCH) String ifMatch,
      Authentication authentication) {
    service.remove(site, EntityTag.seen(ifMatch, "retention setting"), Caller.of(authentication));
  }

  private static Retention checked(Retention keeps) {
    try {
      return keeps.checked();
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest(e);
    }
  }

  private static HttpResponse<RetentionView.Setting> tagged(RetentionView.Setting setting) {
    return HttpResponse.ok(setting).header(HttpHeaders.ETAG, EntityTag.of(setting.version()));
  }
}
