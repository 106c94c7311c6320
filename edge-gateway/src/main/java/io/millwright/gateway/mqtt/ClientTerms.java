package io.millwright.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client has asked for in its CONNECT, as far as it is granted.
 *
 * @param version5 MQTT 5; otherwise 3.1.1, or 3.1 which differs in nothing that matters here
 * @param keepAlive zero = none
 * @param keepAliveImposed whether the client must be told that the keep-alive is not its own
 * @param keepSession how long the session outlives the connection
 * @param receiveMaximum QoS 1 messages to the client that it has not acknowledged
 * @param reasonStrings whether the client wants to be told reasons as text
 * @param maxPacketBytes larger packets must not be sent to the client
 */
record ClientTerms(
    boolean version5,
    boolean cleanStart,
    Duration keepAlive,
    boolean keepAliveImposed,
    Duration keepSession,
    int receiveMaximum,
    boolean reasonStrings,
    long maxPacketBytes) {

  private static final long NEVER_EXPIRES = 0xFFFF_FFFFL;
  private static final int LONGEST_REASON = 300;

  /** MQTT 3.1.1 knows no receive maximum; so many are enough for any device. */
  private static final int RECEIVE_MAXIMUM_OF_3 = 20;

  /** What a packet with a reason string has besides it, at most. */
  private static final int PACKET_FRAME_BYTES = 20;

  static ClientTerms of(MqttConnectMessage connect, MqttConfig config) {
    var header = connect.variableHeader();
    boolean version5 = header.version() == MqttVersion.MQTT_5.protocolLevel();
    MqttProperties properties = header.properties();
    Duration keepAlive = Duration.ofSeconds(header.keepAliveTimeSeconds());
    if (!version5) {
      return new ClientTerms(
          false,
          header.isCleanSession(),
          keepAlive,
          false,
          header.isCleanSession() ? Duration.ZERO : config.maxSessionExpiry(),
          RECEIVE_MAXIMUM_OF_3,
          false,
          Long.MAX_VALUE);
    }
    boolean imposed = keepAlive.isZero() || keepAlive.compareTo(config.maxKeepAlive()) > 0;
    return new ClientTerms(
        true,
        header.isCleanSession(),
        imposed ? config.maxKeepAlive() : keepAlive,
        imposed,
        sessionExpiry(
            integer(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, 0),
            config.maxSessionExpiry()),
        (int) integer(properties, MqttProperties.RECEIVE_MAXIMUM, 65_535),
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

  /** What PUBLISH or a will says about its payload; null when it says nothing. */
  static @Nullable String mediaType(MqttProperties properties) {
    return properties.getProperty(MqttProperties.CONTENT_TYPE)
            instanceof MqttProperties.StringProperty contentType
        ? contentType.value()
        : null;
  }

  /** The reason as far as the client wants it and its packets have room; empty = do not send it. */
  String told(String reason) {
    // A character has at most three bytes in UTF-8, and a surrogate pair four.
    long room = Math.min(LONGEST_REASON, (maxPacketBytes - PACKET_FRAME_BYTES) / 3);
    if (!version5 || !reasonStrings || room <= 0) {
      return "";
    }
    if (reason.length() <= room) {
      return reason;
    }
    String cut = reason.substring(0, (int) room);
    return Character.isHighSurrogate(cut.charAt(cut.length() - 1))
        ? cut.substring(0, cut.length() - 1)
        : cut;
  }
}
