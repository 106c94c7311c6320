package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.topic.TopicRoutes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The edges of the protocol, packet by packet; Kafka's answers are given by the test. */
final class MqttConnectionTest {
  private static final String TOPIC = "millwright/v1/demo/pump-1/measurements";
  private static final MqttConfig CONFIG =
      new MqttConfig(
          "127.0.0.1", 0, 2_048, 2, 40, 4, 3, Duration.ofSeconds(5), Duration.ofHours(1), 1);

  private final ScriptedIntake intake = new ScriptedIntake();
  private final Sessions sessions = new Sessions(10, CONFIG.maxInFlight());
  private final MqttCounters counters = new MqttCounters(new SimpleMeterRegistry());

  /** A client with its connection: what it encodes goes to the gateway, and back. */
  private final class Client {
    private final EmbeddedChannel codec =
        new EmbeddedChannel(new MqttDecoder(1_000_000), MqttEncoder.INSTANCE);
    private final EmbeddedChannel gateway =
        new EmbeddedChannel(
            new MqttDecoder(CONFIG.maxPacketBytes(), CONFIG.maxClientIdLength()),
            MqttEncoder.INSTANCE,
            new MqttConnection(
                CONFIG, new TopicRoutes(intake, List.of()), sessions, counters, () -> 42L));
    private final List<MqttMessage> received = new ArrayList<>();

    Client connect(MqttVersion version, String clientId, boolean clean) {
      send(
          MqttMessageBuilders.connect()
              .protocolVersion(version)
              .clientId(clientId)
              .cleanSession(clean)
              .keepAlive(10)
              .build());
      return this;
    }

    void send(MqttMessage message) {
      codec.writeOutbound(message);
      ByteBuf bytes;
      while ((bytes = codec.readOutbound()) != null) {
        gateway.writeInbound(bytes);
      }
    }

    void publish(int qos, int packetId, String topic, MqttProperties properties, String payload) {
      send(
          MqttMessageBuilders.publish()
              .topicName(topic)
              .qos(MqttQoS.valueOf(qos))
              .messageId(packetId)
              .properties(properties)
              .payload(Unpooled.copiedBuffer(payload, UTF_8))
              .build());
    }

    void publish(int qos, int packetId) {
      publish(qos, packetId, TOPIC, MqttProperties.NO_PROPERTIES, "payload " + packetId);
    }

    void release(int packetId) {
      send(
          new MqttMessage(
              new MqttFixedHeader(MqttMessageType.PUBREL, false, MqttQoS.AT_LEAST_ONCE, false, 0),
              MqttMessageIdVariableHeader.from(packetId)));
    }

    List<MqttMessage> received() {
      gateway.runPendingTasks();
      ByteBuf bytes;
      while ((bytes = gateway.readOutbound()) != null) {
        codec.writeInbound(bytes);
      }
      MqttMessage message;
      while ((message = codec.readInbound()) != null) {
        received.add(message);
      }
      return received;
    }

    MqttMessage last() {
      List<MqttMessage> all = received();
      return all.get(all.size() - 1);
    }

    /** {@code PUBACK 1} and the like, without the CONNACK. */
    List<String> acknowledgements() {
      return received().stream()
          .filter(message -> message.variableHeader() instanceof MqttMessageIdVariableHeader)
          .map(
              message ->
                  message.fixedHeader().messageType()
                      + " "
                      + ((MqttMessageIdVariableHeader) message.variableHeader()).messageId())
          .toList();
    }

    int disconnectReason() {
      assertThat(last().fixedHeader().messageType()).isEqualTo(MqttMessageType.DISCONNECT);
      assertThat(gateway.isOpen()).isFalse();
      return Byte.toUnsignedInt(
          ((MqttReasonCodeAndPropertiesVariableHeader) last().variableHeader()).reasonCode());
    }
  }

  private Client v5() {
    return new Client().connect(MqttVersion.MQTT_5, "dev", true);
  }

  private Client v3() {
    return new Client().connect(MqttVersion.MQTT_3_1_1, "dev", true);
  }

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

  private static MqttConnectReturnCode code(Client client) {
    return ((MqttConnAckMessage) client.last()).variableHeader().connectReturnCode();
  }

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

  private static MqttProperties alias(int alias) {
    MqttProperties properties = new MqttProperties();
    properties.add(new MqttProperties.IntegerProperty(MqttProperties.TOPIC_ALIAS, alias));
    return properties;
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
  void endsAConnectionAtASecondConnectOrWithoutAFirst() {
    Client twice = v5();
    twice.connect(MqttVersion.MQTT_5, "dev", true);
    assertThat(twice.disconnectReason()).isEqualTo(0x82);

    Client never = new Client();
    never.publish(0, -1);
    assertThat(never.gateway.isOpen()).isFalse();
    assertThat(intake.size()).isZero();
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
  void refusesSubscriptions() {
    var subscribe =
        MqttMessageBuilders.subscribe()
            .messageId(3)
            .addSubscription(MqttQoS.AT_LEAST_ONCE, "a")
            .addSubscription(MqttQoS.AT_MOST_ONCE, "b")
            .build();
    Client five = v5();
    five.send(subscribe);
    assertThat(((MqttSubAckMessage) five.last()).payload().reasonCodes())
        .containsExactly(0x87, 0x87);
    Client three = new Client().connect(MqttVersion.MQTT_3_1_1, "three", true);
    three.send(subscribe);
    assertThat(((MqttSubAckMessage) three.last()).payload().reasonCodes())
        .containsExactly(0x80, 0x80);
  }

  @Test
  void answersPings() {
    Client client = v3();
    client.send(MqttMessage.PINGREQ);
    assertThat(client.last().fixedHeader().messageType()).isEqualTo(MqttMessageType.PINGRESP);
  }

  @Test
  void takesNoMessageOfAnotherProtocol() {
    Client client = new Client();
    client.gateway.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n\r\n", UTF_8));
    assertThat(client.gateway.isOpen()).isFalse();
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
}
