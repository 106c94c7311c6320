package io.millwright.gateway.sparkplug;

import io.millwright.contracts.asset.TenantId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.tahu.protobuf.SparkplugBProto.DataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;

/**
 * Asks edge nodes for rebirths, each not too often, and those of a tenant and all together not too
 * many: after a restart of a fleet, or of the gateway, all of them need one at once.
 */
final class RebirthRequests {
  private static final String REBIRTH = "Node Control/Rebirth";

  /** More edge nodes or tenants than this are forgotten, eldest first. */
  private static final int MAX_REMEMBERED = 100_000;

  private final long intervalNanos;
  private final double perTenant;
  private final HostTimer timer;
  private final SparkplugMetrics metrics;

  private final Map<EdgeNodeId, Long> lastRequests = bounded(MAX_REMEMBERED);

  private final Map<TenantId, Allowed> ofTenants = bounded(MAX_REMEMBERED);

  private final Allowed ofAll;

  RebirthRequests(SparkplugConfig config, HostTimer timer, SparkplugMetrics metrics) {
    this.intervalNanos = config.rebirthInterval().toNanos();
    this.perTenant = config.rebirthsPerSecond() * config.maxTenantShare() / 100.0;
    this.ofAll = new Allowed(config.rebirthsPerSecond(), timer.nanos());
    this.timer = timer;
    this.metrics = metrics;
  }

  /**
   * Asks the edge node of a message if that is not too often.
   *
   * @return zero = asked; otherwise how long to wait before asking again
   */
  Duration request(Incoming of) {
    EdgeNodeId node = of.address().node();
    long wait = nanosToWait(of.address().nodeAsset().tenant(), node);
    if (wait > 0) {
      metrics.rebirthDeferred();
      return Duration.ofNanos(wait);
    }
    metrics.rebirthRequested();
    of.back().publish(node.topic("NCMD"), payload(timer.micros() / 1_000), 0, false);
    return Duration.ZERO;
  }

  private synchronized long nanosToWait(TenantId tenant, EdgeNodeId node) {
    long now = timer.nanos();
    Long last = lastRequests.get(node);
    if (last != null && now - last < intervalNanos) {
      return intervalNanos - (now - last);
    }
    Allowed own = ofTenants.computeIfAbsent(tenant, absent -> new Allowed(perTenant, now));
    long wait = Math.max(ofAll.nanosToWait(now), own.nanosToWait(now));
    if (wait == 0) {
      ofAll.left--;
      own.left--;
      lastRequests.put(node, now);
    }
    return wait;
  }

  /** How many requests are left; guarded by the lock of all. */
  private static final class Allowed {
    private final double perSecond;
    private double left;
    private long refilledNanos;

    private Allowed(double perSecond, long nowNanos) {
      this.perSecond = perSecond;
      this.left = Math.max(1, perSecond);
      this.refilledNanos = nowNanos;
    }

    private long nanosToWait(long now) {
      double perNano = perSecond / 1e9;
      left = Math.min(Math.max(1, perSecond), left + (now - refilledNanos) * perNano);
      refilledNanos = now;
      return left < 1 ? Math.max(1, (long) Math.ceil((1 - left) / perNano)) : 0;
    }
  }

  private static <K, V> Map<K, V> bounded(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  private static byte[] payload(long millis) {
    return Payload.newBuilder()
        .setTimestamp(millis)
        .addMetrics(
            Payload.Metric.newBuilder()
                .setName(REBIRTH)
                .setTimestamp(millis)
                .setDatatype(DataType.Boolean.getNumber())
                .setBooleanValue(true))
        .build()
        .toByteArray();
  }
}
