package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.gateway.fuzz.Mutator;
import io.millwright.gateway.topic.TopicRoutes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Damaged streams of packets: no exception gets out, no buffer is leaked, and the next client is
 * served. {@code -Dmillwright.fuzz.tries=1000000} for a long run.
 */
final class MqttFuzzTest {
  private static final int TRIES = Integer.getInteger("millwright.fuzz.tries", 20_000);
  private static final MqttConfig CONFIG =
      new MqttConfig(
          "127.0.0.1", 0, 4_096, 10, 40, 8, 3, Duration.ofSeconds(5), Duration.ofHours(1), 1);

  private final Sessions sessions = new Sessions(10, CONFIG.maxInFlight());
  private final MqttCounters counters = new MqttCounters(new SimpleMeterRegistry());
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);

  @Test
  void survivesDamagedStreamsWithoutALeakAndServesTheNextClient() {
    Mutator mutator = new Mutator(20_261_121, streams());
    SplittableRandom random = new SplittableRandom(7);
    int taken = 0;
    for (int i = 0; i < TRIES; i++) {
      byte[] stream = mutator.next();
      taken += feed(stream, random);
      assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
          .as(() -> HexFormat.of().formatHex(stream))
          .isZero();
    }
    assertThat(taken).isGreaterThan(TRIES / 2);

    byte[] good = stream(MqttVersion.MQTT_5, "good");
    assertThat(feed(good, random)).isEqualTo(3);
  }

  /** How many messages the intake had. */
  private int feed(byte[] stream, SplittableRandom random) {
    ScriptedIntake intake = new ScriptedIntake();
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new MqttDecoder(CONFIG.maxPacketBytes(), CONFIG.maxClientIdLength()),
            MqttEncoder.INSTANCE,
            new MqttConnection(
                CONFIG, new TopicRoutes(intake, List.of()), sessions, counters, () -> 42L));
    channel.config().setAllocator(allocator);
    int answered = 0;
    int at = 0;
    while (at < stream.length && channel.isOpen()) {
      int length = Math.min(stream.length - at, 1 + random.nextInt(200));
      ByteBuf piece = allocator.buffer(length).writeBytes(stream, at, length);
      channel.writeInbound(piece);
      at += length;
      if (random.nextInt(3) == 0) {
        while (answered < intake.size()) {
          intake.accept(answered++);
        }
        channel.runPendingTasks();
      }
    }
    while (answered < intake.size()) {
      intake.accept(answered++);
    }
    channel.runPendingTasks();
    // Throws what no handler has caught.
    channel.finishAndReleaseAll();
    return answered;
  }

  private static List<byte[]> streams() {
    List<byte[]> streams = new ArrayList<>();
    for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
      streams.add(stream(version, "fuzz"));
      streams.add(stream(version, ""));
    }
    return streams;
  }

  /** CONNECT, messages of every QoS, and every other packet that a client may send. */
  private static byte[] stream(MqttVersion version, String clientId) {
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
