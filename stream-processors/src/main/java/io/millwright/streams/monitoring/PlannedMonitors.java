package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.InvalidPlanException;
import io.millwright.models.plan.MonitoringPlan;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The monitors of one task under the plans of one topic: those in force, or those in shadow.
 *
 * <p>A plan that cannot be used leaves the one before where it was; a stored monitor that cannot be
 * read, or one that fails at an input, begins anew under its plan. Each is counted, and logged once
 * an asset.
 */
final class PlannedMonitors {
  private static final Logger LOGGER = LoggerFactory.getLogger(PlannedMonitors.class);

  private final PlanRole role;
  private final LiveStore<AssetKey, MonitoredAsset> monitors;
  private final TaskPlans plans;
  private final PlanLibrary library;
  private final MonitoringMetrics.OfRole metrics;
  private final Set<AssetKey> reported = new HashSet<>();

  private PlannedMonitors(
      PlanRole role,
      LiveStore<AssetKey, MonitoredAsset> monitors,
      TaskPlans plans,
      PlanLibrary library,
      MonitoringMetrics.OfRole metrics) {
    this.role = role;
    this.monitors = monitors;
    this.plans = plans;
    this.library = library;
    this.metrics = metrics;
  }

  /**
   * Those that the stores of a task hold.
   *
   * @param restored gets what is stored of each asset
   */
  static PlannedMonitors open(
      PlanRole role,
      ProcessorContext<?, ?> context,
      PlanLibrary library,
      MonitoringMetrics all,
      BiConsumer<AssetKey, StoredMonitor> restored) {
    LiveStore<AssetKey, MonitoredAsset> store = context.getStateStore(role.monitors());
    TaskPlans plans = new TaskPlans(context.getStateStore(role.documents()));
    MonitoringMetrics.OfRole metrics = all.of(role);
    PlannedMonitors opened = new PlannedMonitors(role, store, plans, library, metrics);
    store.forEachStored(
        (asset, bytes, changes) -> {
          try {
            StoredMonitor stored = StoredMonitor.read(bytes).after(changes);
            plans.changed(null, stored.planSha256(), null);
            restored.accept(asset, stored);
          } catch (IllegalArgumentException e) {
            opened.unusable(asset, e);
          }
        });
    metrics.taskBegan(plans);
    return opened;
  }

  void close() {
    metrics.taskEnded(plans);
  }

  /** The monitor of an asset, to be fed by the caller; null = no plan. */
  @Nullable MonitoredAsset monitor(AssetKey asset) {
    return monitors.mutate(asset, this::restore);
  }

  /** The same, only to be looked at. */
  @Nullable MonitoredAsset look(AssetKey asset) {
    return monitors.look(asset, this::restore);
  }

  /**
   * What the monitor of an asset concludes; null = it failed and begins anew.
   *
   * @param way how the monitor is given the input
   */
  @Nullable Conclusions feed(
      AssetKey asset,
      MonitoredAsset monitored,
      MonitorInput input,
      Function<AssetMonitor, Conclusions> way) {
    try {
      Conclusions conclusions = way.apply(monitored.monitor());
      monitored.took(input);
      return conclusions;
    } catch (RuntimeException e) {
      failed(asset, monitored.monitor().plan(), e);
    } catch (StackOverflowError e) {
      // In force it ends the stream thread, as any error does. A shadow must not reach that far.
      if (role != PlanRole.SHADOW) {
        throw e;
      }
      failed(asset, monitored.monitor().plan(), e);
    }
    return null;
  }

  private void failed(AssetKey asset, MonitoringPlan plan, Throwable e) {
    // Half of the input may have been taken: only a new monitor is whole.
    monitors.put(asset, MonitoredAsset.under(new AssetMonitor(asset, plan), null));
    metrics.engineFailed();
    if (reported.add(asset)) {
      LOGGER
          .atError()
          .setCause(e)
          .addKeyValue("asset", asset)
          .addKeyValue("plan", plan.id())
          .addKeyValue("role", role)
          .log(
              "the monitor failed at an input and begins anew; further failures of this asset are only counted");
    }
  }

  /** A plan is released for an asset; null = it has none any more. */
  void take(AssetKey asset, @Nullable MonitoringPlanRelease release) {
    take(asset, release, null);
  }

