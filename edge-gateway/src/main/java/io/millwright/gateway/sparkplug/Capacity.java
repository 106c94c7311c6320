package io.millwright.gateway.sparkplug;

import io.millwright.contracts.asset.AssetKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What all edge nodes share: room in memory, and which of them writes which asset. */
final class Capacity {
  private final SparkplugConfig config;
  private final ConcurrentHashMap<AssetKey, EdgeNodeId> writers = new ConcurrentHashMap<>();
  private final AtomicInteger metrics = new AtomicInteger();
  private final AtomicLong heldBytes = new AtomicLong();

  Capacity(SparkplugConfig config) {
    this.config = config;
  }

  /** The edge node that writes the asset from now on: this one, unless another does already. */
  EdgeNodeId claim(AssetKey asset, EdgeNodeId node) {
    EdgeNodeId other = writers.putIfAbsent(asset, node);
    return other == null ? node : other;
  }

  void release(AssetKey asset, EdgeNodeId node) {
    writers.remove(asset, node);
  }

  /** Whether there is room for so many metrics more. */
  boolean addMetrics(int count) {
    if (metrics.addAndGet(count) > config.maxMetrics()) {
      metrics.addAndGet(-count);
      return false;
    }
    return true;
  }

  void removeMetrics(int count) {
    metrics.addAndGet(-count);
  }

  /** A message waits; false = it is one too many, and must not wait any longer. */
  boolean addHeld(int bytes) {
    return heldBytes.addAndGet(bytes) <= config.maxHeldBytes();
  }

  void removeHeld(int bytes) {
    heldBytes.addAndGet(-bytes);
  }

  long heldBytes() {
    return heldBytes.get();
  }

  int metrics() {
    return metrics.get();
  }
}
