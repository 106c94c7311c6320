package io.millwright.gateway.device;

import io.millwright.contracts.asset.AssetKey;

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

  /** The point that stands for what is sent to an asset's devices. */
  String COMMANDS = "$commands";

  boolean allow(AssetKey asset, String point);
}
