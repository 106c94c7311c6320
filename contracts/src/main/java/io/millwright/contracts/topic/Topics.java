package io.millwright.contracts.topic;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.AlarmCommand;
import io.millwright.contracts.wire.AlarmEvent;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.Correction;
import io.millwright.contracts.wire.DescriptorSet;
import io.millwright.contracts.wire.DeviceCommand;
import io.millwright.contracts.wire.DeviceConfiguration;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.contracts.wire.Discovery;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.InstrumentFinding;
import io.millwright.contracts.wire.ModelRelease;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.contracts.wire.Prognosis;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.contracts.wire.ShadowConclusion;
import io.millwright.contracts.wire.StateDetection;
import io.millwright.contracts.wire.Waveform;
import io.millwright.contracts.wire.WorkOrderEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;

/** Every topic of Millwright. */
public final class Topics {
  /** Largest record of {@link #MODELS}, in bytes. */
  public static final int MAX_MODEL_BYTES = 16 * 1024 * 1024;

  private static final Map<String, String> FOREVER = Map.of("retention.ms", "-1");

  public static final Topic<AssetKey, Measurements> MEASUREMENTS =
      new Topic<>(
          "telemetry.measurements.v1",
          new AssetKeySerde(),
          new MeasurementsSerde(),
          true,
          Map.of());

  /** Readings of long ago: the same, in a lane of their own, so that they delay no others. */
  public static final Topic<AssetKey, Measurements> BACKFILL =
      new Topic<>(
          "telemetry.backfill.v1", new AssetKeySerde(), new MeasurementsSerde(), true, Map.of());

  public static final Topic<AssetKey, Waveform> WAVEFORMS =
      perAsset("telemetry.waveforms.v1", Waveform.parser(), Map.of("max.message.bytes", "2097152"));
  public static final Topic<AssetKey, AssetEvent> EVENTS =
      perAsset("telemetry.events.v1", AssetEvent.parser(), Map.of());
  public static final Topic<String, RejectedMessage> REJECTED =
      named("telemetry.rejected.v1", RejectedMessage.parser(), Map.of());

  public static final Topic<AssetKey, DescriptorSet> DESCRIPTORS =
      perAsset("condition.descriptors.v1", DescriptorSet.parser(), Map.of());
  public static final Topic<AssetKey, StateDetection> STATES =
      perAsset("condition.states.v1", StateDetection.parser(), Map.of());
  public static final Topic<AssetKey, HealthAssessment> HEALTH =
      perAsset("condition.health.v1", HealthAssessment.parser(), Map.of());
  public static final Topic<AssetKey, Prognosis> PROGNOSES =
      perAsset("condition.prognoses.v1", Prognosis.parser(), Map.of());
  public static final Topic<AssetKey, InstrumentFinding> INSTRUMENTS =
      perAsset("condition.instruments.v1", InstrumentFinding.parser(), Map.of());
  public static final Topic<AssetKey, AlarmEvent> ALARMS =
      perAsset("condition.alarms.v1", AlarmEvent.parser(), Map.of());
  public static final Topic<AssetKey, Correction> CORRECTIONS =
      perAsset("condition.corrections.v1", Correction.parser(), Map.of());
  public static final Topic<AssetKey, ShadowConclusion> SHADOW =
      perAsset("condition.shadow.v1", ShadowConclusion.parser(), Map.of());

  public static final Topic<AssetKey, Advisory> ADVISORIES =
      perAsset("maintenance.advisories.v1", Advisory.parser(), FOREVER);
  public static final Topic<AssetKey, MonitoringPlanRelease> PLANS =
      perAsset("maintenance.plans.v1", MonitoringPlanRelease.parser(), compacted());
  public static final Topic<AssetKey, MonitoringPlanRelease> SHADOW_PLANS =
      perAsset("maintenance.shadow-plans.v1", MonitoringPlanRelease.parser(), compacted());
  public static final Topic<String, ModelRelease> MODELS =
      named(
          "maintenance.models.v1",
          ModelRelease.parser(),
          Map.of(
              "cleanup.policy", "compact", "max.message.bytes", Integer.toString(MAX_MODEL_BYTES)));
  public static final Topic<AssetKey, WorkOrderEvent> WORK_ORDERS =
      perAsset("maintenance.work-orders.v1", WorkOrderEvent.parser(), FOREVER);
  public static final Topic<AssetKey, AlarmCommand> ALARM_COMMANDS =
      perAsset("maintenance.alarm-commands.v1", AlarmCommand.parser(), FOREVER);

  public static final Topic<String, DeviceRegistration> DEVICES =
      named("registry.devices.v1", DeviceRegistration.parser(), compacted());
  public static final Topic<AssetKey, AssetRegistration> ASSETS =
      perAsset("registry.assets.v1", AssetRegistration.parser(), compacted());
  public static final Topic<String, Discovery> DISCOVERIES =
      named("registry.discoveries.v1", Discovery.parser(), Map.of());
  public static final Topic<AssetKey, DeviceCommand> COMMANDS =
      perAsset(
          "registry.commands.v1",
          DeviceCommand.parser(),
          Map.of("retention.ms", Long.toString(Duration.ofDays(7).toMillis())));
  public static final Topic<AssetKey, DeviceConfiguration> CONFIGURATIONS =
      perAsset("registry.configurations.v1", DeviceConfiguration.parser(), compacted());

  private Topics() {}

  public static List<Topic<?, ?>> all() {
    return List.of(
        MEASUREMENTS,
        BACKFILL,
        WAVEFORMS,
        EVENTS,
        REJECTED,
        DESCRIPTORS,
        STATES,
        HEALTH,
        PROGNOSES,
        INSTRUMENTS,
        ALARMS,
        CORRECTIONS,
        SHADOW,
        ADVISORIES,
        PLANS,
        SHADOW_PLANS,
        MODELS,
        WORK_ORDERS,
        ALARM_COMMANDS,
        DEVICES,
        ASSETS,
        DISCOVERIES,
        COMMANDS,
        CONFIGURATIONS);
  }

  private static Map<String, String> compacted() {
    return Map.of("cleanup.policy", "compact");
  }

  private static <M extends MessageLite> Topic<AssetKey, M> perAsset(
      String name, Parser<M> parser, Map<String, String> settings) {
    return new Topic<>(name, new AssetKeySerde(), new ProtobufSerde<>(parser), true, settings);
  }

  private static <M extends MessageLite> Topic<String, M> named(
      String name, Parser<M> parser, Map<String, String> settings) {
    return new Topic<>(name, Serdes.String(), new ProtobufSerde<>(parser), false, settings);
  }
}
