package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.contracts.wire.AlarmCommand;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.contracts.wire.Waveform;
import io.millwright.contracts.wire.WorkOrderEvent;
import org.jspecify.annotations.Nullable;

/** What can reach the monitor of an asset, each from a topic of its own. */
sealed interface MonitorInput {

  /** Whether the message is about the asset that the record is keyed with. */
  boolean concerns(AssetKey key);

  /** The message as it came, for the topic of the rejected. */
  byte[] payload();

  /** From telemetry.measurements.v1 and telemetry.backfill.v1. */
  record Readings(Measurements measurements) implements MonitorInput {
    @Override
    public boolean concerns(AssetKey key) {
      return measurements.asset().equals(key);
    }

    @Override
    public byte[] payload() {
      return MeasurementsSerde.encode(measurements);
    }
  }

  /** From telemetry.events.v1. */
  record Event(AssetEvent event) implements MonitorInput {
    @Override
    public boolean concerns(AssetKey key) {
      return same(key, event.getTenant(), event.getAsset());
    }

    @Override
    public byte[] payload() {
      return event.toByteArray();
    }
  }

  /** From maintenance.work-orders.v1. */
  record WorkOrder(WorkOrderEvent event) implements MonitorInput {
    @Override
    public boolean concerns(AssetKey key) {
      return same(key, event.getTenant(), event.getAsset());
    }

    @Override
    public byte[] payload() {
      return event.toByteArray();
    }
  }

  /** From telemetry.waveforms.v1. */
  record Block(Waveform waveform) implements MonitorInput {
    @Override
    public boolean concerns(AssetKey key) {
      return same(key, waveform.getTenant(), waveform.getAsset());
    }

    @Override
    public byte[] payload() {
      return waveform.toByteArray();
    }
  }

  /** From maintenance.alarm-commands.v1. */
  record Command(AlarmCommand command) implements MonitorInput {
    @Override
    public boolean concerns(AssetKey key) {
      return same(key, command.getTenant(), command.getAsset());
    }

    @Override
    public byte[] payload() {
      return command.toByteArray();
    }
  }

  /** From maintenance.plans.v1; null = the asset has no plan any more. */
  record Plan(@Nullable MonitoringPlanRelease release) implements MonitorInput {
    @Override
    public boolean concerns(AssetKey key) {
      return release == null || same(key, release.getTenant(), release.getAsset());
    }

    @Override
    public byte[] payload() {
      return release == null ? new byte[0] : release.toByteArray();
    }
  }

  /** From maintenance.shadow-plans.v1; null = the shadow ends. */
  record ShadowPlan(@Nullable MonitoringPlanRelease release) implements MonitorInput {
    @Override
    public boolean concerns(AssetKey key) {
      return release == null || same(key, release.getTenant(), release.getAsset());
    }

    @Override
    public byte[] payload() {
      return release == null ? new byte[0] : release.toByteArray();
    }
  }

  private static boolean same(AssetKey key, String tenant, String asset) {
    return key.tenant().value().equals(tenant) && key.asset().value().equals(asset);
  }
}
