package io.millwright.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.time.Duration;

/**
 * What a client has asked for in its CONNECT.
 *
 * @param version5 MQTT 5; otherwise 3.1.1, or 3.1 which differs in nothing that matters here
 * @param keepAlive zero = none
 * @param keepSession how long the session outlives the connection
 * @param reasonStrings whether the client wants to be told reasons as text
 * @param maxPacketBytes larger packets must not be sent to the client
 */
record ClientTerms(
    boolean version5,
    boolean cleanStart,
    Duration keepAlive,
    Duration keepSession,
    boolean reasonStrings,
    long maxPacketBytes) {

  private static final long NEVER_EXPIRES = 0xFFFF_FFFFL;

  static ClientTerms of(MqttConnectMessage connect, Duration maxSessionExpiry) {
    var header = connect.variableHeader();
    boolean version5 = header.version() == MqttVersion.MQTT_5.protocolLevel();
    MqttProperties properties = header.properties();
    Duration keepAlive = Duration.ofSeconds(header.keepAliveTimeSeconds());
    if (!version5) {
      return new ClientTerms(
          false,
          header.isCleanSession(),
          keepAlive,
          header.isCleanSession() ? Duration.ZERO : maxSessionExpiry,
          false,
          Long.MAX_VALUE);
    }
    long expiry = integer(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, 0);
    return new ClientTerms(
        true,
        header.isCleanSession(),
        keepAlive,
        sessionExpiry(expiry, maxSessionExpiry),
        integer(properties, MqttProperties.REQUEST_PROBLEM_INFORMATION, 1) != 0,
        integer(properties, MqttProperties.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE));
  }

  /** How long a session is kept of which the client asked {@code seconds}. */
  static Duration sessionExpiry(long seconds, Duration longest) {
    Duration asked = seconds == NEVER_EXPIRES ? longest : Duration.ofSeconds(seconds);
    return asked.compareTo(longest) < 0 ? asked : longest;
  }

  /** The value of a property that is a number, as unsigned 32 bit. */
  static long integer(MqttProperties properties, int id, long otherwise) {
    return properties.getProperty(id) instanceof MqttProperties.IntegerProperty property
        ? Integer.toUnsignedLong(property.value())
        : otherwise;
  }
}
