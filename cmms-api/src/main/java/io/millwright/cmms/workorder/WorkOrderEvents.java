package io.millwright.cmms.workorder;

import io.micronaut.context.event.ApplicationEventPublisher;
import io.millwright.cmms.outbox.Outbox;
import io.millwright.cmms.stream.ChangeStream;
import io.millwright.contracts.wire.WorkOrderEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the stream processors, other features, and who watches the console, that a work order
 * changed.
 */
@Singleton
final class WorkOrderEvents {
  private final Outbox outbox;
  private final ChangeStream stream;
  private final ApplicationEventPublisher<WorkOrderMoved> moved;

  WorkOrderEvents(
      Outbox outbox, ChangeStream stream, ApplicationEventPublisher<WorkOrderMoved> moved) {
    this.outbox = outbox;
    this.stream = stream;
    this.moved = moved;
  }

  /** A step of the life cycle, in the open transaction; event time says when it takes effect. */
  void moved(WorkOrder after, @Nullable WorkOrderStatus from, Instant eventTime, String by) {
    outbox.workOrder(event(after, from, eventTime));
    changed(after);
    moved.publishEvent(
        new WorkOrderMoved(
            after.assetTag(),
            after.failureMode(),
            after.origin().equals(WorkOrder.PREDICTION),
            from == null,
            after.status(),
            by));
  }

  static WorkOrderEvent.Builder event(
      WorkOrder after, @Nullable WorkOrderStatus from, Instant eventTime) {
    WorkOrderEvent.Builder event =
        WorkOrderEvent.newBuilder()
            .setTenant(after.tenant().value())
            .setAsset(after.assetTag())
            .setWorkOrderId(after.id().toString())
            .setNumber(after.numberText())
            .setAdvisoryId(orEmpty(after.advisoryId()))
            .setFailureMode(orEmpty(after.failureMode()))
            .setRule(orEmpty(after.rule()))
            .setStatus(WorkOrderEvent.Status.valueOf(after.status().name()))
            .setTimeMicros(
                TimeUnit.SECONDS.toMicros(eventTime.getEpochSecond()) + eventTime.getNano() / 1000);
    if (from != null) {
      event.setPrevious(WorkOrderEvent.Status.valueOf(from.name()));
    }
    AsFound found = after.asFound();
    if (found != null && workIsDone(after.status())) {
      event
          .setFinding(WorkOrderEvent.Finding.valueOf(found.finding().name()))
          .setComponentReplaced(found.componentReplaced());
    }
    return event;
  }

  /**
   * An order in rework, or cancelled in it, keeps what was found before; told again, it would be
   * taken for a second replacement.
   */
  private static boolean workIsDone(WorkOrderStatus status) {
    return switch (status) {
      case COMPLETED, VERIFIED, CLOSED -> true;
      case NEW, ASSIGNED, IN_PROGRESS, CANCELLED -> false;
    };
  }

  /** Anything else that the console shows. */
  void changed(WorkOrder after) {
    stream.publishAfterCommit(
        after.tenant(),
        new ChangeStream.WorkOrderChange(
            after.id(), after.numberText(), after.status().name(), after.version()));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
