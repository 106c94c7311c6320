package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.Rejection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From PUBLISH to its acknowledgement. */
final class PublishingTest extends EndpointTest {
  @Test
  void acknowledgesInTheOrderOfThePublishesWhateverOrderKafkaAnswersIn() {
    Client client = v3();
    client.publish(1, 1);
    client.publish(2, 2);
    client.publish(0, 0);
    client.publish(1, 3);

    intake.accept(3);
    intake.accept(1);
    assertThat(client.acknowledgements()).isEmpty();
    intake.accept(2);
    intake.accept(0);
    assertThat(client.acknowledgements()).containsExactly("PUBACK 1", "PUBREC 2", "PUBACK 3");
  }

  @Test
  void acknowledgesNothingBehindAMessageThatKafkaDidNotTake() {
    Client client = v5();
    client.publish(1, 1);
    client.publish(1, 2);
    client.publish(1, 3);

    intake.accept(0);
    intake.accept(2);
    intake.fail(1);

    assertThat(client.disconnectReason()).isEqualTo(0x89);
    assertThat(client.acknowledgements()).containsExactly("PUBACK 1");
  }

  @Test
  void closesAnMqtt3ConnectionWithoutAcknowledgementWhenKafkaFails() {
    Client client = v3();
    client.publish(1, 1);
    intake.fail(0);
    assertThat(client.acknowledgements()).isEmpty();
    assertThat(client.gateway.isOpen()).isFalse();
  }

  @Test
  void tellsAnMqtt5ClientWhyAMessageWasRefusedAndAnMqtt3ClientNothing() {
    Rejection rejection = new Rejection(Rejection.Kind.CONTENT, "reason ".repeat(40));
    Client five = v5();
    five.publish(1, 7);
    intake.refuse(0, rejection);
    MqttPubReplyMessageVariableHeader pubAck =
        (MqttPubReplyMessageVariableHeader) five.last().variableHeader();
    assertThat(pubAck.messageId()).isEqualTo(7);
    assertThat(Byte.toUnsignedInt(pubAck.reasonCode())).isEqualTo(0x99);
    assertThat(pubAck.properties().getProperty(MqttProperties.REASON_STRING).value())
        .isEqualTo(rejection.reason());
    five.publish(1, 8);
    intake.refuse(1, new Rejection(Rejection.Kind.ADDRESS, "wrong topic"));
    assertThat(
            Byte.toUnsignedInt(
                ((MqttPubReplyMessageVariableHeader) five.last().variableHeader()).reasonCode()))
        .isEqualTo(0x90);

    Client three = new Client().connect(MqttVersion.MQTT_3_1_1, "three", true);
    three.publish(1, 7);
    intake.refuse(2, rejection);
    assertThat(three.acknowledgements()).containsExactly("PUBACK 7");
  }

  @Test
  void readsPropertiesOf128BytesAndMoreAndLeavesThePayloadWhole() {
    Client client = v5();
    for (int length : new int[] {100, 111, 112, 113, 127, 128, 300}) {
      MqttProperties properties = new MqttProperties();
      properties.add(
          new MqttProperties.StringProperty(MqttProperties.CONTENT_TYPE, "application/senml+json"));
      properties.add(new MqttProperties.UserProperty("note", "x".repeat(length)));
      // A one-byte property at the end is what older codecs put in front of the payload.
      properties.add(
          new MqttProperties.IntegerProperty(MqttProperties.PAYLOAD_FORMAT_INDICATOR, 1));
      client.publish(0, -1, TOPIC, properties, "body " + length);
      int last = intake.size() - 1;
      assertThat(new String(intake.message(last).payload(), UTF_8)).isEqualTo("body " + length);
      assertThat(intake.message(last).declaredFormat()).isEqualTo(BodyFormat.SENML_JSON);
      intake.accept(last);
      client.received();
    }
  }

  @Test
  void readsFramesThatComeByteByByte() {
    Client client = v3();
    client.codec.writeOutbound(
        MqttMessageBuilders.publish()
            .topicName(TOPIC)
            .qos(MqttQoS.AT_LEAST_ONCE)
            .messageId(1)
            .payload(Unpooled.copiedBuffer("x".repeat(200), UTF_8))
            .build());
    ByteBuf bytes;
    while ((bytes = client.codec.readOutbound()) != null) {
      while (bytes.isReadable()) {
        client.gateway.writeInbound(bytes.readRetainedSlice(1));
      }
      bytes.release();
    }
    assertThat(intake.message(0).payload()).hasSize(200);
    intake.accept(0);
    assertThat(client.acknowledgements()).containsExactly("PUBACK 1");
  }

