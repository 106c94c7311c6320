package io.millwright.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway takes as a message of the client when its connection ends without a DISCONNECT.
 * It is not retained whatever the client asked for: devices do not hear each other.
 *
 * @param mediaType what the client said the payload is; null = it did not say
 * @param delay how long the client has time to come back before it counts as gone
 */
@SuppressWarnings("ArrayRecordComponent") // one per connection, never compared
record Will(String topic, byte[] payload, @Nullable String mediaType, Duration delay) {

  /** Null when the client has none. */
  static @Nullable Will of(MqttConnectMessage connect) {
    if (!connect.variableHeader().isWillFlag()) {
      return null;
    }
    MqttProperties properties = connect.payload().willProperties();
    byte[] payload = connect.payload().willMessageInBytes();
    return new Will(
        Objects.requireNonNullElse(connect.payload().willTopic(), ""),
        payload == null ? new byte[0] : payload,
        ClientTerms.mediaType(properties),
        Duration.ofSeconds(ClientTerms.integer(properties, MqttProperties.WILL_DELAY_INTERVAL, 0)));
  }
}
