package io.millwright.gateway.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttConnect;
import org.eclipse.paho.mqttv5.common.packet.MqttDisconnect;
import org.eclipse.paho.mqttv5.common.packet.MqttPingReq;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttSubscribe;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.junit.jupiter.api.Test;

/** Between a client of MQTT 5 and a broker of MQTT 3.1.1; packets by hand, from the standard. */
final class Mqtt311Test {
  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void aConnectLosesItsPropertiesAndThoseOfItsWill() throws Exception {
    MqttProperties properties = new MqttProperties();
    properties.setSessionExpiryInterval(3_600L);
    properties.setReceiveMaximum(100);
    properties.setMaximumPacketSize(1_500_000L);
    MqttProperties ofWill = new MqttProperties();
    ofWill.setWillDelayInterval(5L);
    MqttConnect connect = new MqttConnect("gw", 5, false, 30, properties, ofWill);
    connect.setUserName("user");
    connect.setPassword("pw".getBytes(UTF_8));
    connect.setWillDestination("s/t");
    connect.setWillMessage(new MqttMessage("off".getBytes(UTF_8), 1, true, null));

    assertThat(old(connect))
        .isEqualTo(
            packet(
                0x10,
                bytes(0, 4, 'M', 'Q', 'T', 'T', 4, 0xC0 | 0x20 | 1 << 3 | 4, 0, 30),
                string("gw"),
                string("s/t"),
                string("off"),
                string("user"),
                string("pw")));
  }

  @Test
  void aSubscriptionKeepsItsQosOnly() throws Exception {
    MqttSubscription first = new MqttSubscription("a/#", 1);
    first.setRetainHandling(2);
    first.setNoLocal(true);
    MqttSubscription second = new MqttSubscription("b", 0);
    MqttProperties properties = new MqttProperties();
    properties.setSubscriptionIdentifier(7);
    MqttSubscribe subscribe = new MqttSubscribe(new MqttSubscription[] {first, second}, properties);
    subscribe.setMessageId(9);

    assertThat(old(subscribe))
        .isEqualTo(packet(0x82, bytes(0, 9), string("a/#"), bytes(1), string("b"), bytes(0)));
  }

  @Test
  void severalPacketsAtATimeKeepWhatIsTheSameInBothVersions() throws Exception {
    MqttPublish publish =
        new MqttPublish(
            "s/t", new MqttMessage("on".getBytes(UTF_8), 1, true, null), new MqttProperties());
    publish.setMessageId(3);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(wire(publish));
    both.write(bytes(0x40, 2, 0, 1, 0x40, 2, 0, 2));
    both.write(wire(new MqttPingReq()));
    both.write(wire(new MqttDisconnect(0x04, new MqttProperties())));

    assertThat(old(both.toByteArray()))
        .isEqualTo(
            joined(
                packet(0x33, string("s/t"), bytes(0, 3), "on".getBytes(UTF_8)),
                bytes(0x40, 2, 0, 1, 0x40, 2, 0, 2),
                bytes(0xC0, 0, 0xE0, 0)));
  }

  @Test
  void whatTheBrokerSaysGetsReasonCodesAndPropertiesHoweverItArrives() throws Exception {
    for (int round = 0; round < 500; round++) {
      ByteArrayOutputStream old = new ByteArrayOutputStream();
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      for (int i = 0; i < 20; i++) {
        one(old, expected);
      }
      try (InputStream in = new Mqtt311Input(pieces(old.toByteArray()))) {
        assertThat(read(in)).isEqualTo(expected.toByteArray());
      }
    }
  }

