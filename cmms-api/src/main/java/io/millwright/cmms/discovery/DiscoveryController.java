package io.millwright.cmms.discovery;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
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
import io.millwright.cmms.platform.PageSize;
import jakarta.validation.Valid;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What devices sent and nobody has registered, over REST. */
@Controller("/api/discoveries")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class DiscoveryController {
  private final DiscoveryService discoveries;

  DiscoveryController(DiscoveryService discoveries) {
    this.discoveries = discoveries;
  }

  /**
   * Lists discoveries, the newest first; {@code q} is part of source, asset or point. Those of
   * unknown devices are for who manages devices.
   */
  @Get
  @RequiresPermission(Permission.READ)
  DiscoveryView.Page list(
      @QueryValue Discovered.@Nullable Reason reason,
      @Nullable @QueryValue String source,
      @Nullable @QueryValue String asset,
      @Nullable @QueryValue String q,
      @QueryValue(defaultValue = "false") boolean dismissed,
      @QueryValue(defaultValue = "100") int limit,
      @Nullable @QueryValue String cursor,
      Authentication authentication) {
    boolean claims = DiscoveryService.seesClaims(Caller.of(authentication));
    String text = q == null || q.isBlank() ? null : q;
    return discoveries.page(
        new DiscoveryRepository.Filter(reason, source, asset, text, dismissed, claims),
        PageSize.checked(limit),
        cursor);
  }

  /** Registers what is missing: device, asset, point, and that the device may write it. */
  @Post("/{id}/map")
  @RequiresPermission(Permission.DEVICE_WRITE)
  DiscoveryView.Mapped map(
      UUID id, @Body @Valid MapDiscovery request, Authentication authentication) {
    return discoveries.map(id, request, Caller.of(authentication));
  }

  /** Registers what is missing for everything that a source sent for an asset. */
  @Post("/map")
  @RequiresPermission(Permission.DEVICE_WRITE)
  DiscoveryView.Mapped mapAsset(@Body @Valid MapAsset request, Authentication authentication) {
    return discoveries.mapAsset(request, Caller.of(authentication));
  }

  /** Takes it off the list, also when it is seen again; it can still be mapped. */
  @Post("/{id}/dismiss")
  @Status(HttpStatus.NO_CONTENT)
  @RequiresPermission(Permission.DEVICE_WRITE)
  void dismiss(UUID id) {
    discoveries.setDismissed(id, true);
  }

  /** Puts it back on the list. */
  @Post("/{id}/restore")
  @Status(HttpStatus.NO_CONTENT)
  @RequiresPermission(Permission.DEVICE_WRITE)
  void restore(UUID id) {
    discoveries.setDismissed(id, false);
  }
}
