package io.millwright.gateway.sparkplug;

import io.millwright.contracts.measurement.QualityReason;
import io.millwright.gateway.reading.EventTime;
import io.millwright.gateway.reading.Micros;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.reading.Rejection;
import java.time.Instant;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;

/** Event times: milliseconds in Sparkplug, microseconds since 1970 here. */
final class ReadingTimes {
  /** Beyond it a number is no time in milliseconds: in the year 30,489. */
  private static final long LATEST_MILLIS = 900_000_000_000_000L;

  private final EventTime likely;

  ReadingTimes(ReadingLimits limits) {
    this.likely = new EventTime(limits);
  }

  static long micros(Instant instant) {
    return Micros.of(instant);
  }

  /**
   * The metric's own time, else the payload's, else that of receipt. How likely it is is judged
   * with the quality of the reading.
   */
  long of(Metric metric, Payload payload, long receivedMicros) throws UnusablePayloadException {
    // 0 is what encoders write for a time that nobody has set.
    long millis = metric.getTimestamp() != 0 ? metric.getTimestamp() : payload.getTimestamp();
    return millis == 0 ? receivedMicros : micros(millis);
  }

  /** The time of what a payload tells: its own, unless that cannot be right, else of receipt. */
  long of(Payload payload, long receivedMicros) throws UnusablePayloadException {
    if (payload.getTimestamp() == 0) {
      return receivedMicros;
    }
    long micros = micros(payload.getTimestamp());
    return likely.doubt(micros, receivedMicros) == QualityReason.NONE ? micros : receivedMicros;
  }

  private static long micros(long millis) throws UnusablePayloadException {
    // Unsigned on the wire: what Java reads as negative is far in the future.
    if (Long.compareUnsigned(millis, LATEST_MILLIS) >= 0) {
      throw new UnusablePayloadException(
          Rejection.Kind.TIME,
          "timestamp "
              + Long.toUnsignedString(millis)
              + " is out of range: send milliseconds since 1970 in UTC");
    }
    return millis * 1_000;
  }
}
