package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.Readings;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.publish.KafkaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many messages, and Kafka away, over plain MQTT 3.1.1. */
@ExtendWith(KafkaExtension.class)
final class MqttEndpointIT {
  private final EmbeddedKafka kafka;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  MqttEndpointIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @AfterEach
  void passAgain() {
    kafka.network().pass();
  }

  @Test
  void acknowledgesThousandsInOrderOverManyPartitions() throws Exception {
    int count = 5_000;
    try (var gateway = EdgeGateway.start(GatewayConfig.local(kafka.throughNetwork()), registry);
        var measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
        var device = new RawMqttDevice(gateway.mqttPort(), "order")) {
      for (int i = 1; i <= count; i++) {
        device.publish("order-" + i % 16, body(i));
      }
      device.flush();

      await().atMost(Duration.ofSeconds(30)).until(() -> device.acknowledged().size() == count);
      assertThat(device.acknowledged())
          .containsExactlyElementsOf(IntStream.rangeClosed(1, count).boxed().toList());
      await().until(() -> Readings.of(measurements.values()).count() == count);
      assertThat(sequences(measurements)).doesNotHaveDuplicates();
    }
  }

  @Test
  void stopsReadingWhileKafkaIsAwayAndThenCarriesOn() throws Exception {
    int count = 3_000;
    try (var gateway = EdgeGateway.start(GatewayConfig.local(kafka.throughNetwork()), registry);
        var measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
        var device = new RawMqttDevice(gateway.mqttPort(), "pause")) {
      kafka.network().hold();
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 1; i <= count; i++) {
                  device.sendBody("pause-1", body(i));
                }
              });
      await().until(() -> registry.get("millwright.gateway.read.pauses").counter().count() > 0);
      await()
          .during(Duration.ofMillis(500))
          .until(() -> gateway.counters().messages() < 256 + 1_000);
      assertThat(device.acknowledged()).isEmpty();

      kafka.network().pass();

      sent.get(30, TimeUnit.SECONDS);
      await().atMost(Duration.ofSeconds(30)).until(() -> device.acknowledged().size() == count);
      await().until(() -> Readings.of(measurements.values()).count() >= count);
      assertThat(sequences(measurements))
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, count).mapToObj(i -> (long) i).toList());
    }
  }

  @Test
  void losesNothingWhenTheBrokerIsStoppedAndStartedAgain() throws Exception {
    try (var gateway = EdgeGateway.start(GatewayConfig.local(kafka.throughNetwork()), registry);
        var measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
        var device = new RawMqttDevice(gateway.mqttPort(), "restart")) {
      device.sendBody("restart-1", body(1)).get(20, TimeUnit.SECONDS);
      kafka.stopServer();
      List<CompletableFuture<Device.Answer>> answers = new ArrayList<>();
      for (int i = 2; i <= 100; i++) {
        answers.add(device.sendBody("restart-1", body(i)));
      }
      await().until(() -> gateway.counters().messages() == 100);
      assertThat(answers).noneMatch(CompletableFuture::isDone);

      kafka.startServer();

      for (CompletableFuture<Device.Answer> answer : answers) {
        assertThat(answer.get(60, TimeUnit.SECONDS).stored()).isTrue();
      }
      await().until(() -> Readings.of(measurements.values()).count() >= 100);
      assertThat(sequences(measurements))
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, 100).mapToObj(i -> (long) i).toList());
    } finally {
      if (!kafka.isRunning()) {
        kafka.startServer();
      }
    }
  }

  @Test
  void closesTheConnectionWithoutAcknowledgementWhenKafkaStaysAway() throws Exception {
    KafkaConfig defaults = KafkaConfig.of(kafka.throughNetwork());
    KafkaConfig impatient =
        new KafkaConfig(
            defaults.bootstrapServers(),
            defaults.partitions(),
            defaults.replicationFactor(),
            defaults.startPatience(),
            Duration.ofSeconds(2),
            defaults.bufferBytes());
    try (var gateway =
            EdgeGateway.start(
                GatewayConfig.local(kafka.throughNetwork()).withKafka(impatient), registry);
        var device = new RawMqttDevice(gateway.mqttPort(), "fail")) {
      kafka.network().hold();

      CompletableFuture<Device.Answer> answer = device.sendBody("fail-1", body(1));

      assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(Exception.class);
      assertThat(device.acknowledged()).isEmpty();
      assertThat(gateway.counters().readingsAcknowledged()).isZero();
      kafka.network().pass();
    }
  }

  private static List<Long> sequences(TopicReader<?, Measurements> measurements) {
    return Readings.of(measurements.values()).map(Readings.Reading::sequence).toList();
  }

  private static byte[] body(int sequence) {
    return ("{\"values\":{\"n\":" + sequence + "},\"seq\":" + sequence + "}").getBytes(UTF_8);
  }
}
