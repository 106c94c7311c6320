package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.monitor.MaintenanceRecord;
import io.millwright.models.plan.InvalidPlanException;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds each asset's {@link AssetMonitor} and passes on what it concludes.
 *
 * <p>An input that cannot be used concerns its asset only and never stops the others: a plan that
 * cannot be parsed leaves the one before in force; a stored monitor that cannot be read, or one
 * that fails at an input, begins anew under its plan. Each is counted, and logged once an asset.
 */
final class MonitorProcessor implements Processor<AssetKey, MonitorInput, AssetKey, Concluded> {
  static final String MONITORS = "asset-monitors";
  static final String DOCUMENTS = "plan-documents";

  private static final Logger LOGGER = LoggerFactory.getLogger(MonitorProcessor.class);

  private final ModelCatalog models;
  private final PlanLibrary library;
  private final MonitoringMetrics metrics;
  private final Set<AssetKey> reported = new HashSet<>();
  private @Nullable ProcessorContext<AssetKey, Concluded> context;
  private @Nullable LiveStore<AssetKey, AssetMonitor> monitors;
  private @Nullable TaskPlans plans;

  MonitorProcessor(ModelCatalog models, PlanLibrary library, MonitoringMetrics metrics) {
    this.models = models;
    this.library = library;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<AssetKey, Concluded> context) {
    this.context = context;
    LiveStore<AssetKey, AssetMonitor> store = context.getStateStore(MONITORS);
    TaskPlans known = new TaskPlans(context.getStateStore(DOCUMENTS));
    store.forEachStored(
        (asset, bytes) -> {
          try {
            known.changed(null, StoredMonitor.read(bytes).planSha256(), null);
          } catch (IllegalArgumentException e) {
            unusable(asset, e);
          }
        });
    monitors = store;
    plans = known;
    metrics.taskBegan(known);
  }

  @Override
  public void close() {
    if (plans != null) {
      metrics.taskEnded(plans);
    }
  }

  @Override
  public void process(Record<AssetKey, MonitorInput> record) {
    if (context == null || monitors == null || plans == null) {
      throw new IllegalStateException("the processor has not been initialised");
    }
    AssetKey asset = record.key();
    MonitorInput input = record.value();
    if (input instanceof MonitorInput.Plan plan) {
      takePlan(asset, plan.release(), monitors, plans);
      return;
    }
    MaintenanceRecord maintenance = null;
    if (input instanceof MonitorInput.WorkOrder workOrder) {
      maintenance = MaintenanceRecords.of(workOrder.event());
      if (maintenance == null) {
        return;
      }
    } else if (input instanceof MonitorInput.Event event
        && event.event().getKind() != AssetEvent.Kind.TIME_TICK) {
      return;
    }
    AssetMonitor monitor = monitors.mutate(asset, this::restore);
    if (monitor == null) {
      metrics.withoutPlan(input);
      return;
    }
    Conclusions conclusions;
    try {
      conclusions = feed(monitor, input, maintenance);
    } catch (RuntimeException e) {
      // Half of the input may have been taken: only a new monitor is whole.
      monitors.put(asset, new AssetMonitor(asset, monitor.plan()));
      metrics.engineFailed();
      if (reported.add(asset)) {
        LOGGER
            .atError()
            .setCause(e)
            .addKeyValue("asset", asset)
            .addKeyValue("plan", monitor.plan().id())
            .log(
                "the monitor failed at an input and begins anew; further failures of this asset are only counted");
      }
      return;
    }
    forward(record, monitor.plan(), conclusions, context);
  }

  private Conclusions feed(
      AssetMonitor monitor, MonitorInput input, @Nullable MaintenanceRecord maintenance) {
    if (input instanceof MonitorInput.Readings readings) {
      Conclusions conclusions = monitor.accept(readings.measurements(), models);
      metrics.scored(readings.measurements().size());
      return conclusions;
    }
    if (maintenance != null) {
      return monitor.accept(maintenance);
    }
    if (input instanceof MonitorInput.Event event) {
      return monitor.advanceTo(event.event().getTimeMicros(), models);
    }
    throw new IllegalArgumentException("no way to take " + input.getClass());
  }

  private void forward(
      Record<AssetKey, MonitorInput> record,
      MonitoringPlan plan,
      Conclusions conclusions,
      ProcessorContext<AssetKey, Concluded> context) {
    if (conclusions.descriptors().isEmpty()
        && conclusions.stateChanges().isEmpty()
        && conclusions.health().isEmpty()
        && conclusions.prognoses().isEmpty()
        && conclusions.advisories().isEmpty()) {
      return;
    }
    metrics.raised(conclusions.advisories().size());
    context.forward(record.withValue(new Concluded(plan.id(), plan.version(), conclusions)));
  }

  private void takePlan(
      AssetKey asset,
      @Nullable MonitoringPlanRelease release,
      LiveStore<AssetKey, AssetMonitor> monitors,
      TaskPlans plans) {
    AssetMonitor before = monitors.mutate(asset, this::restore);
    if (release == null) {
      if (before != null) {
        monitors.remove(asset);
        plans.changed(before.plan().sha256(), null, null);
      }
      return;
    }
    MonitoringPlan plan = parse(asset, release);
    if (plan == null || (before != null && before.plan().sha256().equals(plan.sha256()))) {
      return;
    }
    monitors.put(
        asset, before == null ? new AssetMonitor(asset, plan) : under(asset, before, plan));
    plans.changed(
        before == null ? null : before.plan().sha256(), plan.sha256(), release.getDocument());
    reported.remove(asset);
  }

  private AssetMonitor under(AssetKey asset, AssetMonitor before, MonitoringPlan plan) {
    try {
      return before.under(plan);
    } catch (RuntimeException e) {
      metrics.engineFailed();
      LOGGER
          .atError()
          .setCause(e)
          .addKeyValue("asset", asset)
          .addKeyValue("plan", plan.id())
          .addKeyValue("version", plan.version())
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
        .addKeyValue("reason", fault)
        .log("released plan cannot be used: what was in force before stays so");
    return null;
  }

  private @Nullable AssetMonitor restore(AssetKey asset, byte[] bytes) {
    MonitoringPlan plan;
    byte[] snapshot;
    try {
      StoredMonitor stored = StoredMonitor.read(bytes);
      String document = plans == null ? null : plans.document(stored.planSha256());
      if (document == null) {
        throw new IllegalArgumentException("its plan " + stored.planSha256() + " is not stored");
      }
      plan = library.parse(stored.planSha256(), document);
      snapshot = stored.snapshot();
    } catch (RuntimeException e) {
      unusable(asset, e);
      return null;
    }
    try {
      return AssetMonitor.restore(asset, plan, snapshot);
    } catch (RuntimeException e) {
      metrics.stateUnusable();
      LOGGER
          .atError()
          .setCause(e)
          .addKeyValue("asset", asset)
          .addKeyValue("plan", plan.id())
          .log("stored monitor cannot be read: it begins anew under its plan");
      return new AssetMonitor(asset, plan);
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
          .log("stored monitor cannot be used, the asset is not monitored: release its plan again");
    }
  }
}
