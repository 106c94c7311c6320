package io.millwright.gateway.publish;

import io.millwright.gateway.reading.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * A record for Kafka.
 *
 * @param source who sent what is in it; {@link #OF_THE_GATEWAY} = nobody
 * @param messages how many messages it holds: several have as many readings each, and are numbered
 *     one after the other if they are numbered
 * @param readings how many readings it holds in all; 0 for an event or a rejected message
 * @param sequence number of its first message within the source, from 1; 0 = none
 * @param newestTimeMicros event time of its newest reading, microseconds since 1970; {@link
 *     #NO_TIME} = none
 * @param rejection why its message could not be used; null = it could
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and a copy would cost
public record OutboundRecord(
    String topic,
    byte[] key,
    byte[] value,
    Priority priority,
    String source,
    int messages,
    int readings,
    long sequence,
    long newestTimeMicros,
    Rejection.@Nullable Kind rejection) {
  public static final long NO_TIME = Long.MIN_VALUE;

  /** The source of what the gateway says by itself: the ledger shows what devices send. */
  public static final String OF_THE_GATEWAY = "";

  /** A record without a number and a time. */
  public OutboundRecord(
      String topic, byte[] key, byte[] value, Priority priority, String source, int readings) {
    this(topic, key, value, priority, source, 1, readings, 0, NO_TIME, null);
  }

  /** What goes first when there is no room for all. */
  public enum Priority {
    /** Never dropped. */
    EVENT,
    NORMAL,
    /** Dropped first, oldest first. */
    LOW
  }

  /** The same for another record of one message: its number counts once. */
  public OutboundRecord withoutSequence() {
    return new OutboundRecord(
        topic, key, value, priority, source, messages, readings, 0, newestTimeMicros, rejection);
  }

  /** Bytes of key and value. */
  public int size() {
    return key.length + value.length;
  }
}