  /**
   * A plan is released for an asset; null = it has none any more.
   *
   * @param beside a monitor that a new one begins from, left as it is; null = it begins knowing
   *     nothing
   */
  void take(
      AssetKey asset, @Nullable MonitoringPlanRelease release, @Nullable MonitoredAsset beside) {
    MonitoredAsset before = monitor(asset);
    String planBefore = before == null ? null : before.monitor().plan().sha256();
    if (release == null) {
      if (before != null) {
        monitors.remove(asset);
        plans.changed(planBefore, null, null);
      }
      return;
    }
    MonitoringPlan plan = parse(asset, release);
    if (plan == null || plan.sha256().equals(planBefore)) {
      return;
    }
    MonitoredAsset from = before == null ? beside : before;
    AssetMonitor monitor =
        from == null
            ? new AssetMonitor(asset, plan)
            : under(asset, from.monitor(), plan, before == null);
    monitors.put(asset, MonitoredAsset.under(monitor, before));
    plans.changed(planBefore, plan.sha256(), release.getDocument());
    reported.remove(asset);
  }

  private AssetMonitor under(
      AssetKey asset, AssetMonitor before, MonitoringPlan plan, boolean besideIt) {
    try {
      // What goes on under a plan takes over parts of what was there before.
      return besideIt
          ? AssetMonitor.restore(asset, before.plan(), before.snapshot()).under(plan)
          : before.under(plan);
    } catch (RuntimeException e) {
      metrics.engineFailed();
      LOGGER
          .atError()
          .setCause(e)
          .addKeyValue("asset", asset)
          .addKeyValue("plan", plan.id())
          .addKeyValue("version", plan.version())
          .addKeyValue("role", role)
          .log("the monitor could not go on under its new plan and begins anew");
      return new AssetMonitor(asset, plan);
    }
  }

  private @Nullable MonitoringPlan parse(AssetKey asset, MonitoringPlanRelease release) {
    String fault;
    try {
      String sha256 = PlanLibrary.sha256(release.getDocument());
      if (sha256.equals(release.getSha256())) {
        return library.parse(sha256, release.getDocument());
      }
      fault = "its SHA-256 is " + sha256 + ", but the release says '" + release.getSha256() + "'";
    } catch (InvalidPlanException e) {
      fault = String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      fault = e.toString();
    }
    metrics.planRefused();
    LOGGER
        .atError()
        .addKeyValue("asset", asset)
        .addKeyValue("plan", release.getPlanId())
        .addKeyValue("version", release.getVersion())
        .addKeyValue("role", role)
        .addKeyValue("reason", fault)
        .log("released plan cannot be used: what was there before stays so");
    return null;
  }

  private @Nullable MonitoredAsset restore(AssetKey asset, byte[] bytes, List<byte[]> changes) {
    MonitoringPlan plan;
    StoredMonitor stored;
    try {
      stored = StoredMonitor.read(bytes);
      String document = plans.document(stored.planSha256());
      if (document == null) {
        throw new IllegalArgumentException("its plan " + stored.planSha256() + " is not stored");
      }
      plan = library.parse(stored.planSha256(), document);
    } catch (RuntimeException e) {
      unusable(asset, e);
      return null;
    }
    try {
      return MonitoredAsset.restore(asset, plan, stored, changes);
    } catch (RuntimeException e) {
      metrics.stateUnusable();
      LOGGER
          .atError()
          .setCause(e)
          .addKeyValue("asset", asset)
          .addKeyValue("plan", plan.id())
          .addKeyValue("role", role)
          .log("stored monitor cannot be read: it begins anew under its plan");
      return MonitoredAsset.under(new AssetMonitor(asset, plan), null);
    }
  }

  /** Its bytes stay where they are; a plan released again puts the asset right. */
  private void unusable(AssetKey asset, RuntimeException e) {
    metrics.stateUnusable();
    if (reported.add(asset)) {
      LOGGER
          .atError()
          .setCause(e)
          .addKeyValue("asset", asset)
          .addKeyValue("role", role)
          .log("stored monitor cannot be used, the asset is not monitored: release its plan again");
    }
  }
}
