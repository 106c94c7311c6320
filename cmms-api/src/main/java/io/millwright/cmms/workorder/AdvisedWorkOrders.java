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

  /**
   * Holds the asset, so that what is open for it stays so until the transaction ends.
   *
   * @throws IllegalStateException if it is not registered
   */
  public void lockAsset(String assetTag) {
    if (!workOrders.lockAsset(assetTag)) {
      throw new IllegalStateException("asset " + assetTag + " is not registered");
    }
  }

  /** Whether an order is open for the failure mode of an asset that is held. */
  public boolean isOpen(String assetTag, String failureMode) {
    return workOrders.findOpenForChange(assetTag, failureMode).isPresent();
  }

  /** In the open transaction. The asset must be registered, and the advisory new. */
  public Outcome take(RaisedAdvisory advisory) {
    return take(advisory, advisory.raisedAt(), MILLWRIGHT, "");
  }

  /**
   * As {@link #take}, of an advisory that has waited until now.
   *
   * @param now event time
   * @param by who released it, and why
   */
  public Outcome release(RaisedAdvisory advisory, Instant now, String by, String why) {
    return take(advisory, now, by, "; waited for capacity, released: " + why);
  }

  private Outcome take(RaisedAdvisory advisory, Instant at, String by, String note) {
    lockAsset(advisory.assetTag());
    Optional<WorkOrder> open =
        workOrders.findOpenForChange(advisory.assetTag(), advisory.failureMode());
    if (open.isPresent()) {
      addEvidence(open.get(), advisory);
      return new Outcome(open.get().id(), false);
    }
    return new Outcome(open(advisory, at, by, note), true);
  }

  private UUID open(RaisedAdvisory advisory, Instant at, String by, String note) {
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
        by,
        null,
        WorkOrderStatus.NEW,
        "raised by rule " + advisory.reason().rule() + note);
    events.moved(order, null, at, by);
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
