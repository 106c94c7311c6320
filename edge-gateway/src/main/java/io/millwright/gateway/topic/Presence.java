package io.millwright.gateway.topic;

/** Somebody who must be known to be there by those who publish, such as a Sparkplug host. */
public interface Presence {
  /**
   * Made before each connection: what the broker publishes, retained at QoS 1, when it breaks.
   *
   * @param channel the same for all connections of a link
   */
  Will will(DeviceChannel channel);

  /** A connection is there, subscriptions included. */
  void started(DeviceChannel channel);

  /** A connection is about to be closed on purpose. */
  void stopped(DeviceChannel channel);

  /**
   * A message that the broker keeps until a connection breaks.
   *
   * @param payload not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Will(String topic, byte[] payload) {}
}
