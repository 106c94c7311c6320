package io.millwright.gateway.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether a client may come in. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails has closed the channel
final class Handshake {
  private Handshake() {}

  sealed interface Result {}

  /**
   * May come in.
   *
   * @param assignedClientId null when the client brought its own
   */
  record Admitted(ClientTerms terms, String clientId, @Nullable String assignedClientId)
      implements Result {}

  record Refused(MqttConnectReturnCode code, boolean reasonString, String reason)
      implements Result {}

  static Result judge(MqttConnectMessage connect, MqttConfig config, boolean full) {
    ClientTerms terms = ClientTerms.of(connect, config.maxSessionExpiry());
    boolean version5 = terms.version5();
    if (full) {
      return refused(
          terms,
          version5
              ? MqttConnectReturnCode.CONNECTION_REFUSED_QUOTA_EXCEEDED
              : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
          "the gateway has its maximum of " + config.maxConnections() + " connections");
    }
    MqttProperties properties = connect.variableHeader().properties();
    if (properties.getProperty(MqttProperties.AUTHENTICATION_METHOD) != null) {
      return refused(
          terms,
          MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD,
          "enhanced authentication is not supported");
    }
    if (ClientTerms.integer(properties, MqttProperties.RECEIVE_MAXIMUM, 1) == 0
        || terms.maxPacketBytes() == 0) {
      return refused(
          terms,
          MqttConnectReturnCode.CONNECTION_REFUSED_PROTOCOL_ERROR,
          "receive maximum and maximum packet size must not be 0");
    }
    String clientId = connect.payload().clientIdentifier();
    if (clientId.isEmpty()) {
      if (!version5 && !terms.cleanStart()) {
        return refused(
            terms,
            MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED,
            "a client without id must ask for a clean session");
      }
      String assigned = "auto-" + UUID.randomUUID();
      return new Admitted(terms, assigned, assigned);
    }
    if (clientId.length() > config.maxClientIdLength()
        || clientId.chars().anyMatch(Character::isISOControl)) {
      return refused(
          terms,
          version5
              ? MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID
              : MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED,
          "the client id must have at most "
              + config.maxClientIdLength()
              + " characters and no control characters, but has "
              + clientId.length()
              + " characters");
    }
    return new Admitted(terms, clientId, null);
  }

  /** Answers a CONNECT that could not be decoded, or something that is no MQTT. */
  static void refuseMalformed(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof MqttUnacceptableProtocolVersionException
        || cause instanceof MqttIdentifierRejectedException) {
      MqttConnection.sendAndClose(
          ctx,
          Packets.refused(
              cause instanceof MqttIdentifierRejectedException
                  ? MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED
                  : MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION,
              false,
              ""));
    } else {
      // MQTT 3.1.1, 3.1.4: close without CONNACK. In MQTT 5 CONNACK is optional here.
      ctx.close();
    }
  }

  private static Refused refused(ClientTerms terms, MqttConnectReturnCode code, String reason) {
    return new Refused(code, terms.version5() && terms.reasonStrings(), reason);
  }
}
