package io.millwright.standalone.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.EdgeGateway;
import io.millwright.gateway.GatewayConfig;
import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.broker.BrokerTls;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.simulators.device.DeviceListener;
import io.millwright.simulators.device.MqttDevice;
import io.millwright.simulators.device.MqttDeviceConfig;
import io.millwright.simulators.device.Telemetry;
import io.millwright.simulators.payload.PayloadFormat;
import io.millwright.simulators.payload.Scan;
import io.millwright.simulators.payload.ScanEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;

/** A plant with its own broker: device, Mosquitto, gateway as its client, Kafka. */
@Tag("container")
@Timeout(240)
class BrokerContainerIT {
  private static final long START_MICROS = 1_763_600_000_000_000L;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final KafkaContainer KAFKA = Images.kafka();
  private static final GenericContainer<?> MOSQUITTO = Images.mosquitto();

  /** Of the gateway that was started last. */
  private SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  @BeforeAll
  static void startContainers() {
    KAFKA.start();
    MOSQUITTO.start();
  }

  @AfterAll
  static void stopContainers() {
    MOSQUITTO.stop();
    KAFKA.stop();
  }

  @Test
  void bringsWhatDevicesPublishToTheBrokerIntoKafka() throws Exception {
    AssetKey asset = AssetKey.of("plant", "pump-1");
    try (EdgeGateway gateway = gateway("gateway-1", Duration.ofSeconds(60))) {

      Set<Long> published = publish(asset, 0, 300);

      await().atMost(PATIENCE).until(() -> gateway.counters().readingsAcknowledged() >= 300);
      assertThat(KafkaReader.timesOf(KAFKA.getBootstrapServers(), asset)).isEqualTo(published);
    }
  }

  @Test
  void losesNothingThatTheBrokerAcknowledgedWhileKafkaStoodStill() throws Exception {
    AssetKey asset = AssetKey.of("plant", "pump-2");
    // Kafka stands still for longer than the gateway waits, so messages fail and are taken anew.
    try (EdgeGateway gateway = gateway("gateway-2", Duration.ofSeconds(3))) {
      Set<Long> published = new TreeSet<>(publish(asset, 0, 100));
      await().atMost(PATIENCE).until(() -> gateway.counters().readingsAcknowledged() >= 100);

      String kafka = KAFKA.getContainerId();
      KAFKA.getDockerClient().pauseContainerCmd(kafka).exec();
      try {
        // More than the gateway may have in flight and than Mosquitto queues by default.
        published.addAll(publish(asset, 100, 1_500));
        await().atMost(PATIENCE).until(() -> failedMessages() > 0);
      } finally {
        KAFKA.getDockerClient().unpauseContainerCmd(kafka).exec();
      }

      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () ->
                  assertThat(KafkaReader.timesOf(KAFKA.getBootstrapServers(), asset))
                      .hasSameSizeAs(published));
      assertThat(KafkaReader.timesOf(KAFKA.getBootstrapServers(), asset)).isEqualTo(published);
    }
  }

  @Test
  void deliversWhatTheBrokerKeptWhileTheGatewayWasAway() throws Exception {
    AssetKey asset = AssetKey.of("plant", "pump-3");
    gateway("gateway-3", Duration.ofSeconds(60)).close();

    Set<Long> published = publish(asset, 0, 1_200);
    try (EdgeGateway gateway = gateway("gateway-3", Duration.ofSeconds(60))) {
      await().atMost(PATIENCE).until(() -> gateway.counters().readingsAcknowledged() >= 1_200);
    }

    assertThat(KafkaReader.timesOf(KAFKA.getBootstrapServers(), asset)).isEqualTo(published);
  }

  private double failedMessages() {
    return metrics.find("millwright.gateway.messages.failed").counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private EdgeGateway gateway(String clientId, Duration deliveryTimeout) {
    KafkaConfig defaults = KafkaConfig.of(KAFKA.getBootstrapServers());
    metrics = new SimpleMeterRegistry();
    EdgeGateway gateway =
        EdgeGateway.start(
            GatewayConfig.local(KAFKA.getBootstrapServers())
                .withMqtt(null)
                .withCoap(null)
                .withKafka(
                    new KafkaConfig(
                        defaults.bootstrapServers(),
                        defaults.partitions(),
                        defaults.replicationFactor(),
                        defaults.startPatience(),
                        deliveryTimeout,
                        defaults.bufferBytes()))
                .withBroker(
                    new BrokerConfig(
                        BrokerConfig.DEFAULT_NAME,
                        "tcp://" + MOSQUITTO.getHost() + ":" + MOSQUITTO.getMappedPort(1883),
                        clientId,
                        BrokerConfig.DEFAULT_TOPIC_FILTERS,
                        "gateway",
                        Images.BROKER_PASSWORD,
                        100,
                        Duration.ofHours(1),
                        BrokerTls.DEFAULT,
                        false)),
            metrics);
    // Before its first subscription the broker keeps nothing for it.
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                metrics
                        .get("millwright.gateway.source.connected")
                        .tag("source", "broker:plant")
                        .gauge()
                        .value()
                    == 1);
    return gateway;
  }

  /**
   * Publishes one reading a message and returns their times once Mosquitto has acknowledged all.
   */
  private static Set<Long> publish(AssetKey asset, int from, int messages) throws Exception {
    AtomicInteger acknowledged = new AtomicInteger();
    Set<Long> times = new TreeSet<>();
    try (MqttDevice device =
        new MqttDevice(
            MqttDeviceConfig.of(
                    MOSQUITTO.getHost(),
                    MOSQUITTO.getMappedPort(1883),
                    "device-" + asset.asset().value())
                .withCredentials("device", Images.BROKER_PASSWORD),
            new DeviceListener() {
              @Override
              public void acknowledged(Telemetry message) {
                acknowledged.incrementAndGet();
              }

              @Override
              public void rejected(Telemetry message, String reason) {
                throw new IllegalStateException("the broker rejected a message: " + reason);
              }
            })) {
      for (int i = from; i < from + messages; i++) {
        Scan scan =
            new Scan(START_MICROS + i * 1_000_000L, i + 1L, List.of("pressure"), new double[] {i});
        times.add(scan.timeMicros());
        device.send(
            new Telemetry(
                asset, i, PayloadFormat.JSON, ScanEncoder.encode(scan, PayloadFormat.JSON)));
      }
      await().atMost(PATIENCE).until(() -> acknowledged.get() == messages);
    }
    return times;
  }
}
