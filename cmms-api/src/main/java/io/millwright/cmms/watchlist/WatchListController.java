package io.millwright.cmms.watchlist;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.EntityTag;
import io.millwright.cmms.platform.PageSize;
import io.millwright.cmms.platform.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The watch list over REST. The ETag is the version, and a decision needs it back as If-Match. */
@Controller("/api/watch-list")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class WatchListController {

  /** Why someone decides. */
  @Serdeable
  record Decision(@NotBlank @Size(max = 2000) String reason) {}

  private final WatchListService watchList;

  WatchListController(WatchListService watchList) {
    this.watchList = watchList;
  }

  /**
   * What waits for a crew, the highest risk first; or, by status, what was RELEASED or DISMISSED,
   * the latest first.
   */
  @Get
  @RequiresPermission(Permission.READ)
  WatchListView.Page list(
      @QueryValue(defaultValue = "WAITING") String status,
      @QueryValue(defaultValue = "50") int limit,
      @Nullable @QueryValue String cursor) {
    return watchList.page(state(status), cursor, PageSize.checked(limit));
  }

  private static WatchItem.State state(String status) {
    return Arrays.stream(WatchItem.State.values())
        .filter(state -> state.name().equalsIgnoreCase(status))
        .findAny()
        .orElseThrow(
            () ->
                ProblemException.badRequest(
                    "status '"
                        + status
                        + "' is not one of "
                        + Arrays.stream(WatchItem.State.values())
                            .map(Enum::name)
                            .collect(Collectors.joining(", "))));
  }

  /** An item, also one that waits no more, with what each of its advisories said. */
  @Get("/{id}")
  @RequiresPermission(Permission.READ)
  HttpResponse<WatchListView.Detail> get(UUID id) {
    return tagged(watchList.get(id));
  }

  /** Makes a work order of it whatever the budget. */
  @Post("/{id}/release")
  @RequiresPermission(Permission.WORK_RELEASE)
  HttpResponse<WatchListView.Detail> release(
      UUID id,
      @Nullable @Header(HttpHeaders.IF_MATCH) String ifMatch,
      @Body @Valid Decision decision,
      Authentication authentication) {
    long seen = EntityTag.seen(ifMatch, "watch item");
    return tagged(watchList.release(id, seen, decision.reason(), Caller.of(authentication)));
  }

  /** Takes it off the list without work; the next episode comes on it again. */
  @Post("/{id}/dismiss")
  @RequiresPermission(Permission.WORK_RELEASE)
  HttpResponse<WatchListView.Detail> dismiss(
      UUID id,
      @Nullable @Header(HttpHeaders.IF_MATCH) String ifMatch,
      @Body @Valid Decision decision,
      Authentication authentication) {
    long seen = EntityTag.seen(ifMatch, "watch item");
    return tagged(watchList.dismiss(id, seen, decision.reason(), Caller.of(authentication)));
  }

  private static HttpResponse<WatchListView.Detail> tagged(WatchListView.Detail detail) {
    return HttpResponse.ok(detail).header(HttpHeaders.ETAG, EntityTag.of(detail.item().version()));
  }
}
