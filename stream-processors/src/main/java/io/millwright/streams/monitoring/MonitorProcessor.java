package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.models.alarm.AlarmCommand;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.monitor.MaintenanceRecord;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.waveform.WaveformBlock;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds each asset's {@link AssetMonitor}, and the one of its shadow plan if it has one, and passes
 * on what they conclude. An input that cannot be used concerns its asset only and never stops the
 * others; what happens to a shadow never concerns the monitor beside it.
 */
final class MonitorProcessor implements Processor<AssetKey, MonitorInput, AssetKey, Concluded> {
  private static final Logger LOGGER = LoggerFactory.getLogger(MonitorProcessor.class);

  private final ModelCatalog models;
  private final PlanLibrary library;
  private final MonitoringMetrics metrics;
  private @Nullable ProcessorContext<AssetKey, Concluded> context;
  private @Nullable PlannedMonitors inForce;
  private @Nullable PlannedMonitors shadows;

  MonitorProcessor(ModelCatalog models, PlanLibrary library, MonitoringMetrics metrics) {
    this.models = models;
    this.library = library;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<AssetKey, Concluded> context) {
    this.context = context;
    inForce = PlannedMonitors.open(PlanRole.IN_FORCE, context, library, metrics);
    shadows = PlannedMonitors.open(PlanRole.SHADOW, context, library, metrics);
  }

  @Override
  public void close() {
    if (inForce != null) {
      inForce.close();
    }
    if (shadows != null) {
      shadows.close();
    }
  }

  @Override
  public void process(Record<AssetKey, MonitorInput> record) {
    if (context == null || inForce == null || shadows == null) {
      throw new IllegalStateException("the processor has not been initialised");
    }
    AssetKey asset = record.key();
    MonitorInput input = record.value();
    if (input instanceof MonitorInput.Plan plan) {
      inForce.take(asset, plan.release());
      return;
    }
    if (input instanceof MonitorInput.ShadowPlan plan) {
      shadows.take(asset, plan.release(), inForce.monitor(asset));
      return;
    }
    Function<AssetMonitor, Conclusions> way = way(input);
    if (way == null) {
      return;
    }
    AssetMonitor monitor = inForce.monitor(asset);
    if (monitor == null) {
      metrics.withoutPlan(input);
    } else {
      Conclusions conclusions = inForce.feed(asset, monitor, way);
      if (conclusions != null) {
        metrics.concluded(input, conclusions);
        forward(record, monitor, false, conclusions, context);
      }
    }
    AssetMonitor shadow = shadows.monitor(asset);
    if (shadow != null) {
      Conclusions conclusions = shadows.feed(asset, shadow, way);
      if (conclusions != null) {
        forward(record, shadow, true, conclusions, context);
      }
    }
  }

  /** How a monitor is given the input; null = it says nothing to it. */
  private @Nullable Function<AssetMonitor, Conclusions> way(MonitorInput input) {
    if (input instanceof MonitorInput.Readings readings) {
      return monitor -> monitor.accept(readings.measurements(), models);
    }
    if (input instanceof MonitorInput.WorkOrder workOrder) {
      MaintenanceRecord maintenance = MaintenanceRecords.of(workOrder.event());
      return maintenance == null ? null : monitor -> monitor.accept(maintenance);
    }
    if (input instanceof MonitorInput.Event event) {
      return event.event().getKind() == AssetEvent.Kind.TIME_TICK
          ? monitor -> monitor.advanceTo(event.event().getTimeMicros(), models)
          : null;
    }
    try {
      if (input instanceof MonitorInput.Block block) {
        WaveformBlock samples = Inputs.block(block.waveform());
        return monitor -> monitor.accept(samples, 0, models);
      }
      if (input instanceof MonitorInput.Command command) {
        AlarmCommand done = Inputs.command(command.command());
        return done == null ? null : monitor -> monitor.accept(done);
      }
    } catch (IllegalArgumentException e) {
      metrics.inputRefused();
      LOGGER
          .atWarn()
          .addKeyValue("input", input.getClass().getSimpleName())
          .addKeyValue("reason", e.getMessage())
          .log("an input cannot be used");
      return null;
    }
    throw new IllegalArgumentException("no way to take " + input.getClass());
  }

  private static void forward(
      Record<AssetKey, MonitorInput> record,
      AssetMonitor monitor,
      boolean shadow,
      Conclusions conclusions,
      ProcessorContext<AssetKey, Concluded> context) {
    if (conclusions.equals(Conclusions.NONE)) {
      return;
    }
    String source =
        record.value() instanceof MonitorInput.Readings readings
            ? readings.measurements().source()
            : "";
    context.forward(
        record.withValue(
            new Concluded(
                monitor.plan().id(), monitor.plan().version(), source, shadow, conclusions)));
  }
}
