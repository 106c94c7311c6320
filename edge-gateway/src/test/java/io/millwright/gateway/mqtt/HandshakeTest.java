package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in, and what a client is told. */
final class HandshakeTest extends EndpointTest {
  @Test
  void tellsAnMqtt5ClientItsLimits() {
    MqttConnAckMessage connAck = (MqttConnAckMessage) v5().last();

    assertThat(connAck.variableHeader().connectReturnCode())
        .isEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
    MqttProperties properties = connAck.variableHeader().properties();
    assertThat(ClientTerms.integer(properties, MqttProperties.RECEIVE_MAXIMUM, -1)).isEqualTo(4);
    assertThat(ClientTerms.integer(properties, MqttProperties.MAXIMUM_PACKET_SIZE, -1))
        .isEqualTo(2_048);
    assertThat(ClientTerms.integer(properties, MqttProperties.TOPIC_ALIAS_MAXIMUM, -1))
        .isEqualTo(3);
  }

  @Test
  void givesAClientWithoutIdOne() {
    Client client = new Client().connect(MqttVersion.MQTT_5, "", true);

    var assigned =
        ((MqttConnAckMessage) client.last())
            .variableHeader()
            .properties()
            .getProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER);
    client.publish(1, 1);
    assertThat(intake.message(0).source()).isEqualTo("mqtt:" + assigned.value());
  }

  @Test
  void refusesClientIdsThatAreTooLongAndConnectionsThatAreTooMany() {
    Client tooLong = new Client().connect(MqttVersion.MQTT_5, "x".repeat(41), true);
    assertThat(code(tooLong))
        .isEqualTo(MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID);
    assertThat(tooLong.gateway.isOpen()).isFalse();
    Client noId = new Client().connect(MqttVersion.MQTT_3_1_1, "", false);
    assertThat(code(noId)).isEqualTo(MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED);

    new Client().connect(MqttVersion.MQTT_5, "one", true);
    new Client().connect(MqttVersion.MQTT_5, "two", true);
    assertThat(code(new Client().connect(MqttVersion.MQTT_5, "three", true)))
        .isEqualTo(MqttConnectReturnCode.CONNECTION_REFUSED_QUOTA_EXCEEDED);
    assertThat(code(new Client().connect(MqttVersion.MQTT_3_1_1, "three", true)))
        .isEqualTo(MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE);
  }

  @Test
  void aConnectionThatIsNotLetInTakesNoPlaceOfADevice() {
    Client silent = new Client();
    assertThat(v5().connAckCode()).isZero();
    assertThat(new Client().connect(MqttVersion.MQTT_5, "two", true).connAckCode()).isZero();
    assertThat(silent.gateway.isOpen()).isTrue();
    assertThat(registry.get("millwright.gateway.connections").gauge().value()).isEqualTo(2);
  }

  @Test
  void closesConnectionsBeyondThoseThatMayWaitToBeLetIn() {
    Client one = new Client();
    Client two = new Client();
    assertThat(new Client().gateway.isOpen()).isFalse();
    one.connect(MqttVersion.MQTT_5, "one", true);
    two.gateway.close();
    assertThat(one.connAckCode()).isZero();
    assertThat(new Client().gateway.isOpen()).isTrue();
    assertThat(new Client().gateway.isOpen()).isTrue();
    assertThat(new Client().gateway.isOpen()).isFalse();
  }

  @Test
  void aClientWhoseOldConnectionIsStillThereComesInAlsoWhenAllPlacesAreTaken() {
    v5();
    new Client().connect(MqttVersion.MQTT_5, "two", true);
    assertThat(v5().connAckCode()).isZero();
  }

  private static MqttConnectReturnCode code(Client client) {
    return ((MqttConnAckMessage) client.last()).variableHeader().connectReturnCode();
  }

  @Test
  void closesAConnectionOnWhichNoConnectComes() {
    Client client = new Client();
    client.gateway.advanceTimeBy(4_999, TimeUnit.MILLISECONDS);
    client.gateway.runScheduledPendingTasks();
    assertThat(client.gateway.isOpen()).isTrue();
    client.gateway.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    client.gateway.runScheduledPendingTasks();
    assertThat(client.gateway.isOpen()).isFalse();
  }

  @Test
  void closesTheOldConnectionWhenTheClientConnectsAgain() {
    Client old = v5();
    old.received();
    Client current = v5();
    assertThat(old.disconnectReason()).isEqualTo(0x8E);
    assertThat(current.gateway.isOpen()).isTrue();
  }

  @Test
  void endsAConnectionAtASecondConnectOrWithoutAFirst() {
    Client twice = v5();
    twice.connect(MqttVersion.MQTT_5, "dev", true);
    assertThat(twice.disconnectReason()).isEqualTo(0x82);

    Client never = new Client();
    never.publish(0, -1);
    assertThat(never.gateway.isOpen()).isFalse();
    assertThat(intake.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"4, 0x1E", "5, 0x1E", "4, 0x07", "5, 0x07", "4, 0x0A", "5, 0x22"})
  void closesAConnectionWhoseConnectHasFlagsThatMayNotBe(int level, String flags) {
    assertThat(afterConnect(level, 0x0E).gateway.isOpen()).as("a will with QoS 1").isTrue();

    Client client = afterConnect(level, Integer.decode(flags));

    assertThat(client.gateway.isOpen()).isFalse();
    assertThat(client.received()).isEmpty();
  }

  /** With a will, or with the bytes of one. */
  private Client afterConnect(int level, int flags) {
    boolean version5 = level == 5;
    boolean will = (flags & 4) != 0;
    String connect =
        "\u0000\u0004MQTT"
            + (char) level
            + (char) flags
            + "\u0000\n"
            + (version5 ? "\u0000" : "")
            + "\u0000\u0001c"
            + (version5 && will ? "\u0000" : "")
            + (will ? "\u0000\u0001t\u0000\u0001p" : "");
    Client client = new Client();
    client.gateway.writeInbound(
        Unpooled.copiedBuffer("\u0010" + (char) connect.length() + connect, ISO_8859_1));
    return client;
  }

  @Test
  void closesTheConnectionOfAClientThatDoesNotReadWhyItIsEnded() {
    Client deaf = v5();
    deaf.gateway
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext ctx, Object message, ChannelPromise never) {
                ReferenceCountUtil.release(message);
              }
            });
    deaf.connect(MqttVersion.MQTT_5, "dev", true);
    assertThat(deaf.gateway.isOpen()).isTrue();

    deaf.elapse(MqttConnection.LAST_WORD.toMillis());

    assertThat(deaf.gateway.isOpen()).isFalse();
  }

  @Test
  void takesNoMessageOfAnotherProtocol() {
    Client client = new Client();
    client.gateway.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n\r\n", UTF_8));
    assertThat(client.gateway.isOpen()).isFalse();
  }
}
