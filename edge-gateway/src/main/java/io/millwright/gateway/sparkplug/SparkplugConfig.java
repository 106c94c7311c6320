package io.millwright.gateway.sparkplug;

import io.millwright.contracts.asset.AssetId;
import io.millwright.contracts.asset.TenantId;
import io.millwright.gateway.config.ConfigProblems;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway is a Sparkplug host.
 *
 * @param hostId name of this host in {@code spBv1.0/STATE/{host_id}}; no two hosts of a broker may
 *     share one
 * @param tenant whose assets they are; null = the group id is the tenant
 * @param nodeAsset tag of the asset that metrics of an edge node itself belong to, with {@code
 *     {group}} and {@code {node}}
 * @param deviceAsset tag of the asset that metrics of a device belong to, with {@code {group}},
 *     {@code {node}} and {@code {device}}
 * @param reorderTimeout how long a message waits for one that should have come before it
 * @param rebirthInterval shortest time between two rebirth requests to one edge node
 * @param rebirthsPerSecond rebirth requests to all edge nodes together
 * @param maxNodes edge nodes that are online at a time
 * @param maxMetricsPerNode metrics of an edge node and its devices together
 * @param maxMetrics metrics of all edge nodes together
 * @param maxHeldBytes of messages of all edge nodes that wait for one before them
 * @param maxTenantShare percent of {@code maxNodes}, {@code maxMetrics} and {@code
 *     rebirthsPerSecond} that one tenant may have, so that there is some left for the others; all
 *     where {@code tenant} says that there is only one
 */
public record SparkplugConfig(
    String hostId,
    @Nullable String tenant,
    String nodeAsset,
    String deviceAsset,
    Duration reorderTimeout,
    Duration rebirthInterval,
    int rebirthsPerSecond,
    int maxNodes,
    int maxMetricsPerNode,
    int maxMetrics,
    int maxHeldBytes,
    int maxTenantShare) {

  public SparkplugConfig {
    ConfigProblems problems = new ConfigProblems();
    problems.require(
        hostId.matches("[^+/#\\p{Cntrl}]{1,128}"),
        "sparkplug.host-id must be 1 to 128 characters without + / #, but was '" + hostId + "'");
    requireTenant(problems, tenant);
    requireTag(problems, "sparkplug.node-asset", nodeAsset, "{node}");
    problems.require(
        !nodeAsset.contains("{device}"),
        "sparkplug.node-asset cannot hold {device}, but was " + nodeAsset);
    requireTag(problems, "sparkplug.device-asset", deviceAsset, "{device}");
    problems.range(
        "sparkplug.reorder-timeout", reorderTimeout, Duration.ofMillis(10), Duration.ofMinutes(5));
    problems.range(
        "sparkplug.rebirth-interval", rebirthInterval, Duration.ofMillis(100), Duration.ofDays(1));
    problems.range("sparkplug.rebirths-per-second", rebirthsPerSecond, 1, 10_000);
    problems.range("sparkplug.max-nodes", maxNodes, 1, 1_000_000);
    problems.range("sparkplug.max-metrics-per-node", maxMetricsPerNode, 1, 100_000);
    problems.range("sparkplug.max-metrics", maxMetrics, 1, 100_000_000);
    problems.range("sparkplug.max-held-bytes", maxHeldBytes, 0, 1 << 30);
    problems.range("sparkplug.max-tenant-share", maxTenantShare, 1, 100);
    problems.throwIfAny();
    maxTenantShare = tenant == null ? maxTenantShare : 100;
  }

  /** How much of a limit one tenant may have. */
  int shareOf(int limit) {
    return (int) Math.max(1, (long) limit * maxTenantShare / 100);
  }

  /** A host for the devices of the gateway's own endpoint. */
  public static SparkplugConfig defaults() {
    return new SparkplugConfig(
        "millwright",
        null,
        "{node}",
        "{device}",
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        20,
        5_000,
        20_000,
        1_000_000,
        16 * 1024 * 1024,
        80);
  }

  private static void requireTenant(ConfigProblems problems, @Nullable String tenant) {
    if (tenant != null) {
      try {
        new TenantId(tenant);
      } catch (IllegalArgumentException e) {
        problems.add("sparkplug.tenant: " + e.getMessage());
      }
    }
  }

  private static void requireTag(
      ConfigProblems problems, String name, String pattern, String part) {
    problems.require(
        pattern.contains(part), name + " must hold " + part + ", but was '" + pattern + "'");
    try {
      new AssetId(filled(pattern, "g", "n", "d"));
    } catch (IllegalArgumentException e) {
      problems.add(name + " '" + pattern + "' makes no valid tag: " + e.getMessage());
    }
  }

  static String filled(String pattern, String group, String node, String device) {
    return pattern.replace("{group}", group).replace("{node}", node).replace("{device}", device);
  }
}
