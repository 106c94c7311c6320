package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.Device.Answer;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.Readings;
import io.millwright.gateway.kafka.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every protocol promises; a subclass for each. */
@ExtendWith(KafkaExtension.class)
abstract class DeviceContract {
  private static final long TIME = 1_763_683_200_000L;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private EmbeddedKafka kafka;
  private EdgeGateway gateway;
  private TopicReader<AssetKey, Measurements> measurements;
  private Device device;

  /**
   * Starts the gateway; loopback, free ports and no authentication unless a protocol needs more.
   */
  EdgeGateway startGateway(GatewayConfig config, SimpleMeterRegistry meters) {
    return EdgeGateway.start(config, meters);
  }

  /** Connects a device. */
  abstract Device connect(EdgeGateway gateway) throws Exception;

  /** What the reason for refusing {@link #brokenBody()} must say. */
  abstract String reasonOfBrokenBody();

  byte[] brokenBody() {
    return "{\"values\":{\"n\":\"abc\"}}".getBytes(UTF_8);
  }

  /** The tag of this protocol in the metrics. */
  abstract String protocol();

  /** What this protocol needs besides. */
  GatewayConfig config(GatewayConfig local) throws Exception {
    return local;
  }

  /** Whether the device is told that a message was refused. */
  boolean hearsRefusals() {
    return true;
  }

  /** Whether the device's client passes on why. */
  boolean hearsReasons() {
    return hearsRefusals();
  }

  @BeforeEach
  void start(EmbeddedKafka embeddedKafka) throws Exception {
    kafka = embeddedKafka;
    gateway = startGateway(config(GatewayConfig.local(kafka.throughNetwork())), registry);
    measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
    device = connect(gateway);
  }

  @AfterEach
  void stop() throws Exception {
    kafka.network().pass();
    if (device != null) {
      device.close();
    }
    measurements.close();
    gateway.close();
  }

  @Test
  void carriesTimeAndValueToTheTopicOfMeasurements() throws Exception {
    Answer answer = device.send("carry-1", TIME, 71.5).get(20, TimeUnit.SECONDS);

    assertThat(answer).isEqualTo(new Answer(true, ""));
    await().until(() -> !of("carry-1").isEmpty());
    Measurements record = of("carry-1").get(0);
    assertThat(record.asset()).isEqualTo(AssetKey.of("demo", "carry-1"));
    assertThat(record.source()).startsWith(protocol() + ":");
    assertThat(record.point(0)).isEqualTo("n");
    assertThat(record.timeMicros(0)).isEqualTo(TIME * 1000);
    assertThat(record.value(0)).isEqualTo(71.5);
    assertThat(gateway.counters()).isEqualTo(new GatewayCounters(1, 1, 1, 0));
  }

  @Test
  void acknowledgesOnlyWhenKafkaHasAnswered() throws Exception {
    kafka.network().hold();

    CompletableFuture<Answer> answer = device.send("late-1", TIME, 1);

    await().until(() -> gateway.counters().readingsReceived() == 1);
    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(5))
        .until(() -> !answer.isDone());
    assertThat(gateway.counters().readingsAcknowledged()).isZero();
    kafka.network().pass();
    assertThat(answer.get(20, TimeUnit.SECONDS).stored()).isTrue();
    await().until(() -> of("late-1").size() == 1);
  }

  @Test
  void losesAndRepeatsNothingWhenTheBrokerIsAwayForAWhile() throws Exception {
    int count = 20;
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    answers.add(device.send("away-1", TIME, 0));
    answers.get(0).get(20, TimeUnit.SECONDS);
    kafka.network().hold();
    kafka.network().cut();
    for (int i = 1; i < count; i++) {
      answers.add(device.send("away-1", TIME + i, i));
    }
    await().until(() -> gateway.counters().messages() == count);
    assertThat(answers.subList(1, count)).noneMatch(CompletableFuture::isDone);

    kafka.network().pass();

    for (CompletableFuture<Answer> answer : answers) {
      assertThat(answer.get(30, TimeUnit.SECONDS).stored()).isTrue();
    }
    await().until(() -> Readings.of(of("away-1")).count() >= count);
    assertThat(Readings.of(of("away-1")).map(Readings.Reading::value))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, count).mapToObj(i -> (double) i).toList());
  }

  @Test
  void keepsABrokenMessageWithItsReasonAndCarriesOn() throws Exception {
    try (var rejected = new TopicReader<>(kafka.direct(), Topics.REJECTED)) {
      Answer answer = device.sendBody("broken-1", brokenBody()).get(20, TimeUnit.SECONDS);
      Answer next = device.send("broken-1", TIME, 2).get(20, TimeUnit.SECONDS);

      assertThat(answer.stored()).isEqualTo(!hearsRefusals());
      if (hearsReasons()) {
        assertThat(answer.reason()).contains(reasonOfBrokenBody());
      }
      assertThat(next.stored()).isTrue();
      await().until(() -> !rejected.records().isEmpty());
      var kept = rejected.records().get(0).value();
      assertThat(kept.getReason()).contains(reasonOfBrokenBody());
      assertThat(kept.getPayload().toByteArray()).isEqualTo(brokenBody());
      assertThat(kept.getAddress()).contains("v1/demo/broken-1/measurements");
      assertThat(gateway.counters().messagesRejected()).isEqualTo(1);
      assertThat(
              registry
                  .get("millwright.gateway.rejected")
                  .tag("protocol", protocol())
                  .counters()
                  .stream()
                  .mapToDouble(counter -> counter.count())
                  .sum())
          .isEqualTo(1);
    }
  }

  @Test
  void doesNotAnswerABrokenMessageBeforeItIsKept() throws Exception {
    kafka.network().hold();

    CompletableFuture<Answer> answer = device.sendBody("broken-2", brokenBody());

    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(5))
        .until(() -> !answer.isDone());
    kafka.network().pass();
    assertThat(answer.get(20, TimeUnit.SECONDS).stored()).isEqualTo(!hearsRefusals());
  }

  private List<Measurements> of(String asset) {
    return measurements.values().stream()
        .filter(record -> record.asset().equals(AssetKey.of("demo", asset)))
        .toList();
  }
}
