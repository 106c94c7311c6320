package io.millwright.cmms.workorder;

import com.github.f4b6a3.uuid.UuidCreator;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.ObjectMapper;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.access.Users;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.series.SeriesViews;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people do with work orders. */
@Singleton
final class WorkOrderService {
  private final Database database;
  private final WorkOrderRepository workOrders;
  private final WorkOrderList list;
  private final WorkOrderEvents events;
  private final SeriesViews series;
  private final ObjectMapper json;
  private final List<TransitionPolicy> policies;

  WorkOrderService(
      Database database,
      WorkOrderRepository workOrders,
      WorkOrderList list,
      WorkOrderEvents events,
      SeriesViews series,
      ObjectMapper json,
      Users users) {
    this.database = database;
    this.workOrders = workOrders;
    this.list = list;
    this.events = events;
    this.series = series;
    this.json = json;
    this.policies = TransitionPolicy.all(users::exists);
  }

  WorkOrderView.Detail get(UUID id, Caller caller) {
    return database.read(() -> detail(workOrders.find(id).orElseThrow(() -> unknown(id)), caller));
  }

  WorkOrderView.Detail create(OpenWorkOrder request, Caller caller) {
    return database.write(
        () -> {
          if (!workOrders.lockAsset(request.assetTag())) {
            throw ProblemException.badRequest(
                "assetTag: there is no asset '" + request.assetTag() + "'");
          }
          refuseSecondOpenOrder(request);
          Instant now = Instant.now();
          WorkOrder order =
              new WorkOrder(
                  UuidCreator.getTimeOrderedEpoch(),
                  workOrders.nextNumber(),
                  caller.tenant(),
                  request.assetTag(),
                  request.title(),
                  request.description() == null ? "" : request.description(),
                  request.failureMode(),
                  WorkOrderStatus.NEW,
                  request.priority(),
                  WorkOrder.MANUAL,
                  now,
                  request.dueBy(),
                  now,
                  caller.username(),
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  List.of(),
                  null,
                  null,
                  1);
          workOrders.insert(order);
          workOrders.addHistory(
              order.id(), now, caller.username(), null, WorkOrderStatus.NEW, null);
          events.moved(order, null, eventTime(order, now), caller.username());
          return detail(order, caller);
        });
  }

  private void refuseSecondOpenOrder(OpenWorkOrder request) {
    if (request.failureMode() == null) {
      return;
    }
    workOrders
        .findOpenForChange(request.assetTag(), request.failureMode())
        .ifPresent(
            open -> {
              throw ProblemException.conflict(
                  open.numberText()
                      + " is open for "
                      + request.failureMode()
                      + " on "
                      + request.assetTag()
                      + ": add to it, or close it first");
            });
  }

  /**
   * Moves a work order.
   *
   * @param version the version that the caller saw; another one now means 412
   */
  WorkOrderView.Detail move(UUID id, long version, TransitionRequest request, Caller caller) {
    return database.write(
        () -> {
          WorkOrder order = workOrders.findForChange(id).orElseThrow(() -> unknown(id));
          if (order.version() != version) {
            throw new ProblemException(
                HttpStatus.PRECONDITION_FAILED,
                order.numberText()
                    + " has changed: it is version "
                    + order.version()
                    + " now, not "
                    + version
                    + ". Read it again");
          }
          for (TransitionPolicy policy : policies) {
            Optional<ProblemException> refusal = policy.refusal(order, request, caller);
            if (refusal.isPresent()) {
              throw refusal.get();
            }
          }
          String assignee = request.assignee() == null ? order.assignee() : request.assignee();
          workOrders.move(order, request.to(), assignee, request.asFound());
          Instant now = Instant.now();
          workOrders.addHistory(
              id, now, caller.username(), order.status(), request.to(), request.note());
          WorkOrder moved = workOrders.find(id).orElseThrow();
          events.moved(moved, order.status(), eventTime(moved, now), caller.username());
          return detail(moved, caller);
        });
  }

  /**
   * When a step takes effect on the machines' clock: at the asset's newest reading, which for a
   * replayed history may be far from the wall clock, and never before the order was raised.
   */
  private Instant eventTime(WorkOrder order, Instant now) {
    Instant newest = series.newestReading(order.assetTag()).orElse(now);
    boolean predicted = order.origin().equals(WorkOrder.PREDICTION);
    return predicted && newest.isBefore(order.raisedAt()) ? order.raisedAt() : newest;
  }

  private WorkOrderView.Detail detail(WorkOrder order, Caller caller) {
    return new WorkOrderView.Detail(
        list.summary(order.id()),
        order.description(),
        reason(order.reason()),
        order.checklist(),
        order.recommendedAction(),
        workOrders.history(order.id()),
        LifeCycle.from(order.status(), caller.permissions()),
        order.asFound(),
        workOrders.evidenceUpdates(order.id()),
        workOrders.similar(order));
  }

  private @Nullable Reason reason(@Nullable String written) {
    if (written == null) {
      return null;
    }
    try {
      return json.readValue(written, Reason.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the reason of a work order could not be read", e);
    }
  }

  private static ProblemException unknown(UUID id) {
    return ProblemException.notFound("work order " + id);
  }
}
