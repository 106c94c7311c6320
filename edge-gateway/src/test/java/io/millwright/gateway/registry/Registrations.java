package io.millwright.gateway.registry;

import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.DeviceCredential;
import io.millwright.contracts.wire.DeviceGrant;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.contracts.wire.PointRegistration;
import java.util.List;

/** What the registry writes, made short for tests. */
public final class Registrations {
  private Registrations() {}

  /** An active device. */
  public static DeviceRegistration.Builder device(String identity) {
    int slash = identity.indexOf('/');
    return DeviceRegistration.newBuilder()
        .setTenant(identity.substring(0, slash))
        .setDevice(identity.substring(slash + 1))
        .setState(DeviceRegistration.State.ACTIVE);
  }

  public static DeviceGrant grant(String asset, String... points) {
    return DeviceGrant.newBuilder().setAsset(asset).addAllPoints(List.of(points)).build();
  }

  public static DeviceCredential passwordHash(String hash) {
    return DeviceCredential.newBuilder().setPasswordHash(hash).build();
  }

  /** An asset with points without units and bounds. */
  public static AssetRegistration asset(String key, String... points) {
    int slash = key.indexOf('/');
    AssetRegistration.Builder asset =
        AssetRegistration.newBuilder()
            .setTenant(key.substring(0, slash))
            .setAsset(key.substring(slash + 1));
    for (String point : points) {
      asset.addPoints(PointRegistration.newBuilder().setName(point));
    }
    return asset.build();
  }
}
