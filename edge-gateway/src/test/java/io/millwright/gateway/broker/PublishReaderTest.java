package io.millwright.gateway.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.SplittableRandom;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Test;

class PublishReaderTest {
  private final SplittableRandom random = new SplittableRandom(5);
  private final PublishReader reader = new PublishReader();

  @Test
  void readsWhatPahoWrites() throws Exception {
    for (int i = 0; i < 5_000; i++) {
      MqttPublish publish = publish(i);

      assertThat(read(packet(publish))).as("PUBLISH %d", i).isTrue();

      assertThat(reader.topic()).isEqualTo(publish.getTopicName());
      assertThat(reader.packetId()).isEqualTo(publish.getMessageId());
      assertThat(reader.contentType()).isEqualTo(publish.getProperties().getContentType());
      assertThat(reader.payload()).isEqualTo(publish.getMessage().getPayload());
    }
  }

  @Test
  void readsADamagedPublishAsPahoDoesOrNotAtAll() throws Exception {
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] packet = packet(publish(i));
      for (int damage = 1 + random.nextInt(3); damage > 0; damage--) {
        packet[2 + random.nextInt(packet.length - 2)] = (byte) random.nextInt(256);
      }
      if (!read(packet)) {
        continue;
      }
      MqttPublish same;
      try {
        same = (MqttPublish) MqttWireMessage.createWireMessage(packet);
      } catch (Exception e) {
        // Paho is the stricter one, as with characters that ought not to be used.
        continue;
      }
      read++;
      assertThat(reader.topic()).isEqualTo(same.getTopicName());
      assertThat(reader.packetId()).isEqualTo(same.getMessageId());
      assertThat(reader.contentType()).isEqualTo(same.getProperties().getContentType());
      assertThat(reader.payload()).isEqualTo(same.getMessage().getPayload());
    }
    assertThat(read).isGreaterThan(10_000);
  }

  @Test
  void takesATextWithAReplacementCharacterButNoneThatIsNotUtf8() {
    assertThat(read(topic("a\uFFFDb".getBytes(UTF_8)))).isTrue();
    assertThat(reader.topic()).isEqualTo("a\uFFFDb");
    assertThat(read(topic(new byte[] {'a', (byte) 0xC3, 'b'}))).isFalse();
    assertThat(read(topic(new byte[0]))).isFalse();
  }

  private static byte[] topic(byte[] topic) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.writeBytes(new byte[] {0x30, (byte) (topic.length + 3), 0, (byte) topic.length});
    packet.writeBytes(topic);
    packet.write(0);
    return packet.toByteArray();
  }

  /** Reads a packet as it is on the wire. */
  private boolean read(byte[] packet) {
    int header = 1;
    while (packet[header++] < 0) {
      // The length.
    }
    return reader.read(packet, header, packet.length, (packet[0] & 0x06) != 0);
  }

  private MqttPublish publish(int number) {
    byte[] payload = new byte[random.nextInt(60)];
    random.nextBytes(payload);
    MqttProperties properties = new MqttProperties();
    if (random.nextBoolean()) {
      properties.setContentType(random.nextBoolean() ? "application/senml+json" : "");
    }
    if (random.nextBoolean()) {
      properties.setPayloadFormat(random.nextBoolean());
    }
    if (random.nextBoolean()) {
      properties.setMessageExpiryInterval((long) random.nextInt(1_000_000));
    }
    if (random.nextBoolean()) {
      properties.setResponseTopic("answers/" + number);
      properties.setCorrelationData(payload);
    }
    if (random.nextBoolean()) {
      properties.setSubscriptionIdentifier(1 + random.nextInt(200_000));
    }
    if (random.nextBoolean()) {
      properties.setUserProperties(List.of(new UserProperty("line", "\u00FC" + number)));
    }
    MqttMessage message = new MqttMessage(payload, random.nextInt(2), random.nextBoolean(), null);
    MqttPublish publish = new MqttPublish("plant/pr\u00E9sse-" + number, message, properties);
    publish.setMessageId(message.getQos() == 0 ? 0 : 1 + random.nextInt(65_535));
    return publish;
  }

  private static byte[] packet(MqttPublish publish) throws Exception {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.writeBytes(publish.getHeader());
    packet.writeBytes(publish.getPayload());
    return packet.toByteArray();
  }
}
