package io.millwright.cmms.watchlist;

import com.github.f4b6a3.uuid.UuidCreator;
import io.micronaut.runtime.event.annotation.EventListener;
import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.asset.CriticalityChanged;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.stream.ChangeStream;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.cmms.watchlist.ReleasePolicy.Why;
import io.millwright.cmms.workorder.AdvisedWorkOrders;
import io.millwright.cmms.workorder.RaisedAdvisory;
import io.millwright.cmms.workorder.WorkOrderMoved;
import io.millwright.cmms.workorder.WorkOrderStatus;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between advisories and work orders: what a crew has no room for waits here, one item for an
 * episode, and goes on by itself when there is room.
 *
 * <p>The row of the asset is held by whoever changes what is open or waits for it, so that an
 * episode is in one place; the lock of {@link CrewBudgets} by whoever decides, so that a budget is
 * not given away twice. The first is taken before the second.
 */
@Singleton
public final class WatchList {
  /** Who did it, where nobody did. */
  static final String MILLWRIGHT = "millwright";

  private static final Logger LOGGER = LoggerFactory.getLogger(WatchList.class);

  /** Looked at in one go; then the question is asked anew. */
  private static final int BATCH = 200;

  /** What became of an advisory. */
  public sealed interface Taken {
    /** It opened a work order or became evidence on one. */
    record Ordered(UUID workOrderId, boolean opened) implements Taken {}

    /** It waits, as an item or as evidence on one. */
    record Waits(UUID watchItemId) implements Taken {}
  }

  private final Database database;
  private final WatchItems items;
  private final CrewBudgets budgets;
  private final AdvisedWorkOrders workOrders;
  private final Assets assets;
  private final ChangeStream stream;
  private final CapacitySignal signal;
  private final Clock clock;

  @Inject
  WatchList(
      Database database,
      WatchItems items,
      CrewBudgets budgets,
      AdvisedWorkOrders workOrders,
      Assets assets,
      ChangeStream stream,
      CapacitySignal signal) {
    this(database, items, budgets, workOrders, assets, stream, signal, Clock.systemUTC());
  }

  WatchList(
      Database database,
      WatchItems items,
      CrewBudgets budgets,
      AdvisedWorkOrders workOrders,
      Assets assets,
      ChangeStream stream,
      CapacitySignal signal,
      Clock clock) {
    this.database = database;
    this.items = items;
    this.budgets = budgets;
    this.workOrders = workOrders;
    this.assets = assets;
    this.stream = stream;
    this.signal = signal;
    this.clock = clock;
  }

  /** In the open transaction. The asset must be registered, and the advisory new. */
  public Taken take(RaisedAdvisory advisory) {
    workOrders.lockAsset(advisory.assetTag());
    if (workOrders.isOpen(advisory.assetTag(), advisory.failureMode())) {
      return ordered(advisory);
    }
    Optional<WatchItem> waiting = items.findWaiting(advisory.assetTag(), advisory.failureMode());
    if (waiting.isPresent()) {
      WatchItem item = waiting.get().with(advisory);
      items.update(item);
      items.addAdvisory(item.id(), advisory);
      return decide(item)
          .<Taken>map(why -> new Taken.Ordered(release(item, MILLWRIGHT, why.words), false))
          .orElseGet(() -> waits(item));
    }
    // also without the lock: who sets a budget now sets it for what comes after this
    if (budgets.inForce(budgets.crewOf(advisory.assetTag())).isEmpty()) {
      return ordered(advisory);
    }
    WatchItem item =
        WatchItem.of(
            UuidCreator.getTimeOrderedEpoch(),
            advisory,
            Risk.of(advisory, assets.criticality(advisory.assetTag())));
    if (decide(item).isPresent()) {
      return ordered(advisory);
    }
    items.insert(item, clock.instant());
    items.addAdvisory(item.id(), advisory);
    return waits(item);
  }

  private Taken ordered(RaisedAdvisory advisory) {
    AdvisedWorkOrders.Outcome taken = workOrders.take(advisory);
    return new Taken.Ordered(taken.workOrderId(), taken.opened());
  }

  private Taken waits(WatchItem item) {
    changed(item.id(), WatchItem.State.WAITING);
    return new Taken.Waits(item.id());
  }

  /** Whether the item is to be released now, and why; nobody else decides until the end. */
  private Optional<Why> decide(WatchItem item) {
    budgets.lock();
    Instant now = clock.instant();
    String crew = budgets.crewOf(item.assetTag());
    CrewBudget budget = budgets.inForce(crew).orElse(null);
    long orders = budgets.usage(crew, now).orders();
    Map<UUID, Candidate> candidates = new LinkedHashMap<>();
    if (budget != null) {
      items
          .firstInRank(crew, budget.room(orders), now)
          .forEach(candidate -> candidates.put(candidate.id(), candidate));
    }
    // the stored one may be older than what was just learned
    candidates.put(
        item.id(), item.candidate(items.machineNow(item.assetTag(), item.latestAt(), now)));
    return ReleasePolicy.decide(budget, orders, candidates.values()).releases(item.id());
  }

