package io.millwright.simulators.device;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a device reaches the gateway over MQTT 5.
 *
 * @param window messages kept unanswered at most; no more than the gateway's receive maximum of
 *     them travel at a time
 * @param answerWithin a connection whose oldest message is unanswered for longer counts as dead
 * @param reconnectAfter pause after the first failed attempt to connect; it doubles up to 5 s
 */
public record MqttDeviceConfig(
    String host,
    int port,
    String clientId,
    @Nullable String username,
    @Nullable String password,
    int window,
    Duration keepAlive,
    Duration connectWithin,
    Duration answerWithin,
    Duration reconnectAfter) {
  public MqttDeviceConfig {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("MQTT port must be 1 to 65535, but was " + port);
    }
    if (clientId.isBlank()) {
      throw new IllegalArgumentException("MQTT client id must not be blank");
    }
    if (window < 1 || window > 65_535) {
      throw new IllegalArgumentException("window must be 1 to 65535 messages, but was " + window);
    }
  }

  public static MqttDeviceConfig of(String host, int port, String clientId) {
    return new MqttDeviceConfig(
        host,
        port,
        clientId,
        null,
        null,
        64,
        Duration.ofSeconds(20),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMillis(100));
  }

  public MqttDeviceConfig withCredentials(@Nullable String user, @Nullable String secret) {
    return new MqttDeviceConfig(
        host,
        port,
        clientId,
        user,
        secret,
        window,
        keepAlive,
        connectWithin,
        answerWithin,
        reconnectAfter);
  }

  public MqttDeviceConfig withWindow(int messages) {
    return new MqttDeviceConfig(
        host,
        port,
        clientId,
        username,
        password,
        messages,
        keepAlive,
        connectWithin,
        answerWithin,
        reconnectAfter);
  }

  public MqttDeviceConfig withAnswerWithin(Duration patience) {
    return new MqttDeviceConfig(
        host,
        port,
        clientId,
        username,
        password,
        window,
        keepAlive,
        connectWithin,
        patience,
        reconnectAfter);
  }

  @Override
  public String toString() {
    return "MqttDeviceConfig[" + clientId + " to " + host + ":" + port + "]";
  }
}
