package io.millwright.gateway.mqtt;

/**
 * A message of the gateway to a device.
 *
 * @param payload not copied: must not be changed any more
 * @param qos 0 or 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outgoing(String topic, byte[] payload, int qos, boolean retain) {

  /** Roughly what it costs in memory, and a bound of its packet's bytes. */
  int bytes() {
    return 3 * topic.length() + payload.length + 32;
  }

  Outgoing with(int newQos, boolean newRetain) {
    return newQos == qos && newRetain == retain
        ? this
        : new Outgoing(topic, payload, newQos, newRetain);
  }
}
