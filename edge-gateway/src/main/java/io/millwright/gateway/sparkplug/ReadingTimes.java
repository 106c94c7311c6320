package io.millwright.gateway.sparkplug;

import io.millwright.gateway.reading.Micros;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.reading.Rejection;
import java.time.Instant;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;

/** Event times: milliseconds in Sparkplug, microseconds since 1970 here. */
final class ReadingTimes {
  private final long earliestMillis;
  private final long aheadMillis;
  private final ReadingLimits limits;

  ReadingTimes(ReadingLimits limits) {
    this.limits = limits;
    this.earliestMillis = limits.earliestTime().toEpochMilli();
    this.aheadMillis = limits.maxAhead().toMillis();
  }

  static long micros(Instant instant) {
    return Micros.of(instant);
  }

  /** The metric's own time, else the payload's, else that of receipt. */
  long of(Metric metric, Payload payload, long receivedMicros) throws UnusablePayloadException {
    // 0 is what encoders write for a time that nobody has set.
    return metric.getTimestamp() != 0
        ? checked(metric.getTimestamp(), receivedMicros)
        : of(payload, receivedMicros);
  }

  /** The payload's time, else that of receipt. */
  long of(Payload payload, long receivedMicros) throws UnusablePayloadException {
    return payload.getTimestamp() != 0
        ? checked(payload.getTimestamp(), receivedMicros)
        : receivedMicros;
  }

  private long checked(long millis, long receivedMicros) throws UnusablePayloadException {
    // Unsigned on the wire: what Java reads as negative is far in the future.
    if (millis >= 0 && millis < earliestMillis) {
      throw time(
          millis
              + " is before "
              + limits.earliestTime()
              + ": send milliseconds since 1970 in UTC, and set the clock of the edge node");
    }
    if (millis < 0 || millis - receivedMicros / 1_000 > aheadMillis) {
      throw time(
          Long.toUnsignedString(millis)
              + " is more than "
              + limits.maxAhead()
              + " ahead of the gateway's clock ("
              + receivedMicros / 1_000
              + "): send milliseconds since 1970 in UTC, and set the clock of the edge node");
    }
    return millis * 1_000;
  }

  private static UnusablePayloadException time(String reason) {
    return new UnusablePayloadException(Rejection.Kind.TIME, "timestamp " + reason);
  }
}
