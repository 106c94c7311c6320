package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TcpProxy;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.sparkplug.SparkplugConfig;
import io.millwright.gateway.sparkplug.TahuEdgeNode;
import io.millwright.gateway.sparkplug.TestEdgeNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A Sparkplug host at a real Mosquitto. */
@ExtendWith(KafkaExtension.class)
final class SparkplugBrokerIT {
  private static final String GROUP = "plant-9";

  @TempDir private Path directory;

  private final EmbeddedKafka kafka;
  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Mosquitto mosquitto;
  private TcpProxy network;
  private EdgeGateway gateway;
  private TopicReader<AssetKey, Measurements> measurements;
  private TopicReader<AssetKey, AssetEvent> events;

  SparkplugBrokerIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void start() throws Exception {
    mosquitto = Mosquitto.start(directory);
    network = TcpProxy.to(mosquitto.port());
    gateway = gateway("scada-it");
    measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
    events = new TopicReader<>(kafka.direct(), Topics.EVENTS);
  }

  private EdgeGateway gateway(String hostId) {
    SparkplugConfig defaults = SparkplugConfig.defaults();
    registry = new SimpleMeterRegistry();
    EdgeGateway started =
        EdgeGateway.start(
            GatewayConfig.local(kafka.direct())
                .withMqtt(null)
                .withCoap(null)
                .withBroker(
                    BrokerConfig.of("tcp://127.0.0.1:" + network.port(), "sparkplug-it")
                        .withSparkplug())
                .withSparkplug(
                    new SparkplugConfig(
                        hostId,
                        null,
                        defaults.nodeAsset(),
                        defaults.deviceAsset(),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        100,
                        100,
                        100,
                        1_000,
                        100_000,
                        100)),
            registry);
    awaitConnected();
    return started;
  }