  @Test
  void endsAConnectionThatSendsAPacketThatIsTooLarge() {
    Client client = v5();
    client.publish(1, 1, TOPIC, MqttProperties.NO_PROPERTIES, "x".repeat(2_100));
    assertThat(client.disconnectReason()).isEqualTo(0x95);
    assertThat(intake.size()).isZero();
  }

  @Test
  void resolvesTopicAliases() {
    Client client = v5();
    client.publish(0, -1, TOPIC, alias(3), "one");
    client.publish(0, -1, "", alias(3), "two");
    assertThat(intake.message(1).address()).isEqualTo(TOPIC);
    assertThat(new String(intake.message(1).payload(), UTF_8)).isEqualTo("two");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 65_535})
  void refusesTopicAliasesThatAreNotAllowed(int alias) {
    Client client = v5();
    client.publish(0, -1, TOPIC, alias(alias), "one");
    assertThat(client.disconnectReason()).isEqualTo(0x94);
  }

  @Test
  void refusesATopicAliasThatWasNeverSetAndAMissingTopic() {
    Client unset = v5();
    unset.publish(0, -1, "", alias(2), "one");
    assertThat(unset.disconnectReason()).isEqualTo(0x82);
    Client missing = v5();
    missing.publish(0, -1, "", MqttProperties.NO_PROPERTIES, "one");
    assertThat(missing.disconnectReason()).isEqualTo(0x82);
  }

  @Test
  void keepsNoTopicUnderAnAliasThatIsLongerThanAnyOfOurs() {
    Client client = v5();
    client.publish(0, -1, "x".repeat(1_000), alias(1), "one");
    assertThat(client.gateway.isOpen()).isTrue();
    client.publish(0, -1, "x".repeat(1_001), alias(1), "one");
    assertThat(client.disconnectReason()).isEqualTo(0x90);
  }

  private static MqttProperties alias(int alias) {
    MqttProperties properties = new MqttProperties();
    properties.add(new MqttProperties.IntegerProperty(MqttProperties.TOPIC_ALIAS, alias));
    return properties;
  }

  @Test
  void endsAConnectionThatSendsMoreThanTheReceiveMaximum() {
    Client client = v5();
    for (int id = 1; id <= 4; id++) {
      client.publish(id % 2 + 1, id);
    }
    assertThat(client.gateway.isOpen()).isTrue();
    client.publish(1, 5);
    assertThat(client.disconnectReason()).isEqualTo(0x93);
    assertThat(intake.size()).isEqualTo(4);
  }

  @Test
  void stopsReadingFromAClientWithTooManyMessagesUnderWayAndResumesAtHalf() {
    Client client = v3();
    for (int id = 1; id <= 4; id++) {
      client.publish(1, id);
    }
    assertThat(client.gateway.config().isAutoRead()).isFalse();
    intake.accept(0);
    client.received();
    assertThat(client.gateway.config().isAutoRead()).isFalse();
    intake.accept(1);
    client.received();
    assertThat(client.gateway.config().isAutoRead()).isTrue();
  }

  @Test
  void answersPings() {
    Client client = v3();
    client.send(MqttMessage.PINGREQ);
    assertThat(client.last().fixedHeader().messageType()).isEqualTo(MqttMessageType.PINGRESP);
  }

  @Test
  void acknowledgesWhatHasComeBeforeItStops() {
    Client client = v5();
    client.publish(1, 1);
    client.gateway.pipeline().get(MqttConnection.class).shutDown();
    client.received();
    assertThat(client.gateway.isOpen()).isTrue();
    intake.accept(0);
    assertThat(client.disconnectReason()).isEqualTo(0x8B);
    assertThat(client.acknowledgements()).containsExactly("PUBACK 1");
  }

  @Test
  void refusesAContentTypeThatItDoesNotReadAndSaysWhichItDoes() {
    intake.rejectAtOnce();
    MqttProperties properties = new MqttProperties();
    properties.add(new MqttProperties.StringProperty(MqttProperties.CONTENT_TYPE, "text/csv"));
    Client client = v5();
    client.publish(1, 1, TOPIC, properties, "1;2");
    MqttPubReplyMessageVariableHeader pubAck =
        (MqttPubReplyMessageVariableHeader) client.last().variableHeader();
    assertThat(Byte.toUnsignedInt(pubAck.reasonCode())).isEqualTo(0x99);
    assertThat((String) pubAck.properties().getProperty(MqttProperties.REASON_STRING).value())
        .startsWith("content type 'text/csv' is not supported: use application/json");
  }
}
