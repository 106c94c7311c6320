package io.millwright.simulators.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.EdgeGateway;
import io.millwright.gateway.GatewayConfig;
import io.millwright.simulators.payload.PayloadFormat;
import io.millwright.simulators.payload.Scan;
import io.millwright.simulators.payload.ScanEncoder;
import io.millwright.simulators.plant.KafkaBroker;
import io.millwright.simulators.plant.TcpProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MqttDeviceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path directory;
  private static KafkaBroker kafka;
  private static EdgeGateway gateway;

  private final Answers answers = new Answers();

  @BeforeAll
  static void startGateway() throws Exception {
    kafka = KafkaBroker.start(directory.resolve("kafka"));
    gateway =
        EdgeGateway.start(
            GatewayConfig.local(kafka.bootstrapServers()).withCoap(null),
            new SimpleMeterRegistry());
  }

  @AfterAll
  static void stopGateway() {
    gateway.close();
    kafka.close();
  }

  @Test
  void leavesAConnectionThatStaysOpenButBringsNoAnswer() throws Exception {
    try (TcpProxy network = new TcpProxy(gateway.mqttPort());
        MqttDevice device =
            new MqttDevice(
                MqttDeviceConfig.of("127.0.0.1", network.port(), "frozen")
                    .withAnswerWithin(Duration.ofMillis(700)),
                answers)) {
      device.send(message("frozen", 1));
      await().atMost(PATIENCE).until(() -> answers.acknowledged.size() == 1);
      network.swallow(true);
      device.send(message("frozen", 2));
      device.send(message("frozen", 3));
      await().atMost(PATIENCE).until(() -> network.connectionsAccepted() > 1);
      network.swallow(false);
      network.cutAll();

      await().atMost(PATIENCE).until(() -> answers.acknowledged.size() == 3);
      assertThat(answers.acknowledged).containsExactly(1L, 2L, 3L);
      assertThat(device.counters().sent()).isEqualTo(3);
      assertThat(device.counters().sentAgain()).isPositive();
    }
  }

  @Test
  void tellsInOrderWhichMessagesWereAcknowledgedAndWhichRejected() throws Exception {
    try (MqttDevice device =
        new MqttDevice(
            MqttDeviceConfig.of("127.0.0.1", gateway.mqttPort(), "mixed").withWindow(8), answers)) {
      for (long number = 1; number <= 100; number++) {
        device.send(number % 10 == 0 ? garbage("mixed", number) : message("mixed", number));
      }

      await().atMost(PATIENCE).until(() -> answers.all.size() == 100);
      assertThat(answers.all).isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
      assertThat(answers.rejected).hasSize(10).allMatch(number -> number % 10 == 0);
      assertThat(device.counters()).isEqualTo(new DeviceCounters(100, 90, 10, 0, 1));
    }
    assertThat(
            kafka.measurementsOf("devices").stream().filter(m -> m.source().equals("mqtt:mixed")))
        .hasSize(90);
  }

  private static Telemetry message(String asset, long number) {
    Scan scan = new Scan(1_763_600_000_000_000L + number, number, List.of("T2"), new double[] {1});
    return new Telemetry(
        AssetKey.of("devices", asset),
        number,
        PayloadFormat.JSON,
        ScanEncoder.encode(scan, PayloadFormat.JSON));
  }

  private static Telemetry garbage(String asset, long number) {
    return new Telemetry(
        AssetKey.of("devices", asset),
        number,
        PayloadFormat.JSON,
        "{\"values\":".getBytes(StandardCharsets.UTF_8));
  }

  private static final class Answers implements DeviceListener {
    final List<Long> all = new CopyOnWriteArrayList<>();
    final List<Long> acknowledged = new CopyOnWriteArrayList<>();
    final List<Long> rejected = new CopyOnWriteArrayList<>();

    @Override
    public void acknowledged(Telemetry message) {
      all.add(message.number());
      acknowledged.add(message.number());
    }

    @Override
    public void rejected(Telemetry message, String reason) {
      all.add(message.number());
      rejected.add(message.number());
    }
  }
}
