package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.Readings;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.ledger.LedgerReport;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.publish.Lanes;
import io.millwright.gateway.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Kafka away, and the gateway killed: what was acknowledged arrives, and the ledger says so. */
@ExtendWith(KafkaExtension.class)
final class StoreAndForwardIT {
  /** More for a long soak: {@code -Dmillwright.kills=20}. */
  private static final int KILLS = Integer.getInteger("millwright.kills", 4);

  private final EmbeddedKafka kafka;

  @TempDir Path directory;

  StoreAndForwardIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @AfterEach
  void passAgain() {
    kafka.network().pass();
  }

  @Test
  void acknowledgesWhileKafkaIsAwayAndHandsEverythingOverWhenItIsBack() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (var gateway = EdgeGateway.start(config(), registry);
        var measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
        var device = new RawMqttDevice(gateway.mqttPort(), "away")) {
      send(device, "away", 1, 1).get(0).get(20, TimeUnit.SECONDS);
      kafka.network().hold();

      for (CompletableFuture<Device.Answer> answer : send(device, "away", 2, 2_000)) {
        assertThat(answer.get(20, TimeUnit.SECONDS).stored()).isTrue();
      }

      LedgerReport.Figures records = gateway.ledger().total().records();
      assertThat(records.kept()).isEqualTo(2_000);
      assertThat(records.pending()).isGreaterThanOrEqualTo(1_999);
      assertThat(registry.get("millwright.gateway.store.state").gauge().value()).isEqualTo(1);
      kafka.network().pass();

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.ledger().total().records().forwarded() == 2_000);
      assertThat(gateway.ledger().total().records().pending()).isZero();
      await().until(() -> numbers(measurements, "away").size() == 2_000);
      // What was in flight when Kafka went away is not sent twice.
      assertThat(measurements.values())
          .filteredOn(record -> record.source().equals("mqtt:away"))
          .hasSize(2_000);
      // And live records go to Kafka again.
      send(device, "away", 2_001, 2_001).get(0).get(20, TimeUnit.SECONDS);
      await().until(() -> registry.get("millwright.gateway.store.state").gauge().value() == 0);
      await().until(() -> gateway.ledger().total().records().forwarded() == 2_001);
      assertThat(gateway.ledger().total().missing()).isZero();
    }
    LedgerReport last = Store.lastReport(directory).orElseThrow();
    assertThat(last.state()).isEqualTo(LedgerReport.State.EXACT);
    assertThat(last.total().records())
        .isEqualTo(new LedgerReport.Figures(2_001, 2_001, 2_001, 0, 0, 0, 0, 0));
  }

  @Test
  void whatHasWaitedForKafkaTakesTheLaneThatItHadWhenItWasReceived() throws Exception {
    long now = System.currentTimeMillis();
    try (var gateway =
            EdgeGateway.start(config().withLanes(Lanes.DEFAULTS), new SimpleMeterRegistry());
        var live = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
        var old = new TopicReader<>(kafka.direct(), Topics.BACKFILL);
        var device = new RawMqttDevice(gateway.mqttPort(), "lanes")) {
      kafka.network().hold();
      long weekAgo = now - Duration.ofDays(7).toMillis();
      List<CompletableFuture<Device.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(device.send("lanes", i % 2 == 0 ? now + i : weekAgo + i, i));
      }
      for (CompletableFuture<Device.Answer> answer : answers) {
        assertThat(answer.get(20, TimeUnit.SECONDS).stored()).isTrue();
      }
      kafka.network().pass();

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.ledger().total().records().pending() == 0);
      await().until(() -> times(live).size() == 10 && times(old).size() == 10);
      assertThat(times(live)).allMatch(time -> time >= now);
      assertThat(times(old)).allMatch(time -> time < weekAgo + 20);
    }
  }

  private static List<Long> times(TopicReader<AssetKey, Measurements> reader) {
    return reader.values().stream()
        .filter(batch -> batch.source().equals("mqtt:lanes"))
        .flatMap(
            batch -> IntStream.range(0, batch.size()).mapToObj(i -> batch.timeMicros(i) / 1_000))
        .toList();
  }

  @Test
  void startsWithoutKafkaWhereItHasRunBeforeAndNowhereElse() throws Exception {
    EdgeGateway.start(config(), new SimpleMeterRegistry()).close();
    kafka.network().hold();
    KafkaConfig defaults = KafkaConfig.of(kafka.throughNetwork());
    GatewayConfig impatient =
        config()
            .withKafka(
                new KafkaConfig(
                    defaults.bootstrapServers(),
                    defaults.partitions(),
                    defaults.replicationFactor(),
                    Duration.ofSeconds(1),
                    defaults.deliveryTimeout(),
                    defaults.bufferBytes()));
    assertThatThrownBy(
            () ->
                EdgeGateway.start(
                    impatient.withStore(GatewayProcess.store(directory.resolve("new").toString())),
                    new SimpleMeterRegistry()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Kafka did not create");

    try (var gateway = EdgeGateway.start(config(), new SimpleMeterRegistry());
        var measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
        var device = new RawMqttDevice(gateway.mqttPort(), "early")) {
      for (CompletableFuture<Device.Answer> answer : send(device, "early", 1, 50)) {
        assertThat(answer.get(20, TimeUnit.SECONDS).stored()).isTrue();
      }
      assertThat(gateway.ledger().total().records().pending()).isEqualTo(50);

      kafka.network().pass();

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.ledger().total().records().forwarded() == 50);
      await().until(() -> numbers(measurements, "early").size() == 50);
    }
  }

  @Test
  void losesNothingAcknowledgedAndCountsExactlyHoweverOftenItIsKilled() throws Exception {
    // So that there are topics to read from.
    EdgeGateway.start(config(), new SimpleMeterRegistry()).close();
    Random random = new Random(KILLS);
    Set<Long> acknowledged = new TreeSet<>();
    long number = 0;
    try (var measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS)) {
      for (int kill = 0; kill < KILLS; kill++) {
        try (var process = GatewayProcess.start(kafka.throughNetwork(), directory)) {
          var device = new RawMqttDevice(process.port(), "killed");
          int together = 50 + random.nextInt(150);
          List<CompletableFuture<Device.Answer>> answers = new ArrayList<>();
          List<CompletableFuture<Device.Answer>> inTheMiddle = new ArrayList<>();
          int rounds = 4 + random.nextInt(4);
          for (int round = 0; round < rounds; round++) {
            if (kill % 2 == 1 && round == 2) {
              kafka.network().hold();
            }
            List<CompletableFuture<Device.Answer>> sent =
                send(device, "killed", number + 1, number + together);
            number += together;
            answers.addAll(sent);
            if (round < rounds - 1) {
              for (CompletableFuture<Device.Answer> answer : sent) {
                answer.get(30, TimeUnit.SECONDS);
              }
            } else {
              inTheMiddle.addAll(sent);
            }
          }
          // In the middle of the last round.
          int before = random.nextInt(together);
          await()
              .pollInterval(Duration.ofMillis(1))
              .until(() -> inTheMiddle.stream().filter(StoreAndForwardIT::stored).count() > before);
          process.kill();
          kafka.network().pass();
          for (int i = 0; i < answers.size(); i++) {
            if (stored(answers.get(i))) {
              acknowledged.add(number - answers.size() + 1 + i);
            }
          }
          device.close();
        }
      }
      try (var gateway = EdgeGateway.start(config(), new SimpleMeterRegistry())) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> {
                  LedgerReport report = gateway.ledger();
                  return report.state() == LedgerReport.State.EXACT
                      && report.total().records().pending() == 0;
                });

        Set<Long> arrived = numbers(measurements, "killed");
        assertThat(arrived).containsAll(acknowledged);
        LedgerReport.Row row = gateway.ledger().sources().get(0);
        assertThat(row.source()).isEqualTo("mqtt:killed");
        assertThat(row.records().kept()).isEqualTo(arrived.size());
        assertThat(row.readings())
            .isEqualTo(
                new LedgerReport.Figures(
                    arrived.size(),
                    arrived.size(),
                    arrived.size(),
                    0,
                    0,
                    0,
                    0,
                    row.readings().late()));
        assertThat(row.expected() - row.missing()).isEqualTo(arrived.size());
        System.out.printf(
            "%d kills: %d sent, %d acknowledged, %d in Kafka, %d records there%n",
            KILLS, number, acknowledged.size(), arrived.size(), records(measurements, "killed"));
      }
    }
  }

  private static boolean stored(CompletableFuture<Device.Answer> answer) {
    return answer.isDone() && !answer.isCompletedExceptionally() && answer.join().stored();
  }

  private GatewayConfig config() {
    return GatewayConfig.local(kafka.throughNetwork())
        .withCoap(null)
        .withStore(GatewayProcess.store(directory.toString()));
  }

  /** One message of one reading for each number. */
  private static List<CompletableFuture<Device.Answer>> send(
      RawMqttDevice device, String asset, long first, long last) throws Exception {
    List<CompletableFuture<Device.Answer>> answers = new ArrayList<>();
    for (long number : LongStream.rangeClosed(first, last).toArray()) {
      answers.add(
          device.publish(
              asset + "-" + number % 8,
              ("{\"values\":{\"n\":" + number + "},\"seq\":" + number + "}").getBytes(UTF_8)));
    }
    device.flush();
    return answers;
  }

  /** With those that are there twice. */
  private static long records(TopicReader<AssetKey, Measurements> measurements, String asset) {
    return measurements.values().stream()
        .filter(record -> record.asset().asset().value().startsWith(asset + "-"))
        .count();
  }

  private static Set<Long> numbers(TopicReader<AssetKey, Measurements> measurements, String asset) {
    return measurements.values().stream()
        .filter(record -> record.asset().asset().value().startsWith(asset + "-"))
        .flatMap(Readings::of)
        .map(Readings.Reading::sequence)
        .collect(toCollection(TreeSet::new));
  }
}
