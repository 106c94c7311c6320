package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.gateway.command.CommandMetrics;
import io.millwright.gateway.command.Commands;
import io.millwright.gateway.intake.ScriptedAccess;
import io.millwright.gateway.intake.ScriptedIntake;
import io.millwright.gateway.net.ReceivingBudget;
import io.millwright.gateway.topic.TopicRoutes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;

/** A gateway's endpoint without sockets; what is behind it answers when the test says so. */
abstract class EndpointTest {
  static final String TOPIC = "millwright/v1/demo/pump-1/measurements";
  static final MqttConfig CONFIG =
      new MqttConfig(
          "127.0.0.1",
          0,
          2_048,
          2,
          1,
          1 << 20,
          40,
          4,
          3,
          Duration.ofSeconds(5),
          Duration.ofHours(1),
          Duration.ofMinutes(10),
          1,
          null);

  final ScriptedIntake intake = new ScriptedIntake();
  final ScriptedAccess access = new ScriptedAccess();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MqttCounters counters = new MqttCounters(registry);
  final Subscriptions subscriptions = new Subscriptions(counters);

  /** Microseconds since 1970. */
  long now = 1_763_683_200_000_000L;

  final Commands commands = new Commands(() -> now, new CommandMetrics(registry));
  private final CommandTopics commandTopics = new CommandTopics(commands, subscriptions);
  final EndpointServices services =
      new EndpointServices(
          CONFIG,
          new TopicRoutes(intake, List.of()),
          access,
          new Sessions(CONFIG),
          new WaitingRoom(4),
          subscriptions,
          commandTopics,
          counters,
          () -> 42L);

  private final List<Client> clients = new ArrayList<>();

  EndpointTest() {
    commands.add(commandTopics);
  }

  @AfterEach
  final void releaseBuffers() {
    clients.forEach(Client::release);
  }

  /** A client with its connection: what it encodes goes to the gateway, and back. */
  final class Client {
    final EmbeddedChannel codec =
        new EmbeddedChannel(new MqttDecoder(1_000_000), MqttEncoder.INSTANCE);
    final EmbeddedChannel gateway =
        new EmbeddedChannel(MqttEndpoint.handlers(services, new ReceivingBudget(1 << 20)));
    private final List<MqttMessage> received = new ArrayList<>();

    Client() {
      clients.add(this);
    }

    private void release() {
      received().forEach(ReferenceCountUtil::release);
      gateway.finishAndReleaseAll();
      codec.finishAndReleaseAll();
    }

    Client connect(MqttVersion version, String clientId, boolean clean) {
      return connect(version, clientId, connect -> connect.cleanSession(clean));
    }

    Client connect(
        MqttVersion version,
        String clientId,
        Consumer<MqttMessageBuilders.ConnectBuilder> details) {
      MqttMessageBuilders.ConnectBuilder connect =
          MqttMessageBuilders.connect().protocolVersion(version).clientId(clientId).keepAlive(10);
      details.accept(connect);
      send(connect.build());
      return this;
    }

    /** Its connection breaks; what is scheduled goes on, as it would on a real event loop. */
    void lose() {
      gateway.pipeline().fireChannelInactive();
    }

    /** Lets time pass. */
    void elapse(long millis) {
      gateway.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
      gateway.runScheduledPendingTasks();
    }

    MqttConnAckMessage connAck() {
      return (MqttConnAckMessage) received().get(0);
    }

    int connAckCode() {
      return Byte.toUnsignedInt(connAck().variableHeader().connectReturnCode().byteValue());
    }

    /** The PUBLISHes that it has got. */
    List<MqttPublishMessage> published() {
      return received().stream()
          .filter(MqttPublishMessage.class::isInstance)
          .map(MqttPublishMessage.class::cast)
          .toList();
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

    /** PUBACK. */
    void acknowledge(MqttPublishMessage publish) {
      send(
          new MqttMessage(
              new MqttFixedHeader(MqttMessageType.PUBACK, false, MqttQoS.AT_MOST_ONCE, false, 2),
              MqttMessageIdVariableHeader.from(publish.variableHeader().packetId())));
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

  Client v5() {
    return new Client().connect(MqttVersion.MQTT_5, "dev", true);
  }

  Client v3() {
    return new Client().connect(MqttVersion.MQTT_3_1_1, "dev", true);
  }
}
