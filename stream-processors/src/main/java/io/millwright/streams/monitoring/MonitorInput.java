package io.millwright.streams.monitoring;

import com.google.protobuf.MessageLite;
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

  /** One that travels as a message of its own. */
  sealed interface Single extends MonitorInput {
    /** Null = that it is gone is what it says. */
    @Nullable MessageLite message();

    @Override
    default byte[] payload() {
      MessageLite message = message();
      return message == null ? new byte[0] : message.toByteArray();
    }
  }

  /** From telemetry.events.v1. */
  record Event(AssetEvent message) implements Single {
    @Override
    public boolean concerns(AssetKey key) {
      return same(key, message.getTenant(), message.getAsset());
    }
  }

  /** From maintenance.work-orders.v1. */
  record WorkOrder(WorkOrderEvent message) implements Single {
    @Override
    public boolean concerns(AssetKey key) {
      return same(key, message.getTenant(), message.getAsset());
    }
  }

  /** From telemetry.waveforms.v1. */
  record Block(Waveform message) implements Single {
    @Override
    public boolean concerns(AssetKey key) {
      return same(key, message.getTenant(), message.getAsset());
    }
  }

  /** From maintenance.alarm-commands.v1. */
  record Command(AlarmCommand message) implements Single {
    @Override
    public boolean concerns(AssetKey key) {
      return same(key, message.getTenant(), message.getAsset());
    }
  }

  /** From maintenance.plans.v1 or maintenance.shadow-plans.v1; no message = no plan any more. */
  record Plan(PlanRole role, @Nullable MonitoringPlanRelease message) implements Single {
    @Override
    public boolean concerns(AssetKey key) {
      return message == null || same(key, message.getTenant(), message.getAsset());
    }
  }

  private static boolean same(AssetKey key, String tenant, String asset) {
    return key.tenant().value().equals(tenant) && key.asset().value().equals(asset);
  }
}
