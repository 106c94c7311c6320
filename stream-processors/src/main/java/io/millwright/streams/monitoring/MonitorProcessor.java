package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.models.alarm.AlarmCommand;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.monitor.MaintenanceRecord;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.waveform.WaveformBlock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.streams.processor.PunctuationType;
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
final class MonitorProcessor implements Processor<AssetKey, MonitorInput, AssetKey, Object> {
  private static final Logger LOGGER = LoggerFactory.getLogger(MonitorProcessor.class);
  private static final long MICROS_PER_MILLI = 1_000;

  /** The source of the ticks. */
  private static final String CLOCK = "clock:condition-monitoring";

  private final ModelCatalog models;
  private final PlanLibrary library;
  private final MonitoringMetrics metrics;
  private final boolean publishDescriptors;
  private final Duration tickInterval;
  private final DescriptorMessages descriptors = new DescriptorMessages();
  private final SilenceWatch silence = new SilenceWatch();
  private @Nullable ProcessorContext<AssetKey, Object> context;
  private @Nullable PlannedMonitors inForce;
  private @Nullable PlannedMonitors shadows;

  /**
   * @param publishDescriptors whether condition.descriptors.v1 is written
   * @param tickInterval how often silent assets are looked for; zero = never
   */
  MonitorProcessor(
      ModelCatalog models,
      PlanLibrary library,
      MonitoringMetrics metrics,
      boolean publishDescriptors,
      Duration tickInterval) {
    this.models = models;
    this.library = library;
    this.metrics = metrics;
    this.publishDescriptors = publishDescriptors;
    this.tickInterval = tickInterval;
  }

  @Override
  public void init(ProcessorContext<AssetKey, Object> context) {
    this.context = context;
    PlannedMonitors opened =
        PlannedMonitors.open(PlanRole.IN_FORCE, context, library, metrics, silence::restored);
    inForce = opened;
    shadows =
        PlannedMonitors.open(PlanRole.SHADOW, context, library, metrics, (asset, stored) -> {});
    if (!tickInterval.isZero()) {
      context.schedule(
          tickInterval,
          PunctuationType.WALL_CLOCK_TIME,
          millis ->
              silence.look(
                  millis * MICROS_PER_MILLI,
                  opened::look,
                  (asset, timeMicros) -> tick(asset, timeMicros, millis, context)));
    }
  }

  private void tick(
      AssetKey asset, long timeMicros, long nowMillis, ProcessorContext<AssetKey, Object> context) {
    metrics.ticked();
    AssetEvent event =
        AssetEvent.newBuilder()
            .setTenant(asset.tenant().value())
            .setAsset(asset.asset().value())
            .setSource(CLOCK)
            .setKind(AssetEvent.Kind.TIME_TICK)
            .setTimeMicros(timeMicros)
            .build();
    Sink.EVENTS.write(context, new Record<>(asset, event, nowMillis), List.of(event));
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
      if (plan.role() == PlanRole.SHADOW) {
        shadows.take(asset, plan.message(), inForce.look(asset));
      } else {
        inForce.take(asset, plan.message());
      }
      return;
    }
    Function<AssetMonitor, Conclusions> way = way(input);
    if (way == null) {
      return;
    }
    MonitoredAsset monitored = inForce.monitor(asset);
    if (monitored == null) {
      metrics.withoutPlan(input);
    } else {
      long reached = monitored.monitor().reachedMicros();
      Conclusions conclusions = inForce.feed(asset, monitored, input, way);
      if (conclusions != null) {
        metrics.concluded(input, conclusions);
        noteTime(asset, monitored, reached, input, context.currentSystemTimeMs());
        publish(record, concluded(record, monitored, conclusions), context);
      }
    }
    MonitoredAsset shadow = shadows.monitor(asset);
    if (shadow != null) {
      Conclusions conclusions = shadows.feed(asset, shadow, input, way);
      if (conclusions != null) {
        Sink.SHADOW.write(
            context,
            record,
            ConclusionMessages.shadow(asset, concluded(record, shadow, conclusions)));
      }
    }
  }

  /** Lets the watch know how far an asset has got. */
  private void noteTime(
      AssetKey asset, MonitoredAsset monitored, long reachedBefore, MonitorInput input, long now) {
    long nowMicros = now * MICROS_PER_MILLI;
    if (input instanceof MonitorInput.Event) {
      silence.ticked(asset, monitored, nowMicros);
      return;
    }
    long reached = monitored.monitor().reachedMicros();
    if (reached <= reachedBefore) {
      return;
    }
    long oldest = reached;
    if (input instanceof MonitorInput.Readings readings) {
      for (int i = 0; i < readings.measurements().size(); i++) {
        long time = readings.measurements().timeMicros(i);
        oldest = time > reachedBefore && time < oldest ? time : oldest;
      }
    }
    monitored.heard(oldest, nowMicros);
    silence.heard(asset, monitored, nowMicros);
  }

  /** How a monitor is given the input; null = it says nothing to it. */
  private @Nullable Function<AssetMonitor, Conclusions> way(MonitorInput input) {
    if (input instanceof MonitorInput.Readings readings) {
      return monitor -> monitor.accept(readings.measurements(), models);
    }
    if (input instanceof MonitorInput.WorkOrder workOrder) {
      MaintenanceRecord maintenance = MaintenanceRecords.of(workOrder.message());
      return maintenance == null ? null : monitor -> monitor.accept(maintenance);
    }
    if (input instanceof MonitorInput.Event event) {
      return event.message().getKind() == AssetEvent.Kind.TIME_TICK
          ? monitor -> monitor.advanceTo(event.message().getTimeMicros(), models)
          : null;
    }
    try {
      if (input instanceof MonitorInput.Block block) {
        WaveformBlock samples = Inputs.block(block.message());
        return monitor -> monitor.accept(samples, 0, models);
      }
      if (input instanceof MonitorInput.Command command) {
        AlarmCommand done = Inputs.command(command.message());
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

  private static Concluded concluded(
      Record<AssetKey, MonitorInput> record, MonitoredAsset monitored, Conclusions conclusions) {
    MonitoringPlan plan = monitored.monitor().plan();
    String source =
        record.value() instanceof MonitorInput.Readings readings
            ? readings.measurements().source()
            : "";
    return new Concluded(plan.id(), plan.version(), source, conclusions);
  }

  private void publish(
      Record<AssetKey, MonitorInput> record,
      Concluded concluded,
      ProcessorContext<AssetKey, Object> context) {
    AssetKey asset = record.key();
    if (publishDescriptors) {
      Sink.DESCRIPTORS.write(context, record, descriptors.of(asset, concluded));
    }
    Sink.STATES.write(context, record, ConclusionMessages.states(asset, concluded));
    Sink.HEALTH.write(context, record, ConclusionMessages.health(asset, concluded));
    Sink.PROGNOSES.write(context, record, ConclusionMessages.prognoses(asset, concluded));
    Sink.INSTRUMENTS.write(context, record, ConclusionMessages.findings(asset, concluded));
    Sink.ALARMS.write(context, record, ConclusionMessages.alarms(asset, concluded));
    Sink.CORRECTIONS.write(context, record, ConclusionMessages.corrections(asset, concluded));
    Sink.ADVISORIES.write(context, record, ConclusionMessages.advisories(asset, concluded));
  }
}
