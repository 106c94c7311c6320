package io.millwright.cmms.outbox;

import com.github.f4b6a3.uuid.UuidCreator;
import com.google.protobuf.MessageLite;
import io.millwright.cmms.platform.Database;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AlarmCommand;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.contracts.wire.ModelRelease;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.contracts.wire.WorkOrderEvent;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records for Kafka, written in the open transaction: they leave if and only if it commits. Records
 * of one key leave in the order they were written, provided that their transactions follow each
 * other, as those that lock the same work order, plan, model, device or asset do.
 */
@Singleton
public final class Outbox {
  /**
   * Who holds the advisory lock {@code hashtextextended(LOCK || tenant, 0)} is the only one to send
   * what that tenant's outbox holds.
   */
  public static final String LOCK = "outbox:";

  private final Database database;
  private final OutboxSignal signal;

  Outbox(Database database, OutboxSignal signal) {
    this.database = database;
    this.signal = signal;
  }

  /** The event gets its {@code event_id} here. */
  public void workOrder(WorkOrderEvent.Builder event) {
    UUID id = UuidCreator.getTimeOrderedEpoch();
    AssetKey key = AssetKey.of(event.getTenant(), event.getAsset());
    add(id, Topics.WORK_ORDERS.name(), key.toString(), event.setEventId(id.toString()).build());
  }

  /** The event is the command: it brings its own id. */
  public void alarmCommand(UUID id, AlarmCommand command) {
    AssetKey key = AssetKey.of(command.getTenant(), command.getAsset());
    add(id, Topics.ALARM_COMMANDS.name(), key.toString(), command);
  }

  public void plan(MonitoringPlanRelease release) {
    AssetKey key = AssetKey.of(release.getTenant(), release.getAsset());
    add(UuidCreator.getTimeOrderedEpoch(), Topics.PLANS.name(), key.toString(), release);
  }

  /** The plan that runs beside the one in force. */
  public void shadowPlan(MonitoringPlanRelease release) {
    AssetKey key = AssetKey.of(release.getTenant(), release.getAsset());
    add(UuidCreator.getTimeOrderedEpoch(), Topics.SHADOW_PLANS.name(), key.toString(), release);
  }

  /** No plan runs beside the one in force any more. */
  public void shadowPlanEnded(AssetKey asset) {
    add(UuidCreator.getTimeOrderedEpoch(), Topics.SHADOW_PLANS.name(), asset.toString(), null);
  }

  public void model(ModelRelease release) {
    add(
        UuidCreator.getTimeOrderedEpoch(),
        Topics.MODELS.name(),
        release.getTenant() + "/" + release.getName(),
        release);
  }

  public void device(DeviceRegistration registration) {
    add(
        UuidCreator.getTimeOrderedEpoch(),
        Topics.DEVICES.name(),
        registration.getTenant() + "/" + registration.getDevice(),
        registration);
  }

  /** No device has that tag any more. */
  public void deviceRemoved(TenantId tenant, String device) {
    add(
        UuidCreator.getTimeOrderedEpoch(),
        Topics.DEVICES.name(),
        tenant.value() + "/" + device,
        null);
  }

  public void asset(AssetRegistration registration) {
    AssetKey key = AssetKey.of(registration.getTenant(), registration.getAsset());
    add(UuidCreator.getTimeOrderedEpoch(), Topics.ASSETS.name(), key.toString(), registration);
  }

  /** Without a message, the topic forgets the key. */
  private void add(UUID eventId, String topic, String key, @Nullable MessageLite message) {
    database
        .sql(
            "insert into outbox (event_id, topic, key, payload) values (:eventId, :topic, :key, :payload)")
        .bind("eventId", eventId)
        .bind("topic", topic)
        .bind("key", key)
        .bind("payload", message == null ? null : message.toByteArray())
        .update();
    signal.raiseAfterCommit();
  }
}
