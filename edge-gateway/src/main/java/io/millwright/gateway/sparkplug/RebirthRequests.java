package io.millwright.gateway.sparkplug;

import io.millwright.gateway.topic.DeviceChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.tahu.protobuf.SparkplugBProto.DataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;

/**
 * Asks edge nodes for rebirths, each not too often and all together not too many: after a restart
 * of a fleet, or of the gateway, all of them need one at once.
 */
final class RebirthRequests {
  private static final String REBIRTH = "Node Control/Rebirth";

  /** More edge nodes than this are forgotten, eldest first. */
  private static final int MAX_REMEMBERED = 100_000;

  private final long intervalNanos;
  private final double perNano;
  private final double burst;
  private final HostTimer timer;
  private final SparkplugMetrics metrics;

  private final Map<EdgeNodeId, Long> lastRequests =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<EdgeNodeId, Long> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private double tokens;
  private long refilledNanos;

  RebirthRequests(SparkplugConfig config, HostTimer timer, SparkplugMetrics metrics) {
    this.intervalNanos = config.rebirthInterval().toNanos();
    this.perNano = config.rebirthsPerSecond() / 1e9;
    this.burst = config.rebirthsPerSecond();
    this.tokens = burst;
    this.refilledNanos = timer.nanos();
    this.timer = timer;
    this.metrics = metrics;
  }

  /**
   * Asks if that is not too often.
   *
   * @return zero = asked; otherwise how long to wait before asking again
   */
  Duration request(EdgeNodeId node, DeviceChannel back) {
    long wait = nanosToWait(node);
    if (wait > 0) {
      metrics.rebirthDeferred();
      return Duration.ofNanos(wait);
    }
    metrics.rebirthRequested();
    back.publish(node.topic("NCMD"), payload(timer.micros() / 1_000), 0, false);
    return Duration.ZERO;
  }

  private synchronized long nanosToWait(EdgeNodeId node) {
    long now = timer.nanos();
    Long last = lastRequests.get(node);
    if (last != null && now - last < intervalNanos) {
      return intervalNanos - (now - last);
    }
    tokens = Math.min(burst, tokens + (now - refilledNanos) * perNano);
    refilledNanos = now;
    if (tokens < 1) {
      return Math.max(1, (long) Math.ceil((1 - tokens) / perNano));
    }
    tokens--;
    lastRequests.put(node, now);
    return 0;
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