  /**
   * Releases what there is room for, one after the other, each in a transaction of its own. Others
   * may do the same meanwhile.
   *
   * @return how many
   */
  int releaseDue() {
    int released = 0;
    List<UUID> due = database.read(this::due);
    while (!due.isEmpty()) {
      int before = released;
      for (UUID id : due) {
        released += released(id) ? 1 : 0;
      }
      // none: someone else was faster, or the question and the answer differ by a moment
      due = released == before ? List.of() : database.read(this::due);
    }
    return released;
  }

  /** One that cannot be released does not keep those after it. */
  private boolean released(UUID id) {
    try {
      return database.write(() -> releaseIfDue(id));
    } catch (RuntimeException e) {
      LOGGER
          .atError()
          .addKeyValue("watchItem", id)
          .setCause(e)
          .log("watch item could not be released now, it will be tried again");
      return false;
    }
  }

  /** What looks as if it could go, the first to go first. */
  private List<UUID> due() {
    Instant now = clock.instant();
    List<UUID> due = new ArrayList<>();
    for (String crew : items.crewsWaitedFor()) {
      CrewBudget budget = budgets.inForce(crew).orElse(null);
      long orders = budgets.usage(crew, now).orders();
      Map<UUID, Candidate> candidates = new LinkedHashMap<>();
      items
          .firstInRank(crew, budget == null ? BATCH : Math.min(BATCH, budget.room(orders)), now)
          .forEach(candidate -> candidates.put(candidate.id(), candidate));
      if (budget != null) {
        items
            .urgent(crew, budget.urgentWithinHours(), BATCH, now)
            .forEach(candidate -> candidates.put(candidate.id(), candidate));
      }
      ReleasePolicy.decide(budget, orders, candidates.values()).released().stream()
          .map(release -> release.candidate().id())
          .forEach(due::add);
    }
    return due;
  }

  private boolean releaseIfDue(UUID id) {
    Optional<WatchItem> item = hold(id);
    Optional<Why> why = item.flatMap(this::decide);
    why.ifPresent(reason -> release(item.orElseThrow(), MILLWRIGHT, reason.words));
    return why.isPresent();
  }

  /** The item, if it waits; what is open or waits for its asset stays as it is until the end. */
  Optional<WatchItem> hold(UUID id) {
    Optional<WatchItem> item = items.find(id);
    if (item.isEmpty()) {
      return item;
    }
    workOrders.lockAsset(item.get().assetTag());
    return items.find(id).filter(held -> held.state() == WatchItem.State.WAITING);
  }

  /** Makes a work order of an item that is held; returns its id. */
  UUID release(WatchItem item, String by, String reason) {
    Instant now = clock.instant();
    Instant machineNow = items.machineNow(item.assetTag(), item.latestAt(), now);
    UUID workOrderId = null;
    for (RaisedAdvisory advisory : items.advisories(item.id())) {
      workOrderId = workOrders.release(advisory, machineNow, by, reason).workOrderId();
    }
    end(item, WatchItem.State.RELEASED, now, by, reason, workOrderId);
    return Objects.requireNonNull(workOrderId, "a watch item without an advisory");
  }

  /** Takes an item that is held off the list without work. */
  void dismiss(WatchItem item, String by, String reason) {
    end(item, WatchItem.State.DISMISSED, clock.instant(), by, reason, null);
  }

  private void end(
      WatchItem item,
      WatchItem.State how,
      Instant at,
      String by,
      String reason,
      @Nullable UUID workOrderId) {
    items.end(item, how, at, by, reason, workOrderId);
    changed(item.id(), how);
  }

  private void changed(UUID id, WatchItem.State state) {
    stream.publishAfterCommit(
        TenantContext.required(), new ChangeStream.WatchListChange(id, state.name()));
  }

  /** What someone opens by hand takes over the episode; what ends may make room. */
  @EventListener
  void workOrderMoved(WorkOrderMoved moved) {
    String failureMode = moved.failureMode();
    if (moved.opened() && !moved.predicted() && failureMode != null) {
      items
          .findWaiting(moved.assetTag(), failureMode)
          .ifPresent(item -> release(item, moved.by(), "a work order was opened by hand"));
    }
    if (moved.to() == WorkOrderStatus.COMPLETED || moved.to() == WorkOrderStatus.CANCELLED) {
      signal.raiseAfterCommit();
    }
  }

  /** The rank changes with what is at stake. */
  @EventListener
  void criticalityChanged(CriticalityChanged changed) {
    for (WatchItem item : items.waitingOf(changed.assetTag())) {
      // read with the asset's new class
      items.update(item);
      changed(item.id(), WatchItem.State.WAITING);
    }
    signal.raiseAfterCommit();
  }
}
