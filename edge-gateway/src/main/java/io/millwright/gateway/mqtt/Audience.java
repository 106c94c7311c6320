package io.millwright.gateway.mqtt;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.device.Sender;
import org.jspecify.annotations.Nullable;

/**
 * Who may hear what the gateway publishes. A topic is for the devices of its asset:
 *
 * <pre>
 *  millwright/v1/{tenant}/{asset}/...           the asset's
 *  spBv1.0/{tenant}/{type}/{asset}[/{device}]   the node's, whose group is the tenant
 *  spBv1.0/STATE/..., STATE/...                 everybody's
 *  all others                                   only of those that may write everything
 * </pre>
 */
final class Audience {
  private Audience() {}

  static boolean mayHear(Sender listener, String topic) {
    return mayHear(listener, topic.split("/", -1));
  }

  /** Whether the fixed beginning of a filter leaves anything that the listener may hear. */
  static boolean mayHearSome(Sender listener, TopicFilter filter) {
    String[] levels = filter.literalLevels(4);
    // Up to a wildcard nothing is decided: each message is.
    return levels.length < 4 && !isForEverybody(levels) && !isForeign(levels)
        || mayHear(listener, levels);
  }

  private static boolean mayHear(Sender listener, String[] levels) {
    if (listener.permissions() == Permissions.ALL || isForEverybody(levels)) {
      return true;
    }
    AssetKey asset = asset(levels);
    return asset != null && listener.permissions().allow(asset, Permissions.COMMANDS);
  }

  private static boolean isForEverybody(String[] levels) {
    return levels.length > 0
        && (levels[0].equals("STATE")
            || levels.length > 1 && levels[0].equals("spBv1.0") && levels[1].equals("STATE"));
  }

  /** Whether the beginning of a topic is one that no asset has. */
  private static boolean isForeign(String[] levels) {
    return levels.length > 0 && !levels[0].equals("millwright") && !levels[0].equals("spBv1.0");
  }

  /** Null when the topic is of no asset. */
  private static @Nullable AssetKey asset(String[] levels) {
    if (levels.length < 4) {
      return null;
    }
    try {
      if (levels[0].equals("millwright") && levels[1].equals("v1")) {
        return AssetKey.of(levels[2], levels[3]);
      }
      return levels[0].equals("spBv1.0") ? AssetKey.of(levels[1], levels[3]) : null;
    } catch (IllegalArgumentException e) {
      // No asset has such a tag.
      return null;
    }
  }
}