  private void awaitConnected() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                registry
                        .get("millwright.gateway.source.connected")
                        .tag("source", "sparkplug:plant")
                        .gauge()
                        .value()
                    == 1);
  }

  @AfterEach
  void stop() throws Exception {
    if (gateway != null) {
      gateway.close();
    }
    if (measurements != null) {
      measurements.close();
    }
    if (events != null) {
      events.close();
    }
    if (network != null) {
      network.close();
    }
    if (mosquitto != null) {
      mosquitto.close();
    }
  }

  private List<String> readings() {
    List<String> readings = new ArrayList<>();
    for (Measurements batch : measurements.values()) {
      for (int i = 0; i < batch.size(); i++) {
        readings.add(
            batch.asset().asset()
                + " "
                + batch.point(i)
                + "="
                + batch.value(i)
                + " "
                + batch.quality(i));
      }
    }
    return readings;
  }

  private List<String> events() {
    return events.values().stream().map(event -> event.getKind() + " " + event.getAsset()).toList();
  }

  private void awaitReading(String reading) {
    await().atMost(Duration.ofSeconds(20)).until(() -> readings().contains(reading));
  }

  @Test
  void followsANodeFromItsBirthToItsDeathInKafka() throws Exception {
    try (TestEdgeNode node = new TestEdgeNode(mosquitto.port(), GROUP, "life", 0)) {
      node.birth(0.5, 900);
      node.load(0.6);
      node.speed(950);
      awaitReading("life-pump speed=950.0 GOOD");
      assertThat(readings())
          .containsExactlyInAnyOrder(
              "life load=0.5 GOOD",
              "life-pump speed=900.0 GOOD",
              "life load=0.6 GOOD",
              "life-pump speed=950.0 GOOD");

      node.breakOff();

      awaitReading("life-pump speed=950.0 STALE");
      awaitReading("life load=0.6 STALE");
      await().until(() -> events().size() == 4);
      assertThat(events())
          .containsExactlyInAnyOrder(
              "BIRTH life", "BIRTH life-pump", "DEATH life", "DEATH life-pump");
    }
  }

  @Test
  void recoversFromALostMessageByARebirthWithOtherAliases() throws Exception {
    try (TestEdgeNode node = new TestEdgeNode(mosquitto.port(), GROUP, "gap", 0)) {
      node.birth(0.5, 900);
      node.loseOne();
      node.load(0.7);
      await().atMost(Duration.ofSeconds(20)).until(() -> node.births() == 2);
      awaitReading("gap load=0.7 UNCERTAIN");
      awaitReading("gap-pump speed=100.0 GOOD");

      node.load(0.8);
      node.speed(960);

      awaitReading("gap-pump speed=960.0 GOOD");
      assertThat(readings()).contains("gap load=0.8 GOOD");
      assertThat(node.commands()).containsExactly("spBv1.0/" + GROUP + "/NCMD/gap");
    }
  }

  @Test
  void aLateWillDoesNotKillTheSessionAfterAReconnect() throws Exception {
    try (TestEdgeNode first = new TestEdgeNode(mosquitto.port(), GROUP, "again", 4)) {
      first.birth(0.1, 1);
      awaitReading("again-pump speed=1.0 GOOD");
    }
    awaitReading("again-pump speed=1.0 STALE");
    try (TestEdgeNode second = new TestEdgeNode(mosquitto.port(), GROUP, "again", 5)) {
      second.birth(0.2, 2);
      awaitReading("again-pump speed=2.0 GOOD");
      second.lateWillOf(4);
      second.load(0.3);
      awaitReading("again load=0.3 GOOD");
      assertThat(readings()).doesNotContain("again load=0.2 STALE");
      await().atMost(Duration.ofSeconds(20)).until(() -> events().contains("DEATH again"));
      assertThat(events()).filteredOn("DEATH again"::equals).hasSize(1);
    }
  }

  @Test
  void asksNodesThatItDoesNotKnowForTheirBirths() throws Exception {
    try (TestEdgeNode node = new TestEdgeNode(mosquitto.port(), GROUP, "before", 0)) {
      node.birth(0.5, 900);
      awaitReading("before-pump speed=900.0 GOOD");
      gateway.close();
      gateway = gateway("scada-it");

      node.load(0.6);

      await().atMost(Duration.ofSeconds(20)).until(() -> node.births() == 2);
      node.load(0.7);
      awaitReading("before load=0.7 GOOD");
    }
  }

  @Test
  void asksForABirthAfterItsConnectionWasCut() throws Exception {
    try (TestEdgeNode node = new TestEdgeNode(mosquitto.port(), GROUP, "cut", 0)) {
      node.birth(0.5, 900);
      awaitReading("cut-pump speed=900.0 GOOD");

      network.cut();

      await().atMost(Duration.ofSeconds(20)).until(() -> node.births() == 2);
      node.speed(970);
      awaitReading("cut-pump speed=970.0 GOOD");
      assertThat(events()).doesNotContain("DEATH cut");
    }
  }

  @Test
  void edgeNodesSeeTheHostOnlineOfflineWhenItsConnectionBreaksAndOnlineAgain() throws Exception {
    List<String> states = new CopyOnWriteArrayList<>();
    MqttAsyncClient watcher =
        new MqttAsyncClient(
            "tcp://127.0.0.1:" + mosquitto.port(), "watcher", new MemoryPersistence());
    watcher.setCallback(new StateWatcher(states));
    watcher.connect(new MqttConnectionOptions()).waitForCompletion(10_000);
    watcher.subscribe("spBv1.0/STATE/scada-it", 1).waitForCompletion(10_000);
    await().until(() -> last(states).startsWith("{\"online\":true"));

    network.cut();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> states.stream().anyMatch(state -> state.startsWith("{\"online\":false")));
    await().atMost(Duration.ofSeconds(20)).until(() -> last(states).startsWith("{\"online\":true"));

    watcher.publish(
        "spBv1.0/STATE/scada-it",
        new MqttMessage("{\"online\":false,\"timestamp\":1}".getBytes(UTF_8), 1, true, null));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                states.contains("{\"online\":false,\"timestamp\":1}")
                    && last(states).startsWith("{\"online\":true"));

    gateway.close();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> last(states).startsWith("{\"online\":false"));
    watcher.disconnectForcibly(0, 1_000, true);
    watcher.close(true);
  }

  @Test
  void tahusEdgeNodeWaitsForTheHostIsRebornAndDies() throws Exception {
    try (TahuEdgeNode node =
        new TahuEdgeNode(mosquitto.port(), GROUP, "tahu-1", "tahu-pump", "scada-it")) {
      awaitReading("tahu-pump speed=900.0 GOOD");
      node.speed(910);
      awaitReading("tahu-pump speed=910.0 GOOD");

      node.loseOne();
      node.speed(920);
      awaitReading("tahu-pump speed=920.0 UNCERTAIN");
      await().atMost(Duration.ofSeconds(20)).until(() -> node.births() == 2);
      node.speed(930);
      awaitReading("tahu-pump speed=930.0 GOOD");
    }
    awaitReading("tahu-pump speed=930.0 STALE");
    awaitReading("tahu-1 load=0.5 STALE");
  }

  private static String last(List<String> states) {
    return states.isEmpty() ? "" : states.get(states.size() - 1);
  }
}
