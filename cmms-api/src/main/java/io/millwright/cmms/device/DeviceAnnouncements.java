package io.millwright.cmms.device;

import com.google.protobuf.ByteString;
import io.millwright.cmms.outbox.Outbox;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.wire.DeviceCredential;
import io.millwright.contracts.wire.DeviceRegistration;
import jakarta.inject.Singleton;

/**
 * Tells gateways of devices. The caller holds the device's row, so that what is told last is what
 * holds.
 */
@Singleton
final class DeviceAnnouncements {
  private final Database database;
  private final DeviceRepository devices;
  private final Outbox outbox;

  DeviceAnnouncements(Database database, DeviceRepository devices, Outbox outbox) {
    this.database = database;
    this.devices = devices;
    this.outbox = outbox;
  }

  /** Tells how the device is now. */
  void announce(String tag) {
    DeviceRegistration.Builder device =
        database
            .sql("select * from device where tag = :tag")
            .bind("tag", tag)
            .one(DeviceAnnouncements::registration);
    devices
        .grants(tag)
        .forEach(
            grant ->
                device.addGrants(
                    io.millwright.contracts.wire.DeviceGrant.newBuilder()
                        .setAsset(grant.asset())
                        .addAllPoints(grant.points())));
    database
        .sql("select * from device_credential where device_tag = :tag order by id")
        .bind("tag", tag)
        .list(DeviceAnnouncements::credential)
        .forEach(device::addCredentials);
    outbox.device(device.build());
  }

  /** Tells that no device has that tag any more. */
  void announceRemoval(String tag) {
    outbox.deviceRemoved(TenantContext.required(), tag);
  }

  private static DeviceRegistration.Builder registration(Row row) {
    return DeviceRegistration.newBuilder()
        .setTenant(row.text("tenant_id"))
        .setDevice(row.text("tag"))
        .setState(
            switch (DeviceState.valueOf(row.text("state"))) {
              case ACTIVE -> DeviceRegistration.State.ACTIVE;
              case SUSPENDED -> DeviceRegistration.State.SUSPENDED;
            })
        .setAutoProvision(row.flag("auto_provision"))
        .setLimits(
            io.millwright.contracts.wire.DeviceLimits.newBuilder()
                .setMessagesPerSecond(row.integer("messages_per_second"))
                .setReadingsPerSecond(row.integer("readings_per_second"))
                .setMaxMessageBytes(row.integer("max_message_bytes")));
  }

  private static DeviceCredential credential(Row row) {
    DeviceCredential.Builder credential = DeviceCredential.newBuilder().setLabel(row.text("label"));
    switch (CredentialKind.valueOf(row.text("kind"))) {
      case PASSWORD -> credential.setPasswordHash(row.text("secret_hash"));
      case API_KEY -> credential.setApiKeyHash(row.text("secret_hash"));
      case CERTIFICATE -> credential.setCertificateSha256(row.text("certificate_sha256"));
      case PRE_SHARED_KEY ->
          credential.setPreSharedKey(
              DeviceCredential.PreSharedKey.newBuilder()
                  .setIdentity(row.text("psk_identity"))
                  .setSealedKey(ByteString.copyFrom(row.bytes("sealed_key"))));
    }
    return credential.build();
  }
}
