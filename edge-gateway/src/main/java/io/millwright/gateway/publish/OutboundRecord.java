package io.millwright.gateway.publish;

/**
 * A record for Kafka.
 *
 * @param source who sent what is in it
 * @param readings how many readings it holds; 0 for an event or a rejected message
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and a copy would cost
public record OutboundRecord(
    String topic, byte[] key, byte[] value, Priority priority, String source, int readings) {

  /** What goes first when there is no room for all. */
  public enum Priority {
    /** Never dropped. */
    EVENT,
    NORMAL,
    /** Dropped first, oldest first. */
    LOW
  }

  /** Bytes of key and value. */
  public int size() {
    return key.length + value.length;
  }
}
