package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.gateway.fuzz.MqttStreams;
import io.millwright.gateway.fuzz.Mutator;
import io.millwright.gateway.net.ReceivingBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * With it in front, the library's decoder has the same result, whatever comes in whatever pieces.
 */
final class PublishDecoderTest {
  private static final int MAX_BYTES = 1_000;

  private final SplittableRandom random = new SplittableRandom(11);

  @ParameterizedTest
  @EnumSource(
      value = MqttVersion.class,
      names = {"MQTT_3_1_1", "MQTT_5"})
  void goodStreamsInAnyPiecesAreTheSame(MqttVersion version) {
    for (int i = 0; i < 2_000; i++) {
      assertSame(stream(version, 1 + random.nextInt(12)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = MqttVersion.class,
      names = {"MQTT_3_1_1", "MQTT_5"})
  void damagedStreamsAreTheSame(MqttVersion version) {
    List<byte[]> good = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      good.add(stream(version, 6));
    }
    good.add(MqttStreams.of(version, "good"));
    Mutator mutator = new Mutator(5, good);
    for (int i = 0; i < 20_000; i++) {
      assertSame(mutator.next());
    }
  }

  @Test
  void doesNotReadOnWhileReadingIsStopped() {
    Decoded decoded = new Decoded(true);
    int[] reads = {0};
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void read(ChannelHandlerContext ctx) throws Exception {
                reads[0]++;
                super.read(ctx);
              }
            },
            decoded.packets,
            decoded.decoder,
            new MqttDecoder(MAX_BYTES),
            decoded);
    channel.writeInbound(Unpooled.wrappedBuffer(connect(MqttVersion.MQTT_3_1_1)));
    byte[] publish = publish(MqttVersion.MQTT_3_1_1, "a/b", 1, 7, "x".repeat(50));
    channel.writeInbound(Unpooled.wrappedBuffer(publish));
    channel.config().setAutoRead(false);
    int before = reads[0];

    channel.writeInbound(Unpooled.wrappedBuffer(publish, java.util.Arrays.copyOf(publish, 20)));

    assertThat(decoded.seen).hasSize(3);
    assertThat(reads[0]).isEqualTo(before);
    channel.finishAndReleaseAll();
  }

  private void assertSame(byte[] stream) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < stream.length; ) {
      int end = Math.min(stream.length, at + 1 + random.nextInt(random.nextBoolean() ? 8 : 600));
      pieces.add(java.util.Arrays.copyOfRange(stream, at, end));
      at = end;
    }
    Decoded with = new Decoded(true);
    Decoded without = new Decoded(false);
    feed(with, pieces);
    feed(without, pieces);
    assertThat(with.seen).isEqualTo(without.seen);
  }

  private static void feed(Decoded decoded, List<byte[]> pieces) {
    EmbeddedChannel channel =
        decoded.fast
            ? new EmbeddedChannel(
                decoded.packets, decoded.decoder, new MqttDecoder(MAX_BYTES), decoded)
            : new EmbeddedChannel(new MqttDecoder(MAX_BYTES), decoded);
    for (byte[] piece : pieces) {
      channel.writeInbound(Unpooled.wrappedBuffer(piece));
    }
    channel.finishAndReleaseAll();
  }

  /** CONNECT and some PUBLISHes, short and long ones, with and without properties. */
  private byte[] stream(MqttVersion version, int publishes) {
    ByteBuf out = Unpooled.buffer();
    out.writeBytes(connect(version));
    for (int i = 0; i < publishes; i++) {
      String topic = random.nextInt(4) == 0 ? "gerät/" + i : "millwright/v1/demo/" + i % 3;
      out.writeBytes(
          publish(version, topic, random.nextInt(3), i + 1, "y".repeat(random.nextInt(300))));
      if (random.nextInt(5) == 0) {
        out.writeShort(0xC000); // PINGREQ
      }
    }
    byte[] stream = new byte[out.readableBytes()];
    out.readBytes(stream);
    return stream;
  }

  private static byte[] connect(MqttVersion version) {
    boolean five = version == MqttVersion.MQTT_5;
    ByteBuf out = Unpooled.buffer();
    out.writeByte(0x10).writeByte(five ? 15 : 14).writeShort(4).writeBytes("MQTT".getBytes(UTF_8));
    out.writeByte(five ? 5 : 4).writeByte(2).writeShort(60);
    if (five) {
      out.writeByte(0);
    }
    out.writeShort(2).writeBytes("me".getBytes(UTF_8));
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  private static byte[] publish(
      MqttVersion version, String topic, int qos, int packetId, String payload) {
    boolean five = version == MqttVersion.MQTT_5;
    byte[] name = topic.getBytes(UTF_8);
    byte[] body = payload.getBytes(UTF_8);
    int length = 2 + name.length + (qos > 0 ? 2 : 0) + (five ? 1 : 0) + body.length;
    ByteBuf out = Unpooled.buffer();
    out.writeByte(0x30 | qos << 1);
    if (length >= 128) {
      out.writeByte(length & 0x7F | 0x80).writeByte(length >> 7);
    } else {
      out.writeByte(length);
    }
    out.writeShort(name.length).writeBytes(name);
    if (qos > 0) {
      out.writeShort(packetId);
    }
    if (five) {
      out.writeByte(0);
    }
    out.writeBytes(body);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  /** What comes out behind the decoders, as text. */
  private static final class Decoded extends ChannelInboundHandlerAdapter {
    private final boolean fast;
    private int messages;
    private final List<String> seen = new ArrayList<>();
    private final PartialPacket packets =
        new PartialPacket(new ReceivingBudget(1 << 20), () -> {}, () -> {});
    private final PublishDecoder decoder =
        new PublishDecoder(packets, MAX_BYTES, () -> messages, this::publish);

    private Decoded(boolean fast) {
      this.fast = fast;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
      messages++;
      try {
        if (hasFailed()) {
          return;
        }
        MqttMessage message = (MqttMessage) read;
        if (message.decoderResult().isFailure()) {
          seen.add("failure " + message.decoderResult().cause());
        } else if (message instanceof MqttConnectMessage connect) {
          seen.add("CONNECT");
          decoder.begin(connect.variableHeader().version() == 5);
        } else if (message instanceof MqttPublishMessage publish) {
          int qos = publish.fixedHeader().qosLevel().value();
          StringBuilder properties = new StringBuilder();
          publish.variableHeader().properties().listAll().forEach(properties::append);
          seen.add(
              text(
                  publish.variableHeader().topicName(),
                  qos,
                  qos == 0 ? 0 : publish.variableHeader().packetId(),
                  properties.toString(),
                  publish.payload().toString(UTF_8)));
        } else {
          seen.add(message.fixedHeader().toString());
        }
      } finally {
        ReferenceCountUtil.release(read);
      }
    }

    /** The connection ends there. */
    private boolean hasFailed() {
      return !seen.isEmpty() && seen.get(seen.size() - 1).startsWith("failure");
    }

    private void publish(PlainPublish publish) {
      messages++;
      if (!hasFailed()) {
        seen.add(
            text(
                publish.topic(),
                publish.qos(),
                publish.packetId(),
                "",
                new String(publish.payload(), UTF_8)));
      }
    }

    /** What the gateway asks a PUBLISH for. */
    private static String text(
        String topic, int qos, int packetId, String properties, String payload) {
      return topic + " " + qos + " " + packetId + " " + properties + " " + payload;
    }
  }
}
