package io.millwright.gateway.reading;

import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import org.jspecify.annotations.Nullable;

/**
 * A message as it came, before anyone has looked into it.
 *
 * @param address where it was sent to: MQTT topic, CoAP or HTTP path, address in a PLC
 * @param declaredFormat what the device said the body is; null = it did not say, the address
 *     decides
 * @param payload not copied: the caller must not change it any more
 * @param receivedTimeMicros when the gateway had the whole message, microseconds since
 *     1970-01-01T00:00:00Z
 */
@SuppressWarnings("ArrayRecordComponent") // one per message: never compared, and a copy would cost
public record DeviceMessage(
    Protocol protocol,
    Sender sender,
    String address,
    @Nullable BodyFormat declaredFormat,
    byte[] payload,
    long receivedTimeMicros) {

  /** Who sent it, as {@code protocol:identity}. */
  public String source() {
    return sender.source();
  }
}
