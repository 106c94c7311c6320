package io.millwright.cmms.discovery;

import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.asset.DescribePoint;
import io.millwright.cmms.asset.MeasurementPoint.Origin;
import io.millwright.cmms.asset.ProvisioningConfig;
import io.millwright.cmms.device.Devices;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.wire.Discovery;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes a discovery in, in one transaction of its tenant. One that was taken before changes
 * nothing.
 *
 * <p>Who may see it: a gateway has let the sender in for every reason but UNKNOWN_DEVICE, so those
 * are the tenant's own data. Of an unknown device the tenant is only what it claims to be, as
 * anyone who reaches the gateway can claim it: such a discovery goes to the claimed tenant if there
 * is one, where only those who manage devices see it; it carries nothing of another tenant, is
 * never provisioned by itself, and has a small allowance of its own, so that it pushes nothing out.
 */
@Singleton
class DiscoveryIntake {
  /** How the register of devices and assets names this as who did it. */
  static final String ITSELF = "millwright";

  /** So that devices that register what they send cannot fill the database. */
  private static final int MOST_AUTO_PROVISIONED = 10_000;

  /** What became of a discovery. */
  enum Outcome {
    LISTED,
    PROVISIONED,
    /** There is no such organization: a claim that concerns nobody. */
    UNKNOWN_TENANT
  }

  private final Database database;
  private final DiscoveryRepository discoveries;
  private final Devices devices;
  private final Assets assets;
  private final ProvisioningConfig provisioning;

  DiscoveryIntake(
      Database database,
      DiscoveryRepository discoveries,
      Devices devices,
      Assets assets,
      ProvisioningConfig provisioning) {
    this.database = database;
    this.discoveries = discoveries;
    this.devices = devices;
    this.assets = assets;
    this.provisioning = provisioning;
  }

  /**
   * Takes a discovery in.
   *
   * @throws IllegalArgumentException if it can never be taken in
   */
  Outcome take(Discovery message) {
    Discovered discovered = Discovered.read(message, Instant.now());
    return TenantContext.call(
        discovered.tenant(), () -> database.write(() -> takeOfTenant(discovered)));
  }

  private Outcome takeOfTenant(Discovered discovered) {
    if (database.sql("select 1 as one from organization").list(row -> true).isEmpty()) {
      return Outcome.UNKNOWN_TENANT;
    }
    if (provisioned(discovered)) {
      return Outcome.PROVISIONED;
    }
    discoveries.put(discovered);
    return Outcome.LISTED;
  }

  /** Whether all of it is registered now. */
  private boolean provisioned(Discovered discovered) {
    String asset = discovered.asset();
    boolean registrable =
        discovered.reason() == Discovered.Reason.UNKNOWN_ASSET
            || discovered.reason() == Discovered.Reason.UNKNOWN_POINT;
    if (!registrable || asset.isEmpty()) {
      return false;
    }
    String tag = discovered.device();
    Optional<Devices.Known> device = tag == null ? Optional.empty() : devices.lock(tag);
    if (!provisioning.autoProvision() && !device.map(Devices.Known::provisions).orElse(false)) {
      return false;
    }
    if (!assets.exists(asset)) {
      if (assets.autoProvisioned() >= MOST_AUTO_PROVISIONED) {
        return false;
      }
      assets.registerNamed(asset);
      if (tag != null && device.isPresent()) {
        devices.grant(tag, asset, Set.of(), ITSELF);
      }
    } else if (device.isPresent()
        && !discovered.points().stream()
            .allMatch(point -> device.get().mayWrite(asset, point.name()))) {
      return false;
    }
    Map<String, DescribePoint> points = new TreeMap<>();
    for (Discovered.Point point : discovered.points()) {
      if (!point.name().isEmpty()) {
        points.put(point.name(), DescribePoint.inUnit(point.unit()));
      }
    }
    return assets.addMissingPoints(asset, points, Origin.AUTO);
  }
}
