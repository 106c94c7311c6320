package io.millwright.gateway.mqtt;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The packets that the endpoint sends, but for PUBACK and PUBREC, which are written as bytes. */
final class Packets {
  /** All that MQTT 3.1.1 has to say about a refused subscription. */
  static final int SUBSCRIPTION_FAILURE = 0x80;

  private Packets() {}

  /** CONNACK that lets the client in, and tells MQTT 5 clients the limits. */
  static MqttConnAckMessage accepted(
      ClientTerms terms,
      MqttConfig config,
      boolean sessionPresent,
      @Nullable String assignedClientId) {
    var connAck =
        MqttMessageBuilders.connAck()
            .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
            .sessionPresent(sessionPresent);
    if (terms.version5()) {
      connAck.properties(
          properties -> {
            properties
                .sessionExpiryInterval(terms.keepSession().toSeconds())
                .receiveMaximum(Math.min(config.maxInFlight(), 65_535))
                .maximumPacketSize(config.maxPacketBytes())
                .topicAliasMaximum(config.topicAliasMaximum())
                .subscriptionIdentifiersAvailable(false)
                .sharedSubscriptionAvailable(false);
            if (terms.keepAliveImposed()) {
              properties.serverKeepAlive((int) terms.keepAlive().toSeconds());
            }
            if (assignedClientId != null) {
              properties.assignedClientId(assignedClientId);
            }
          });
    }
    return connAck.build();
  }

  /**
   * CONNACK that does not let the client in; without a reason string if {@code reason} is empty.
   */
  static MqttConnAckMessage refused(MqttConnectReturnCode code, String reason) {
    var connAck = MqttMessageBuilders.connAck().returnCode(code).sessionPresent(false);
    if (!reason.isEmpty()) {
      connAck.properties(properties -> properties.reasonString(reason));
    }
    return connAck.build();
  }

  /** MQTT 5 only. */
  static MqttMessage disconnect(MqttReasonCodes.Disconnect code, String reason) {
    return new MqttMessage(
        header(MqttMessageType.DISCONNECT),
        new MqttReasonCodeAndPropertiesVariableHeader(code.byteValue(), reasonString(reason)));
  }

  static MqttMessage pubComp(int packetId, boolean version5, boolean known) {
    if (version5 && !known) {
      return new MqttMessage(
          header(MqttMessageType.PUBCOMP),
          new MqttPubReplyMessageVariableHeader(
              packetId,
              MqttReasonCodes.PubComp.PACKET_IDENTIFIER_NOT_FOUND.byteValue(),
              MqttProperties.NO_PROPERTIES));
    }
    return new MqttMessage(
        header(MqttMessageType.PUBCOMP), MqttMessageIdVariableHeader.from(packetId));
  }

  static MqttMessage pingResponse() {
    return new MqttMessage(header(MqttMessageType.PINGRESP));
  }

  static MqttSubAckMessage subAck(int packetId, List<Integer> codes, String reason) {
    return new MqttSubAckMessage(
        header(MqttMessageType.SUBACK),
        new MqttMessageIdAndPropertiesVariableHeader(packetId, reasonString(reason)),
        new MqttSubAckPayload(codes));
  }

  static MqttUnsubAckMessage unsubAck(int packetId, List<Short> codes) {
    return new MqttUnsubAckMessage(
        header(MqttMessageType.UNSUBACK),
        new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES),
        new MqttUnsubAckPayload(codes));
  }

  static MqttPublishMessage publish(Mailbox.Due due) {
    Outgoing message = due.message();
    return new MqttPublishMessage(
        new MqttFixedHeader(
            MqttMessageType.PUBLISH,
            due.repeated(),
            MqttQoS.valueOf(message.qos()),
            message.retain(),
            0),
        new MqttPublishVariableHeader(message.topic(), due.packetId()),
        Unpooled.wrappedBuffer(message.payload()));
  }

  private static MqttProperties reasonString(String reason) {
    if (reason.isEmpty()) {
      return MqttProperties.NO_PROPERTIES;
    }
    MqttProperties properties = new MqttProperties();
    properties.add(new MqttProperties.StringProperty(MqttProperties.REASON_STRING, reason));
    return properties;
  }

  private static MqttFixedHeader header(MqttMessageType type) {
    return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
  }
}
