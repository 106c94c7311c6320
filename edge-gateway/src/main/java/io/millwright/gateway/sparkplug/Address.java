package io.millwright.gateway.sparkplug;

import io.millwright.contracts.asset.AssetKey;
import org.jspecify.annotations.Nullable;

/**
 * What a topic says.
 *
 * @param device null for messages of the edge node itself
 * @param nodeAsset the asset of the edge node
 * @param asset the asset that the message is about: the device's, or the edge node's
 */
record Address(
    Type type, EdgeNodeId node, @Nullable String device, AssetKey nodeAsset, AssetKey asset) {

  /** The messages that edge nodes send. */
  enum Type {
    NBIRTH,
    NDATA,
    NDEATH,
    DBIRTH,
    DDATA,
    DDEATH;

    boolean ofDevice() {
      return this == DBIRTH || this == DDATA || this == DDEATH;
    }

    boolean isBirth() {
      return this == NBIRTH || this == DBIRTH;
    }
  }
}
