package io.millwright.gateway.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.junit.jupiter.api.Test;

final class PublishStreamTest {
  private static final int MAX_BYTES = 20_000;

  private final SplittableRandom random = new SplittableRandom(3);
  private final Payloads payloads = new Payloads();

  @Test
  void pahoReadsTheSameMessagesWithAKeyInThePlaceOfEachPayload() throws Exception {
    for (int round = 0; round < 200; round++) {
      List<byte[]> sent = new ArrayList<>();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int i = 0; i < 30; i++) {
        byte[] payload = new byte[random.nextInt(random.nextBoolean() ? 100 : 9_000)];
        Arrays.fill(payload, (byte) i);
        sent.add(payload);
        bytes.write(publish(random.nextInt(2), "plant/" + i, random.nextInt(200), payload));
        if (random.nextInt(4) == 0) {
          bytes.write(new byte[] {(byte) 0xD0, 0}); // PINGRESP
        }
      }
      InputStream stream = new PublishStream(new Pieces(bytes.toByteArray()), payloads, MAX_BYTES);

      byte[] read = readAll(stream);

      List<MqttPublish> publishes = publishes(read);
      assertThat(publishes).hasSize(sent.size());
      for (int i = 0; i < sent.size(); i++) {
        assertThat(publishes.get(i).getTopicName()).isEqualTo("plant/" + i);
        assertThat(payloads.take(publishes.get(i).getPayload())).isEqualTo(sent.get(i));
      }
    }
  }

  @Test
  void leavesAsItIsWhatIsNoPublishOrIsMalformedOrTooLarge() throws Exception {
    byte[] qos2 = publish(2, "a/b", 3, new byte[50]);
    byte[] tooLarge = publish(1, "a/b", 3, new byte[MAX_BYTES]);
    byte[] topicBeyondTheEnd = {0x32, 4, 0, 9, 'a', 'b'};
    byte[] withoutTopic = {0x30, 1, 0};
    byte[] empty = {0x30, 0};
    byte[] propertiesBeyondTheEnd = {0x30, 5, 0, 1, 'a', 7, 0};
    byte[] propertiesWithoutEnd = {0x30, 7, 0, 1, 'a', -1, -1, -1, -1};
    byte[] pubAck = {0x40, 2, 0, 1};
    byte[] lengthWithoutEnd = {0x30, -1, -1, -1, -1, 'x', 'y'};
    for (byte[] packet :
        List.of(
            qos2,
            tooLarge,
            topicBeyondTheEnd,
            withoutTopic,
            empty,
            propertiesBeyondTheEnd,
            propertiesWithoutEnd,
            pubAck,
            lengthWithoutEnd)) {
      assertThat(readAll(new PublishStream(new Pieces(packet), payloads, MAX_BYTES)))
          .isEqualTo(packet);
    }
    assertThat(payloads.take(new byte[] {0, 0, 0, 1})).isNull();
  }

  @Test
  void theSystemIsNotAskedForBytesThatAreHere() throws Exception {
    int[] asked = {0};
    byte[] two = {0x40, 2, 0, 1, 0x40, 2, 0, 2};
    InputStream source =
        new ByteArrayInputStream(two) {
          @Override
          public synchronized int available() {
            asked[0]++;
            return super.available();
          }
        };
    InputStream stream = new PublishStream(source, payloads, MAX_BYTES);
    stream.readNBytes(4);
    int before = asked[0];

    assertThat(stream.available()).isEqualTo(4);
    assertThat(asked[0]).isEqualTo(before);
    stream.readNBytes(4);
    assertThat(stream.available()).isZero();
    assertThat(asked[0]).isGreaterThan(before);
  }

  @Test
  void endsWithItsSource() throws Exception {
    byte[] publish = publish(1, "a/b", 0, new byte[50]);

    assertThat(new PublishStream(new ByteArrayInputStream(new byte[0]), payloads, 100).read())
        .isEqualTo(-1);
    for (int length = 1; length < publish.length; length++) {
      InputStream torn =
          new PublishStream(new ByteArrayInputStream(publish, 0, length), payloads, MAX_BYTES);
      assertThat(readAll(torn)).isEmpty();
    }
    assertThat(payloads.take(new byte[] {0, 0, 0, 1})).isNull();
  }

  @Test
  void aPayloadIsTakenOnceAndThoseBeforeItAreForgotten() {
    int first = payloads.put(new byte[] {1});
    int second = payloads.put(new byte[] {2});

    assertThat(payloads.take(new byte[] {2})).isNull();
    assertThat(payloads.take(key(second))).containsExactly(2);
    assertThat(payloads.take(key(first))).isNull();
    assertThat(payloads.take(key(second))).isNull();
  }

  private static byte[] key(int key) {
    return ByteBuffer.allocate(Payloads.KEY_BYTES).putInt(key).array();
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

  /** Reads in pieces, and goes on after each timeout; a broken end is an end. */
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
      } catch (EOFException e) {
        return read.toByteArray();
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
