package io.millwright.cmms.device;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
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
import io.millwright.cmms.platform.PageSize;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Devices over REST. The ETag is the version; describing one anew needs it back as If-Match. */
@Controller("/api/devices")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class DeviceController {
  private final DeviceService devices;

  DeviceController(DeviceService devices) {
    this.devices = devices;
  }

  /** Lists devices by tag; {@code q} is part of tag or name. */
  @Get
  @RequiresPermission(Permission.READ)
  DeviceView.Page list(
      @Nullable @QueryValue String q,
      @Nullable @QueryValue DeviceState state,
      @QueryValue(defaultValue = "100") int limit,
      @Nullable @QueryValue String cursor) {
    return devices.page(q, state, PageSize.checked(limit), cursor);
  }

  @Get("/{tag}")
  @RequiresPermission(Permission.READ)
  HttpResponse<DeviceView.Detail> get(String tag) {
    return tagged(HttpResponse.ok(), devices.get(tag));
  }

  /** Registers a device; it is let in once it has a credential. */
  @Post
  @RequiresPermission(Permission.DEVICE_WRITE)
  HttpResponse<DeviceView.Detail> register(
      @Body @Valid DescribeDevice request, Authentication authentication) {
    DeviceView.Detail registered = devices.register(request, Caller.of(authentication));
    return tagged(
        HttpResponse.created(URI.create("/api/devices/" + registered.item().tag())), registered);
  }

  /** Describes a device anew: name, auto-provisioning, limits and grants, all of them. */
  @Put("/{tag}")
  @RequiresPermission(Permission.DEVICE_WRITE)
  HttpResponse<DeviceView.Detail> describe(
      String tag,
      @Nullable @Header(HttpHeaders.IF_MATCH) String ifMatch,
      @Body @Valid DescribeDevice request,
      Authentication authentication) {
    long seen = EntityTag.seen(ifMatch, "device");
    return tagged(
        HttpResponse.ok(), devices.describe(tag, seen, request, Caller.of(authentication)));
  }

  /** Gateways refuse the device and close its connections. */
  @Post("/{tag}/suspend")
  @RequiresPermission(Permission.DEVICE_WRITE)
  HttpResponse<DeviceView.Detail> suspend(String tag, Authentication authentication) {
    return tagged(
        HttpResponse.ok(), devices.setState(tag, DeviceState.SUSPENDED, Caller.of(authentication)));
  }

  /** Gateways let the device in again. */
  @Post("/{tag}/activate")
  @RequiresPermission(Permission.DEVICE_WRITE)
  HttpResponse<DeviceView.Detail> activate(String tag, Authentication authentication) {
    return tagged(
        HttpResponse.ok(), devices.setState(tag, DeviceState.ACTIVE, Caller.of(authentication)));
  }

  /** Removes the device with its credentials and grants; what it has written stays. */
  @Delete("/{tag}")
  @Status(HttpStatus.NO_CONTENT)
  @RequiresPermission(Permission.DEVICE_WRITE)
  void delete(String tag, Authentication authentication) {
    devices.delete(tag, Caller.of(authentication));
  }

  /** Adds a credential. A generated secret is in this answer and nowhere else, ever. */
  @Post("/{tag}/credentials")
  @RequiresPermission(Permission.DEVICE_WRITE)
  HttpResponse<DeviceView.Added> addCredential(
      String tag, @Body @Valid AddCredential request, Authentication authentication) {
    DeviceView.Added added = devices.addCredential(tag, request, Caller.of(authentication));
    return HttpResponse.created(added, URI.create("/api/devices/" + tag))
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  /** Revokes a credential. */
  @Delete("/{tag}/credentials/{id}")
  @RequiresPermission(Permission.DEVICE_WRITE)
  HttpResponse<DeviceView.Detail> removeCredential(
      String tag, UUID id, Authentication authentication) {
    return tagged(HttpResponse.ok(), devices.removeCredential(tag, id, Caller.of(authentication)));
  }

  private static HttpResponse<DeviceView.Detail> tagged(
      MutableHttpResponse<DeviceView.Detail> response, DeviceView.Detail detail) {
    return response.body(detail).header(HttpHeaders.ETAG, EntityTag.of(detail.item().version()));
  }
}
