package io.millwright.gateway.sparkplug;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.TenantId;
import io.millwright.gateway.reading.Rejection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What all edge nodes share: room in memory, and which of them writes which asset. */
final class Capacity {
  private static final Room NONE = new Room(0, 0);

  private final SparkplugConfig config;
  private final ConcurrentHashMap<AssetKey, EdgeNodeId> writers = new ConcurrentHashMap<>();
  private final Map<TenantId, Room> ofTenants = new HashMap<>();
  private final AtomicLong heldBytes = new AtomicLong();
  private Room ofAll = NONE;

  /** What is taken. */
  private record Room(int nodes, int metrics) {
    private Room plus(int moreNodes, int moreMetrics) {
      return new Room(nodes + moreNodes, metrics + moreMetrics);
    }
  }

  Capacity(SparkplugConfig config) {
    this.config = config;
  }

  /** The edge node writes the asset from now on, unless another does already. */
  void claim(Address address, MetricGroup group) throws UnusablePayloadException {
    EdgeNodeId writer = writers.putIfAbsent(group.asset(), address.node());
    if (writer != null && !writer.equals(address.node())) {
      throw BirthReader.content(
          address,
          "is for asset "
              + group.asset()
              + ", which edge node '"
              + writer
              + "' writes: give it an id that is unique in the tenant, or change"
              + " sparkplug.device-asset to {node}:{device} or sparkplug.node-asset to"
              + " {group}:{node}");
    }
    group.claimed(true);
  }

  void release(MetricGroup group, EdgeNodeId node) {
    if (group.claimed()) {
      group.claimed(false);
      writers.remove(group.asset(), node);
    }
  }

  /** Takes room for so many more, or for all of them none. */
  synchronized void take(TenantId tenant, int nodes, int metrics) throws UnusablePayloadException {
    Room own = ofTenants.getOrDefault(tenant, NONE).plus(nodes, metrics);
    Room all = ofAll.plus(nodes, metrics);
    if (nodes > 0) {
      require(all.nodes, config.maxNodes(), "all tenants", "nodes");
      require(own.nodes, config.shareOf(config.maxNodes()), tenant.value(), "nodes");
    }
    if (metrics > 0) {
      require(all.metrics, config.maxMetrics(), "all tenants", "metrics");
      require(own.metrics, config.shareOf(config.maxMetrics()), tenant.value(), "metrics");
    }
    put(tenant, own, all);
  }

  synchronized void giveBack(TenantId tenant, int nodes, int metrics) {
    put(
        tenant,
        ofTenants.getOrDefault(tenant, NONE).plus(-nodes, -metrics),
        ofAll.plus(-nodes, -metrics));
  }

  private void put(TenantId tenant, Room own, Room all) {
    ofAll = all;
    if (own.equals(NONE)) {
      ofTenants.remove(tenant);
    } else {
      ofTenants.put(tenant, own);
    }
  }

  private static void require(int taken, int most, String whose, String what)
      throws UnusablePayloadException {
    if (taken > most) {
      throw new UnusablePayloadException(
          Rejection.Kind.SIZE,
          "the edge nodes of "
              + whose
              + " that are online would be more than "
              + most
              + " "
              + what
              + " (sparkplug.max-"
              + what
              + ", sparkplug.max-tenant-share)");
    }
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

  synchronized int metrics() {
    return ofAll.metrics;
  }
}