  private void one(ByteArrayOutputStream old, ByteArrayOutputStream expected) throws IOException {
    switch (random.nextInt(6)) {
      case 0 -> {
        int[] reasons = {0, 0x84, 0x85, 0x88, 0x86, 0x87, 0x80};
        int code = random.nextInt(reasons.length);
        old.write(bytes(0x20, 2, code == 0 ? 1 : 0, code));
        expected.write(bytes(0x20, 3, code == 0 ? 1 : 0, reasons[code], 0));
      }
      case 1 -> {
        old.write(bytes(0x90, 4, 0, 9, 1, 0x80));
        expected.write(bytes(0x90, 5, 0, 9, 0, 1, 0x80));
      }
      case 2 -> {
        old.write(bytes(0xD0, 0));
        expected.write(bytes(0xD0, 0));
      }
      case 3 -> {
        old.write(bytes(0x40, 2, 0, 3));
        expected.write(bytes(0x40, 2, 0, 3));
      }
      default -> {
        int qos = random.nextInt(3);
        byte[] topic = string("t".repeat(1 + random.nextInt(random.nextInt(20) == 0 ? 60_000 : 9)));
        byte[] id = qos == 0 ? bytes() : bytes(0, 7);
        byte[] payload = new byte[random.nextInt(random.nextInt(5) == 0 ? 40_000 : 130)];
        random.nextBytes(payload);
        int first = 0x30 | qos << 1 | random.nextInt(2);
        old.write(packet(first, topic, id, payload));
        expected.write(packet(first, topic, id, bytes(0), payload));
      }
    }
  }

  @Test
  void malformedPacketsStayMalformed() throws Exception {
    for (byte[] malformed :
        new byte[][] {
          bytes(0x30, 0), bytes(0x30, 1, 0), bytes(0x32, 4, 0, 9, 'a', 'b'), bytes(0x90, 2, 0, 1)
        }) {
      assertThat(read(new Mqtt311Input(new ByteArrayInputStream(malformed)))).isEqualTo(malformed);
    }
    byte[] lengthWithoutEnd = bytes(0x30, 0xFF, 0xFF, 0xFF, 0xFF);
    assertThat(read(new Mqtt311Input(new ByteArrayInputStream(lengthWithoutEnd))))
        .isEqualTo(lengthWithoutEnd);
  }

  private static byte[] old(MqttWireMessage message) throws Exception {
    return old(wire(message));
  }

  private static byte[] old(byte[] packets) throws IOException {
    ByteArrayOutputStream socket = new ByteArrayOutputStream();
    try (Mqtt311Output out = new Mqtt311Output(socket)) {
      out.write(packets);
    }
    return socket.toByteArray();
  }

  private static byte[] wire(MqttWireMessage message) throws Exception {
    return joined(message.getHeader(), message.getPayload());
  }

  private static byte[] packet(int first, byte[]... parts) {
    byte[] body = joined(parts);
    return joined(bytes(first), VariableInteger.bytes(body.length), body);
  }

  private static byte[] string(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    return joined(ByteBuffer.allocate(2).putShort((short) utf8.length).array(), utf8);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** A socket from which bytes come in pieces, with timeouts in between. */
  private InputStream pieces(byte[] bytes) {
    return new InputStream() {
      private int at;

      @Override
      public int read() {
        throw new UnsupportedOperationException("pieces only");
      }

      @Override
      public int read(byte[] target, int from, int most) throws IOException {
        if (at == bytes.length) {
          return -1;
        }
        if (random.nextInt(4) == 0) {
          throw new SocketTimeoutException("nothing yet");
        }
        int some = random.nextInt(10) == 0 ? 20_000 : 60;
        int count = Math.min(Math.min(most, bytes.length - at), 1 + random.nextInt(some));
        System.arraycopy(bytes, at, target, from, count);
        at += count;
        return count;
      }
    };
  }

  private byte[] read(InputStream in) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] piece = new byte[5_000];
    while (true) {
      try {
        int count = in.read(piece, 0, 1 + random.nextInt(piece.length));
        if (count < 0) {
          return read.toByteArray();
        }
        read.write(Arrays.copyOf(piece, count));
      } catch (SocketTimeoutException e) {
        // The next read goes on where this one was.
      }
    }
  }
}
