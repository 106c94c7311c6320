package io.millwright.gateway.device;

import io.millwright.contracts.asset.AssetKey;
import java.util.List;

/**
 * What a sender may write. Asked for every message, so that a change in the registry holds at once;
 * must not block.
 */
@FunctionalInterface
public interface Permissions {
  /** For sources that the gateway's own configuration names, and for an open gateway. */
  Permissions ALL = (asset, point) -> true;

  /** The point that stands for an asset's events. */
  String EVENTS = "$events";

  /** The point that stands for what the device of an asset is told: commands, configuration. */
  String COMMANDS = "$commands";

  boolean allow(AssetKey asset, String point);

  /** Whether it may write all of these points. */
  default boolean allowAll(AssetKey asset, List<String> points) {
    for (int i = 0; i < points.size(); i++) {
      if (!allow(asset, points.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether it may bring in what it has not been allowed or nobody has registered yet.
   *
   * @param assetKnown whether the asset is registered
   * @param pointKnown whether the point is
   */
  default boolean mayProvision(AssetKey asset, boolean assetKnown, boolean pointKnown) {
    return false;
  }
}
