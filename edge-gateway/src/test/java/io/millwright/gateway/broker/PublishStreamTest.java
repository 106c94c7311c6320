package io.millwright.gateway.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PublishStreamTest {
  private static final int MAX_BYTES = 20_000;
  private static final byte[] PINGRESP = {(byte) 0xD0, 0};

  private final SplittableRandom random = new SplittableRandom(3);
  private final Taken taken = new Taken();
  private long nanos;

  @Test
  void handsOverWhatTheBrokerPublishesAndLeavesTheRestToPaho() throws Exception {
    for (int round = 0; round < 200; round++) {
      List<Message> sent = new ArrayList<>();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ByteArrayOutputStream rest = new ByteArrayOutputStream();
      for (int i = 0; i < 30; i++) {
        byte[] payload = new byte[random.nextInt(random.nextBoolean() ? 100 : 9_000)];
        Arrays.fill(payload, (byte) i);
        int qos = random.nextInt(2);
        int contentTypeBytes = random.nextInt(200);
        sent.add(
            new Message(
                "plant/" + i, "x".repeat(contentTypeBytes), qos == 0 ? 0 : 7, hex(payload)));
        bytes.write(publish(qos, "plant/" + i, contentTypeBytes, payload));
        if (random.nextInt(4) == 0) {
          bytes.write(PINGRESP);
          rest.write(PINGRESP);
        }
      }
      taken.messages.clear();

      byte[] read = readAll(stream(new Pieces(bytes.toByteArray())));

      assertThat(read).isEqualTo(rest.toByteArray());
      assertThat(taken.messages).isEqualTo(sent);
    }
  }

  @Test
  void leavesToPahoWhatIsNoPublishOrIsMalformed() throws Exception {
    byte[] qos2 = publish(2, "a/b", 3, new byte[50]);
    byte[] topicBeyondTheEnd = {0x32, 4, 0, 9, 'a', 'b'};
    byte[] withoutPacketId = {0x32, 6, 0, 1, 'a', 0, 0, 0};
    byte[] withoutTopic = {0x30, 1, 0};
    byte[] emptyTopic = {0x30, 3, 0, 0, 0};
    byte[] empty = {0x30, 0};
    byte[] topicAlias = {0x30, 7, 0, 1, 'a', 3, 0x23, 0, 1};
    byte[] propertiesBeyondTheEnd = {0x30, 5, 0, 1, 'a', 7, 0};
    byte[] propertiesWithoutEnd = {0x30, 7, 0, 1, 'a', -1, -1, -1, -1};
    byte[] propertyBeyondTheProperties = {0x30, 7, 0, 1, 'a', 2, 3, 0, 0};
    byte[] pubAck = {0x40, 2, 0, 1};
    byte[] lengthWithoutEnd = {0x30, -1, -1, -1, -1};
    for (byte[] packet :
        List.of(
            qos2,
            topicBeyondTheEnd,
            withoutPacketId,
            withoutTopic,
            emptyTopic,
            empty,
            topicAlias,
            propertiesBeyondTheEnd,
            propertiesWithoutEnd,
            propertyBeyondTheProperties,
            pubAck,
            lengthWithoutEnd)) {
      assertThat(readAll(stream(new Pieces(packet)))).isEqualTo(packet);
    }
    assertThat(taken.messages).isEmpty();
  }

  @Test
  void handsOverTheBeginningOfAMessageThatIsTooLargeAndGoesOnBehindIt() throws Exception {
    for (int length : new int[] {MAX_BYTES, 149_900, 150_000, 400_000}) {
      byte[] tooLarge = publish(1, "a/b", 3, new byte[length]);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(tooLarge);
      bytes.write(PINGRESP);
      bytes.write(publish(1, "next", 0, new byte[10]));
      taken.messages.clear();
      taken.others.clear();

      assertThat(readAll(stream(new Pieces(bytes.toByteArray())))).isEqualTo(PINGRESP);

      assertThat(taken.others)
          .containsExactly(
              "too large: a/b 7 " + tooLarge.length + " " + Math.min(length, 150_000 - 18));
      assertThat(taken.messages).extracting(Message::topic).containsExactly("next");
    }
  }

  @Test
  void aRetainedMessageIsNotTaken() throws Exception {
    byte[] retained = publish(1, "a/b", 3, new byte[10]);
    retained[0] |= 1;

    assertThat(readAll(stream(new Pieces(retained)))).isEmpty();

    assertThat(taken.others).containsExactly("retained: 7");
    assertThat(taken.messages).isEmpty();
  }

  @Test
  void saysThatABrokerDoesNotSpeakMqtt5() {
    byte[] connAckOf311 = {0x20, 2, 0, 1};

    assertThatThrownBy(() -> readAll(stream(new Pieces(connAckOf311))))
        .isInstanceOf(OldBrokerException.class);
  }

  @Test
  void aBurstEndsBeforeTheBrokerIsWaitedFor() throws Exception {
    byte[] message = publish(1, "a/b", 0, new byte[10]);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(message);
    bytes.write(message);
    // A third one of which only a part has come.
    bytes.write(message, 0, 9);

    readAll(stream(new ByteArrayInputStream(bytes.toByteArray())));

    assertThat(taken.messages).hasSize(2);
    assertThat(taken.heldAtWaits).containsExactly(0, 2);
  }

  @Test
  void pahoLearnsThatTheBrokerLivesWhileALargeMessageComesSlowly() throws Exception {
    byte[] message = publish(1, "a/b", 0, new byte[10_000]);
    InputStream slow =
        new ByteArrayInputStream(message) {
          @Override
          public synchronized int read(byte[] target, int from, int most) {
            nanos += 300_000_000;
            return super.read(target, from, Math.min(most, 1_000));
          }
        };

    byte[] read = readAll(stream(slow));

    List<MqttPublish> signs = publishes(read);
    assertThat(signs).hasSize(5).extracting(MqttPublish::getTopicName).containsOnly("$nobody");
    assertThat(taken.messages).hasSize(1);
  }

  @Test
  void noSignOfLifeIsMadeOfPacketsThatPahoReadsItself() throws Exception {
    InputStream slow =
        new ByteArrayInputStream(new byte[] {0x20, 3, 0, 0, 0, (byte) 0xD0, 0}) {
          @Override
          public synchronized int read(byte[] target, int from, int most) {
            nanos += 600_000_000;
            return super.read(target, from, Math.min(most, 1));
          }
        };

    assertThat(readAll(stream(slow))).containsExactly(0x20, 3, 0, 0, 0, 0xD0, 0);
  }

  @Test
  void theConnectionEndsWhenAMessageCannotBeTaken() throws Exception {
    taken.failure = new IllegalStateException("closed");
    InputStream stream = stream(new ByteArrayInputStream(publish(1, "a/b", 0, new byte[10])));

    assertThatThrownBy(() -> stream.read(new byte[10]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a message could not be taken")
        .hasCause(taken.failure);
  }

  @Test
  void endsWithItsSource() throws Exception {
    byte[] publish = publish(1, "a/b", 0, new byte[50]);

    assertThat(stream(new ByteArrayInputStream(new byte[0])).read()).isEqualTo(-1);
    for (int length = 1; length < publish.length; length++) {
      assertThat(readAll(stream(new ByteArrayInputStream(publish, 0, length)))).isEmpty();
    }
    assertThat(taken.messages).isEmpty();
  }

  private InputStream stream(InputStream source) {
    return new PublishStream(source, taken, MAX_BYTES, () -> nanos);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private record Message(String topic, String contentType, int packetId, String payload) {}

  private static final class Taken implements PublishStream.Taker {
    private final List<Message> messages = new ArrayList<>();

    /** How many messages had come since the last wait, at each wait. */
    private final List<Integer> heldAtWaits = new ArrayList<>();

    private final List<String> others = new ArrayList<>();
    private int held;
    private @Nullable RuntimeException failure;

    @Override
    public void heard() {
      // Not looked at here.
    }

    @Override
    public void take(String topic, @Nullable String contentType, int packetId, byte[] payload) {
      if (failure != null) {
        throw failure;
      }
      held++;
      messages.add(new Message(topic, String.valueOf(contentType), packetId, hex(payload)));
    }

    @Override
    public void takeRetained(int packetId) {
      others.add("retained: " + packetId);
    }

    @Override
    public void takeTooLarge(String topic, int packetId, int bytes, byte[] beginning) {
      others.add("too large: " + topic + " " + packetId + " " + bytes + " " + beginning.length);
    }

    @Override
    public void pause() {
      heldAtWaits.add(held);
      held = 0;
    }
  }

  /** A PUBLISH of MQTT 5 with a content type of so many bytes. */
  private static byte[] publish(int qos, String topic, int contentTypeBytes, byte[] payload) {
    byte[] name = topic.getBytes(UTF_8);
    int properties = 3 + contentTypeBytes;
    ByteBuffer body = ByteBuffer.allocate(payload.length + 1_000);
    body.putShort((short) name.length).put(name);
    if (qos > 0) {
      body.putShort((short) 7);
    }
    length(body, properties);
    body.put((byte) 3).putShort((short) contentTypeBytes);
    body.put("x".repeat(contentTypeBytes).getBytes(UTF_8)).put(payload);
    ByteBuffer packet = ByteBuffer.allocate(body.position() + 10).put((byte) (0x30 | qos << 1));
    length(packet, body.position());
    packet.put(body.array(), 0, body.position());
    return Arrays.copyOf(packet.array(), packet.position());
  }

  private static void length(ByteBuffer out, int length) {
    int rest = length;
    for (; rest > 0x7F; rest >>>= 7) {
      out.put((byte) (rest & 0x7F | 0x80));
    }
    out.put((byte) rest);
  }

  private static List<MqttPublish> publishes(byte[] bytes) throws Exception {
    List<MqttPublish> publishes = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int header = 1;
      int length = 0;
      do {
        length |= (bytes[at + header] & 0x7F) << 7 * (header - 1);
      } while (bytes[at + header++] < 0);
      byte[] packet = Arrays.copyOfRange(bytes, at, at + header + length);
      if (MqttWireMessage.createWireMessage(packet) instanceof MqttPublish publish) {
        publishes.add(publish);
      }
      at += packet.length;
    }
    return publishes;
  }

  /** Reads in pieces, and goes on after each timeout. */
  private byte[] readAll(InputStream stream) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] piece = new byte[700];
    while (true) {
      try {
        int count =
            random.nextBoolean()
                ? stream.read(piece, 0, 1 + random.nextInt(piece.length))
                : one(stream, piece);
        if (count < 0) {
          return read.toByteArray();
        }
        read.write(piece, 0, count);
      } catch (SocketTimeoutException e) {
        // Paho tries again as well.
      }
    }
  }

  private static int one(InputStream stream, byte[] piece) throws IOException {
    int read = stream.read();
    piece[0] = (byte) read;
    return read < 0 ? -1 : 1;
  }

  /** A socket from which bytes come in pieces, with timeouts in between. */
  private final class Pieces extends InputStream {
    private final byte[] bytes;
    private int at;

    private Pieces(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int most) throws IOException {
      if (at == bytes.length) {
        return -1;
      }
      if (random.nextInt(3) == 0) {
        throw new SocketTimeoutException("nothing yet");
      }
      int count = Math.min(Math.min(most, bytes.length - at), 1 + random.nextInt(300));
      System.arraycopy(bytes, at, target, from, count);
      at += count;
      return count;
    }
  }
}
