package io.millwright.gateway.topic;

/**
 * The way back to the devices that a message came from: the subscribers of the gateway's own
 * endpoint, or those of the plant's broker. Can be used on any thread; must not block.
 */
@FunctionalInterface
public interface DeviceChannel {
  /**
   * Publishes to whoever subscribes; lost when nobody does, or when the connection is gone.
   *
   * @param qos 0 or 1
   * @param retain whether who subscribes later gets it too
   */
  void publish(String topic, byte[] payload, int qos, boolean retain);
}
