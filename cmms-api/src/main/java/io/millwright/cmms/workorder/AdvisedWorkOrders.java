package io.millwright.cmms.workorder;

import com.github.f4b6a3.uuid.UuidCreator;
import io.micronaut.serde.ObjectMapper;
import io.millwright.cmms.tenancy.TenantContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One episode, one work order: an advisory opens an order only when none is open for its failure
 * mode; otherwise it becomes evidence on that one, and may raise its priority.
 */
@Singleton
public final class AdvisedWorkOrders {
  /** Who did it, where the history asks for a name. */
  private static final String MILLWRIGHT = "millwright";

  /** What became of an advisory. */
  public record Outcome(UUID workOrderId, boolean opened) {}

  private final WorkOrderRepository workOrders;
  private final WorkOrderEvents events;
  private final ObjectMapper json;

  AdvisedWorkOrders(WorkOrderRepository workOrders, WorkOrderEvents events, ObjectMapper json) {
    this.workOrders = workOrders;
    this.events = events;
    this.json = json;
  }

  /** In the open transaction. The asset must be registered, and the advisory new. */
  public Outcome take(RaisedAdvisory advisory) {
    if (!workOrders.lockAsset(advisory.assetTag())) {
      throw new IllegalStateException("asset " + advisory.assetTag() + " is not registered");
    }
    Optional<WorkOrder> open =
        workOrders.findOpenForChange(advisory.assetTag(), advisory.failureMode());
    if (open.isPresent()) {
      addEvidence(open.get(), advisory);
      return new Outcome(open.get().id(), false);
    }
    return new Outcome(open(advisory), true);
  }

  private UUID open(RaisedAdvisory advisory) {
    Reason.Prognosis prognosis = advisory.reason().prognosis();
    WorkOrder order =
        new WorkOrder(
            UuidCreator.getTimeOrderedEpoch(),
            workOrders.nextNumber(),
            TenantContext.required(),
            advisory.assetTag(),
            advisory.title(),
            advisory.reason().explanation(),
            advisory.failureMode(),
            WorkOrderStatus.NEW,
            advisory.priority(),
            WorkOrder.PREDICTION,
            advisory.raisedAt(),
            advisory.dueBy(),
            Instant.now(),
            MILLWRIGHT,
            null,
            advisory.id(),
            advisory.reason().rule(),
            prognosis.failureProbability(),
            prognosis.remainingLifeHours(),
            written(advisory.reason()),
            advisory.checklist(),
            advisory.recommendedAction(),
            null,
            1);
    workOrders.insert(order);
    workOrders.addHistory(
        order.id(),
        order.createdAt(),
        MILLWRIGHT,
        null,
        WorkOrderStatus.NEW,
        "raised by rule " + advisory.reason().rule());
    events.moved(order, null, advisory.raisedAt());
    return order.id();
  }

  private void addEvidence(WorkOrder order, RaisedAdvisory advisory) {
    Reason.Prognosis prognosis = advisory.reason().prognosis();
    boolean moreUrgent = advisory.priority() < order.priority();
    workOrders.addEvidence(
        order.id(),
        advisory.id(),
        advisory.raisedAt(),
        advisory.reason().explanation()
            + (moreUrgent
                ? " Priority raised from " + order.priority() + " to " + advisory.priority() + "."
                : ""));
    workOrders.update(
        order,
        Math.min(order.priority(), advisory.priority()),
        earlier(order.dueBy(), advisory.dueBy()),
        prognosis.failureProbability() == null
            ? order.failureProbability()
            : prognosis.failureProbability(),
        prognosis.remainingLifeHours() == null
            ? order.remainingLifeHours()
            : prognosis.remainingLifeHours());
    events.changed(workOrders.find(order.id()).orElseThrow());
  }

  private static Instant earlier(@Nullable Instant present, Instant other) {
    return present == null || other.isBefore(present) ? other : present;
  }

  private String written(Reason reason) {
    try {
      return json.writeValueAsString(reason);
    } catch (IOException e) {
      throw new UncheckedIOException("the reason of a work order could not be written", e);
    }
  }
}
