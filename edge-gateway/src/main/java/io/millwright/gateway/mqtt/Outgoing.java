package io.millwright.gateway.mqtt;

/**
 * A message of the gateway to a device.
 *
 * @param payload not copied: must not be changed any more
 * @param qos 0 or 1
 * @param delivered what to do when the client has acknowledged it, or at QoS 0 when it is sent
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outgoing(String topic, byte[] payload, int qos, boolean retain, Runnable delivered) {
  private static final Runnable NOTHING = () -> {};

  /** One that nobody waits for. */
  Outgoing(String topic, byte[] payload, int qos, boolean retain) {
    this(topic, payload, qos, retain, NOTHING);
  }

  /** Roughly what it costs in memory, and a bound of its packet's bytes. */
  int bytes() {
    return 3 * topic.length() + payload.length + 32;
  }

  Outgoing with(int newQos, boolean newRetain) {
    return newQos == qos && newRetain == retain
        ? this
        : new Outgoing(topic, payload, newQos, newRetain, delivered);
  }
}
