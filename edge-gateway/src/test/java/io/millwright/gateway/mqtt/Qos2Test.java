package io.millwright.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import org.junit.jupiter.api.Test;

/** QoS 2, from PUBLISH to PUBCOMP. */
final class Qos2Test extends EndpointTest {
  @Test
  void handsOverAQos2MessageOnceHoweverOftenItComes() {
    Client client = v3();
    client.publish(2, 5);
    client.publish(2, 5);
    assertThat(intake.size()).isEqualTo(1);
    intake.accept(0);
    assertThat(client.acknowledgements()).containsExactly("PUBREC 5", "PUBREC 5");
    client.publish(2, 5);
    assertThat(client.acknowledgements()).hasSize(3);
    assertThat(intake.size()).isEqualTo(1);

    client.release(5);
    assertThat(client.acknowledgements()).last().isEqualTo("PUBCOMP 5");
    client.publish(2, 5);
    assertThat(intake.size()).isEqualTo(2);
  }

  @Test
  void remembersQos2MessagesInTheSessionOfAClientThatComesBack() {
    Client first = new Client().connect(MqttVersion.MQTT_3_1_1, "keeps", false);
    first.publish(2, 5);
    first.gateway.close();
    Client second = new Client().connect(MqttVersion.MQTT_3_1_1, "keeps", false);
    assertThat(((MqttConnAckMessage) second.last()).variableHeader().isSessionPresent()).isTrue();
    second.publish(2, 5);
    assertThat(intake.size()).isEqualTo(1);

    intake.accept(0);

    assertThat(second.acknowledgements()).containsExactly("PUBREC 5");
  }

  @Test
  void takesAQos2MessageAgainThatKafkaDidNotTakeBefore() {
    Client first = new Client().connect(MqttVersion.MQTT_3_1_1, "keeps", false);
    first.publish(2, 5);
    intake.fail(0);
    first.received();
    Client second = new Client().connect(MqttVersion.MQTT_3_1_1, "keeps", false);
    second.publish(2, 5);
    assertThat(intake.size()).isEqualTo(2);
  }

  @Test
  void forgetsTheSessionWhenTheClientWantsACleanStart() {
    Client first = new Client().connect(MqttVersion.MQTT_3_1_1, "keeps", false);
    first.publish(2, 5);
    intake.accept(0);
    first.received();
    first.gateway.close();
    Client second = new Client().connect(MqttVersion.MQTT_3_1_1, "keeps", true);
    assertThat(((MqttConnAckMessage) second.last()).variableHeader().isSessionPresent()).isFalse();
    second.publish(2, 5);
    assertThat(intake.size()).isEqualTo(2);
  }

  @Test
  void answersAReleaseOfAnUnknownIdAndRefusesOneThatComesTooEarly() {
    Client client = v5();
    client.release(9);
    MqttPubReplyMessageVariableHeader pubComp =
        (MqttPubReplyMessageVariableHeader) client.last().variableHeader();
    assertThat(Byte.toUnsignedInt(pubComp.reasonCode())).isEqualTo(0x92);
    client.publish(2, 1);
    client.release(1);
    assertThat(client.disconnectReason()).isEqualTo(0x82);
  }

  @Test
  void endsAnMqtt3ConnectionThatLeavesTooManyQos2MessagesUnreleased() {
    Client client = v3();
    for (int id = 1; id <= 4; id++) {
      client.publish(2, id);
      intake.accept(id - 1);
      client.received();
    }
    client.publish(2, 4);
    client.release(1);
    client.publish(2, 5);
    intake.accept(4);
    client.received();
    assertThat(client.gateway.isOpen()).isTrue();

    client.publish(2, 6);

    assertThat(client.gateway.isOpen()).isFalse();
    assertThat(intake.size()).isEqualTo(5);
  }

  @Test
  void countsUnreleasedQos2MessagesOfEarlierConnectionsOfTheSession() {
    Client first = new Client().connect(MqttVersion.MQTT_3_1_1, "keeps", false);
    for (int id = 1; id <= 4; id++) {
      first.publish(2, id);
      intake.accept(id - 1);
      first.received();
    }
    first.gateway.close();
    Client second = new Client().connect(MqttVersion.MQTT_5, "keeps", false);

    second.publish(2, 5);

    assertThat(second.disconnectReason()).isEqualTo(0x93);
    assertThat(intake.size()).isEqualTo(4);
  }
}
