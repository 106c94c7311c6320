package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TopicReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What only CoAP has: codes, blocks, duplicates of datagrams. */
@ExtendWith(KafkaExtension.class)
final class CoapEdgesIT {
  private static final String PATH = "/v1/demo/coap-1/measurements";

  private final EmbeddedKafka kafka;
  private EdgeGateway gateway;

  CoapEdgesIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void start() {
    gateway =
        EdgeGateway.start(
            GatewayConfig.local(kafka.throughNetwork())
                .withCoap(
                    new CoapConfig(
                        "127.0.0.1",
                        0,
                        16_384,
                        100,
                        Duration.ofMillis(1_500),
                        Duration.ofSeconds(17),
                        32_768,
                        null)),
            new SimpleMeterRegistry());
  }

  @AfterEach
  void stop() {
    kafka.network().pass();
    gateway.close();
  }

  @Test
  void takesAnUploadInBlocksAndRefusesOneThatIsTooLarge() throws Exception {
    try (var device = new CoapDevice(gateway.coapPort(), 50);
        var measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS)) {
      CoapResponse stored = device.post(PATH, body(500)).get(20, TimeUnit.SECONDS);
      CoapResponse tooLarge = device.post(PATH, body(5_000)).get(20, TimeUnit.SECONDS);

      assertThat(body(500).length).isGreaterThan(4_096);
      assertThat(stored.getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(tooLarge.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
      await().until(() -> !measurements.records().isEmpty());
      assertThat(measurements.values().get(0).size()).isEqualTo(500);
      assertThat(measurements.values()).hasSize(1);
    }
  }

  @Test
  void saysWhatIsWrongWithTheRightCode() throws Exception {
    try (var json = new CoapDevice(gateway.coapPort(), 50);
        var cbor = new CoapDevice(gateway.coapPort(), 60)) {
      CoapResponse path = json.post("/v1/demo/coap-1", body(1)).get(20, TimeUnit.SECONDS);
      CoapResponse format = cbor.post(PATH, body(1)).get(20, TimeUnit.SECONDS);
      CoapResponse body = json.post(PATH, "{".getBytes(UTF_8)).get(20, TimeUnit.SECONDS);

      assertThat(path.getCode()).isEqualTo(ResponseCode.NOT_FOUND);
      assertThat(path.getResponseText()).contains("/v1/{tenant}/{asset}/measurements");
      assertThat(format.getCode()).isEqualTo(ResponseCode.UNSUPPORTED_CONTENT_FORMAT);
      assertThat(format.getResponseText()).contains("readings cannot be plain CBOR");
      assertThat(body.getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
      assertThat(gateway.counters().messagesRejected()).isEqualTo(3);
    }
  }

  @Test
  void tellsDevicesToComeBackLaterWhileKafkaIsAway() throws Exception {
    try (var device = new CoapDevice(gateway.coapPort(), 50)) {
      kafka.network().hold();

      CoapResponse response = device.post(PATH, body(1)).get(20, TimeUnit.SECONDS);

      assertThat(response.getCode()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
      assertThat(response.getOptions().getMaxAge()).isEqualTo(17);
    }
  }

  @Test
  void writesADatagramThatComesTwiceOnce() throws Exception {
    byte[] datagram = post("twice-1");
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS)) {
      DatagramPacket packet =
          new DatagramPacket(
              datagram, datagram.length, InetAddress.getLoopbackAddress(), gateway.coapPort());
      socket.send(packet);
      socket.send(packet);
      socket.send(packet);

      await().until(() -> !measurements.records().isEmpty());
      await().during(Duration.ofMillis(500)).until(() -> measurements.records().size() == 1);
      assertThat(gateway.counters().messages()).isEqualTo(1);
    }
  }

  /** CON POST, message id 0x1234, no token, Uri-Path v1 demo {asset} measurements. */
  private static byte[] post(String asset) {
    return ("\u0040\u0002\u0012\u0034"
            + "\u00b2v1"
            + "\u0004demo"
            + (char) asset.length()
            + asset
            + "\u000cmeasurements\u00ff{\"values\":{\"n\":1}}")
        .getBytes(ISO_8859_1);
  }

  @Test
  void remembersOnlySoManyMessagesOfASender() throws Exception {
    byte[] first = post("often-1");
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS)) {
      socket.setSoTimeout(10_000);
      send(socket, first);
      await().until(() -> measurements.records().size() == 1);
      // 1,024 are remembered. Californium may sweep a few late, hence some more.
      for (int id = 0x2000; id < 0x2000 + 1_100; id++) {
        // CON GET /.well-known/core
        send(
            socket,
            ("\u0040\u0001" + (char) (id >> 8) + (char) (id & 0xFF) + "\u00bb.well-known\u0004core")
                .getBytes(ISO_8859_1));
        awaitAcknowledgement(socket, id);
      }

      send(socket, first);

      await().until(() -> measurements.records().size() == 2);
    }
  }

  private void send(DatagramSocket socket, byte[] datagram) throws IOException {
    socket.send(
        new DatagramPacket(
            datagram, datagram.length, InetAddress.getLoopbackAddress(), gateway.coapPort()));
  }

  private static void awaitAcknowledgement(DatagramSocket socket, int id) throws IOException {
    byte[] in = new byte[1_500];
    do {
      socket.receive(new DatagramPacket(in, in.length));
    } while ((in[0] & 0x30) != 0x20 || ((in[2] & 0xFF) << 8 | (in[3] & 0xFF)) != id);
  }

  @Test
  void listsItselfInTheWellKnownCore() throws Exception {
    CoapClient client =
        new CoapClient("coap://127.0.0.1:" + gateway.coapPort() + "/.well-known/core");
    assertThat(client.get().getResponseText())
        .contains(
            "</v1>", "ct=\"50 60 110 112\"", "rt=\"millwright.measurements millwright.waveforms\"");
    client.shutdown();
  }

  private static byte[] body(int points) {
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < points; i++) {
      values.append(i == 0 ? "" : ",").append("\"p").append(i).append("\":").append(i);
    }
    return ("{\"values\":{" + values + "}}").getBytes(UTF_8);
  }
}
