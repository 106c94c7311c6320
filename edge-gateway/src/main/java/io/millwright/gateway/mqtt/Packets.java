package io.millwright.gateway.mqtt;

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
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** The packets that the endpoint sends, but for PUBACK and PUBREC, which are written as bytes. */
final class Packets {
  private static final int SUBSCRIPTION_FAILURE = 0x80;

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
                // Nobody can subscribe here.
                .wildcardSubscriptionAvailable(false)
                .subscriptionIdentifiersAvailable(false)
                .sharedSubscriptionAvailable(false);
            if (assignedClientId != null) {
              properties.assignedClientId(assignedClientId);
            }
          });
    }
    return connAck.build();
  }

  static MqttConnAckMessage refused(
      MqttConnectReturnCode code, boolean reasonString, String reason) {
    var connAck = MqttMessageBuilders.connAck().returnCode(code).sessionPresent(false);
    if (reasonString) {
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

  /** Every filter is refused. */
  static MqttMessage subscriptionsRefused(int packetId, int filters, ClientTerms terms) {
    int code =
        terms.version5()
            ? Byte.toUnsignedInt(MqttReasonCodes.SubAck.NOT_AUTHORIZED.byteValue())
            : SUBSCRIPTION_FAILURE;
    MqttProperties properties =
        terms.reasonStrings()
            ? reasonString("this endpoint only takes measurements: nothing can be subscribed to")
            : MqttProperties.NO_PROPERTIES;
    return new MqttSubAckMessage(
        header(MqttMessageType.SUBACK),
        new MqttMessageIdAndPropertiesVariableHeader(packetId, properties),
        new MqttSubAckPayload(Collections.nCopies(filters, code)));
  }

  /** There never was a subscription. */
  static MqttMessage unsubscribed(int packetId, int filters) {
    return new MqttUnsubAckMessage(
        header(MqttMessageType.UNSUBACK),
        new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES),
        new MqttUnsubAckPayload(
            Collections.nCopies(
                filters, (short) MqttReasonCodes.UnsubAck.NO_SUBSCRIPTION_EXISTED.byteValue())));
  }

  private static MqttProperties reasonString(String reason) {
    if (reason.isEmpty()) {
      return MqttProperties.NO_PROPERTIES;
    }
    MqttProperties properties = new MqttProperties();
    properties.add(
        new MqttProperties.StringProperty(
            MqttProperties.REASON_STRING,
            reason.length() <= 300 ? reason : reason.substring(0, 300)));
    return properties;
  }

  private static MqttFixedHeader header(MqttMessageType type) {
    return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
  }
}
