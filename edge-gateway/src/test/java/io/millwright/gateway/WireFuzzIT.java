package io.millwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.fuzz.MqttStreams;
import io.millwright.gateway.fuzz.Mutator;
import io.millwright.gateway.fuzz.NettyLeaks;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Good devices beside hostile ones, over real sockets. */
@ExtendWith(KafkaExtension.class)
final class WireFuzzIT {
  private static final int STREAMS = 600;
  private static final int DATAGRAMS = 5_000;
  private static final int GOOD = 200;

  private final EmbeddedKafka kafka;

  WireFuzzIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @Test
  void goodDevicesLoseNothingWhileOthersSendDamagedStreamsAndDatagramsAndNoBufferIsLost()
      throws Exception {
    try (NettyLeaks leaks = NettyLeaks.watch()) {
      goodDevicesLoseNothing();
      leaks.assertNone();
    }
  }

  private void goodDevicesLoseNothing() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (var gateway = EdgeGateway.start(GatewayConfig.local(kafka.throughNetwork()), registry);
        var measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
        var rejected = new TopicReader<>(kafka.direct(), Topics.REJECTED);
        var mqtt = new RawMqttDevice(gateway.mqttPort(), "good");
        var coap = new CoapDevice(gateway.coapPort(), 50)) {
      CompletableFuture<Void> streams =
          CompletableFuture.runAsync(() -> sendStreams(gateway.mqttPort()));
      CompletableFuture<Void> datagrams =
          CompletableFuture.runAsync(() -> sendDatagrams(gateway.coapPort()));

      List<CompletableFuture<Device.Answer>> answers = new ArrayList<>();
      for (int i = 1; i <= GOOD; i++) {
        CompletableFuture<Device.Answer> last = mqtt.send("good-mqtt", 1_763_683_200_000L + i, i);
        answers.add(last);
        answers.add(coap.send("good-coap", 1_763_683_200_000L + i, i));
        last.get(30, TimeUnit.SECONDS);
      }

      for (CompletableFuture<Device.Answer> answer : answers) {
        assertThat(answer.get(60, TimeUnit.SECONDS).stored()).isTrue();
      }
      streams.get(120, TimeUnit.SECONDS);
      datagrams.get(120, TimeUnit.SECONDS);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  registry
                          .get("millwright.gateway.connections")
                          .tag("protocol", "mqtt")
                          .gauge()
                          .value()
                      == 1);
      assertThat(values(measurements.values(), "good-mqtt")).hasSize(GOOD).doesNotHaveDuplicates();
      assertThat(values(measurements.values(), "good-coap")).hasSize(GOOD).doesNotHaveDuplicates();
      assertThat(gateway.counters().messagesRejected()).isPositive();
      await().until(() -> rejected.records().size() == gateway.counters().messagesRejected());
      assertThat(rejected.values()).allMatch(message -> !message.getReason().isBlank());
    }
  }

  private static List<Double> values(List<Measurements> batches, String asset) {
    return batches.stream()
        .filter(batch -> batch.asset().asset().value().equals(asset))
        .map(batch -> batch.value(0))
        .toList();
  }

  private static void sendStreams(int port) {
    Mutator mutator = new Mutator(11, MqttStreams.all());
    for (int i = 0; i < STREAMS; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(mutator.next());
      } catch (SocketException hungUp) {
        // In the middle of a damaged stream that is the gateway's right.
        continue;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void sendDatagrams(int port) {
    Mutator mutator = new Mutator(12, datagrams());
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < DATAGRAMS; i++) {
        byte[] bytes = mutator.next();
        int length = Math.min(bytes.length, 1_400);
        socket.send(new DatagramPacket(bytes, length, InetAddress.getLoopbackAddress(), port));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** CON and NON, POST and GET, with options and with blocks. */
  private static List<byte[]> datagrams() {
    String body = "\u00ff{\"values\":{\"n\":1}}";
    String path = "\u00b2v1\u0004demo\u0006fuzz-1\fmeasurements";
    return List.of(
        bytes("\u0040\u0002\u0012\u0034" + path + body),
        bytes("\u0052\u0002\u0012\u0035ab" + path + "\u0011\u0032" + body),
        bytes("\u0041\u0002\u0012\u0036a" + path + "\u0011\u006e\u00d1\u0002\u000e" + body),
        bytes("\u0040\u0001\u0012\u0037\u00bb.well-known\u0004core"));
  }

  private static byte[] bytes(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }
}
