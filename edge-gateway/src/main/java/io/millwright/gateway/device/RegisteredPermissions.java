package io.millwright.gateway.device;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.registry.DeviceLookup;
import io.millwright.gateway.registry.RegisteredDevice;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a registered device may write, by the registry as it is at each message. */
final class RegisteredPermissions implements Permissions {
  /**
   * How long a device may go on writing an asset that it brought in, until its grant for it
   * arrives: assets and devices come in two topics, in no order.
   */
  private static final long GRANT_DELAY_NANOS = 60_000_000_000L;

  private static final int MOST_BROUGHT_IN = 1_000;

  private final DeviceLookup lookup;
  private final boolean provisionByDefault;

  /** When each asset was last written while nobody had registered it. */
  private final Map<AssetKey, Long> broughtIn = new ConcurrentHashMap<>(4);

  RegisteredPermissions(DeviceLookup lookup, boolean provisionByDefault) {
    this.lookup = lookup;
    this.provisionByDefault = provisionByDefault;
  }

  @Override
  public boolean allow(AssetKey asset, String point) {
    RegisteredDevice device = lookup.device();
    return device != null && device.mayWrite(asset, point.equals(EVENTS) ? null : point);
  }

  @Override
  public boolean allowAll(AssetKey asset, List<String> points) {
    RegisteredDevice device = lookup.device();
    return device != null
        && (device.mayWriteEvery(asset) || Permissions.super.allowAll(asset, points));
  }

  @Override
  public boolean mayProvision(AssetKey asset, boolean assetKnown, boolean pointKnown) {
    @Nullable RegisteredDevice device = lookup.device();
    if (device == null
        || !device.active()
        || !(provisionByDefault || device.autoProvision())
        || !device.ownTenant(asset)) {
      return false;
    }
    if (!assetKnown) {
      if (broughtIn.size() < MOST_BROUGHT_IN || broughtIn.containsKey(asset)) {
        broughtIn.put(asset, System.nanoTime());
      }
      return true;
    }
    if (!pointKnown && device.mayWriteSome(asset)) {
      return true;
    }
    Long since = broughtIn.get(asset);
    return since != null && System.nanoTime() - since < GRANT_DELAY_NANOS;
  }
}
