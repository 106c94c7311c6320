package io.millwright.cmms.workorder;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
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
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.EntityTag;
import io.millwright.cmms.platform.PageSize;
import io.millwright.cmms.platform.ProblemException;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Work orders over REST. The ETag is the version, and a step needs it back as If-Match. */
@Controller("/api/work-orders")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class WorkOrderController {
  private final WorkOrderService workOrders;
  private final WorkOrderList list;

  WorkOrderController(WorkOrderService workOrders, WorkOrderList list) {
    this.workOrders = workOrders;
    this.list = list;
  }

  /** Lists work orders, the newest raised first; status is OPEN, ALL or one status. */
  @Get
  @RequiresPermission(Permission.READ)
  WorkOrderView.Page list(
      @QueryValue(defaultValue = "OPEN") String status,
      @Nullable @QueryValue String asset,
      @Nullable @QueryValue String q,
      @Nullable @QueryValue String assignee,
      @QueryValue(defaultValue = "50") int limit,
      @Nullable @QueryValue String cursor,
      Authentication authentication) {
    String who = "me".equals(assignee) ? authentication.getName() : assignee;
    return list.page(
        new WorkOrderList.Filter(statusFilter(status), asset, q, who),
        PageSize.checked(limit),
        cursor);
  }

  @Get("/{id}")
  @RequiresPermission(Permission.READ)
  HttpResponse<WorkOrderView.Detail> get(UUID id, Authentication authentication) {
    return tagged(HttpResponse.ok(), workOrders.get(id, Caller.of(authentication)));
  }

  /** Opens a work order by hand. */
  @Post
  @RequiresPermission(Permission.WORK_ORDER_CREATE)
  HttpResponse<WorkOrderView.Detail> create(
      @Body @Valid OpenWorkOrder request, Authentication authentication) {
    WorkOrderView.Detail created = workOrders.create(request, Caller.of(authentication));
    return tagged(
        HttpResponse.created(URI.create("/api/work-orders/" + created.summary().id())), created);
  }

  /**
   * Moves a work order to another status. Which role may take which step is the life cycle's rule,
   * not the endpoint's.
   */
  @Post("/{id}/transitions")
  @RequiresPermission(Permission.READ)
  HttpResponse<WorkOrderView.Detail> move(
      UUID id,
      @Nullable @Header(HttpHeaders.IF_MATCH) String ifMatch,
      @Body @Valid TransitionRequest request,
      Authentication authentication) {
    long seen = EntityTag.seen(ifMatch, "work order");
    return tagged(HttpResponse.ok(), workOrders.move(id, seen, request, Caller.of(authentication)));
  }

  private static String statusFilter(String status) {
    String wanted = status.toUpperCase(Locale.ROOT);
    boolean known =
        wanted.equals("OPEN")
            || wanted.equals("ALL")
            || Arrays.stream(WorkOrderStatus.values()).anyMatch(s -> s.name().equals(wanted));
    if (!known) {
      throw ProblemException.badRequest(
          "status '"
              + status
              + "' is not one of OPEN, ALL, "
              + String.join(
                  ", ", Arrays.stream(WorkOrderStatus.values()).map(Enum::name).toList()));
    }
    return wanted;
  }

  private static HttpResponse<WorkOrderView.Detail> tagged(
      MutableHttpResponse<WorkOrderView.Detail> response, WorkOrderView.Detail detail) {
    return response.body(detail).header(HttpHeaders.ETAG, EntityTag.of(detail.summary().version()));
  }
}
