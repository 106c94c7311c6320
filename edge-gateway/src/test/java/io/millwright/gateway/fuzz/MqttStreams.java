package io.millwright.gateway.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** What good MQTT clients send, from CONNECT to DISCONNECT. */
public final class MqttStreams {
  private MqttStreams() {}

  public static List<byte[]> all() {
    List<byte[]> streams = new ArrayList<>();
    for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
      streams.add(of(version, "fuzz"));
      streams.add(of(version, ""));
    }
    return streams;
  }

  /** CONNECT, messages of every QoS, and every other packet that a client may send. */
  public static byte[] of(MqttVersion version, String clientId) {
    boolean version5 = version == MqttVersion.MQTT_5;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
    MqttProperties connect = new MqttProperties();
    MqttProperties publish = new MqttProperties();
    if (version5) {
      connect.add(
          new MqttProperties.IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 3_600));
      connect.add(new MqttProperties.IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, 20));
      publish.add(new MqttProperties.IntegerProperty(MqttProperties.TOPIC_ALIAS, 1));
      publish.add(
          new MqttProperties.StringProperty(MqttProperties.CONTENT_TYPE, "application/json"));
      publish.add(new MqttProperties.UserProperty("trace", "abc"));
    }
    write(
        encoder,
        bytes,
        MqttMessageBuilders.connect()
            .protocolVersion(version)
            .clientId(clientId)
            .cleanSession(true)
            .keepAlive(10)
            .willFlag(true)
            .willTopic("millwright/v1/demo/a/will")
            .willMessage("gone".getBytes(UTF_8))
            .willQoS(MqttQoS.AT_LEAST_ONCE)
            .username("demo/press-7")
            .password("secret".getBytes(UTF_8))
            .hasUser(true)
            .hasPassword(true)
            .properties(connect)
            .build());
    for (int qos = 0; qos <= 2; qos++) {
      write(
          encoder,
          bytes,
          MqttMessageBuilders.publish()
              .topicName("millwright/v1/demo/pump-1/measurements")
              .qos(MqttQoS.valueOf(qos))
              .messageId(qos + 1)
              .properties(version5 ? publish : MqttProperties.NO_PROPERTIES)
              .payload(Unpooled.copiedBuffer("{\"values\":{\"n\":1}}", UTF_8))
              .build());
    }
    write(
        encoder,
        bytes,
        new MqttMessage(
            new MqttFixedHeader(MqttMessageType.PUBREL, false, MqttQoS.AT_LEAST_ONCE, false, 0),
            MqttMessageIdVariableHeader.from(3)));
    write(
        encoder,
        bytes,
        MqttMessageBuilders.subscribe()
            .messageId(9)
            .addSubscription(MqttQoS.AT_LEAST_ONCE, "millwright/v1/demo/pump-1/commands")
            .build());
    write(
        encoder,
        bytes,
        MqttMessageBuilders.unsubscribe().messageId(10).addTopicFilter("millwright/#").build());
    write(
        encoder,
        bytes,
        new MqttMessage(
            new MqttFixedHeader(MqttMessageType.PINGREQ, false, MqttQoS.AT_MOST_ONCE, false, 0)));
    write(encoder, bytes, MqttMessageBuilders.disconnect().build());
    encoder.finishAndReleaseAll();
    return bytes.toByteArray();
  }

  private static void write(
      EmbeddedChannel encoder, ByteArrayOutputStream bytes, MqttMessage message) {
    encoder.writeOutbound(message);
    ByteBuf encoded;
    while ((encoded = encoder.readOutbound()) != null) {
      bytes.writeBytes(ByteBufUtil.getBytes(encoded));
      encoded.release();
    }
  }
}
