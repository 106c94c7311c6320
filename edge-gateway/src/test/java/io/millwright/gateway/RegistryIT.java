package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.measurement.QualityReason;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.Discovery;
import io.millwright.contracts.wire.PointRegistration;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TopicReader;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A whole gateway, open, beside a registry that knows some of what comes in. */
@ExtendWith(KafkaExtension.class)
final class RegistryIT {
  private final EmbeddedKafka kafka;
  private final String asset = "pump-" + UUID.randomUUID();
  private EdgeGateway gateway;
  private TopicReader<AssetKey, Measurements> measurements;
  private TopicReader<String, Discovery> discoveries;

  RegistryIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void start() {
    gateway =
        EdgeGateway.start(GatewayConfig.local(kafka.throughNetwork()), new SimpleMeterRegistry());
    measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
    discoveries = new TopicReader<>(kafka.direct(), Topics.DISCOVERIES);
  }

  @AfterEach
  void stop() {
    measurements.close();
    discoveries.close();
    gateway.close();
  }

  @Test
  void whatTheRegistrySaysOfAPointHoldsForReadingsFromThenOn() throws Exception {
    try (var device = new RawMqttDevice(gateway.mqttPort(), "registry")) {
      assertThat(device.sendBody(asset, body(1_500)).get(20, TimeUnit.SECONDS).stored()).isTrue();
      await().until(() -> discovered().size() == 1);
      assertThat(discovered().get(0).getReason()).isEqualTo(Discovery.Reason.UNKNOWN_ASSET);
      assertThat(discovered().get(0).getPointsList()).containsExactly("speed");
      assertThat(of(asset).get(0).value(0)).isEqualTo(1_500);

      register(
          PointRegistration.newBuilder()
              .setName("speed")
              .setUnit("Hz")
              .setSourceUnit("/min")
              .setPhysicalHigh(60)
              .build());

      await()
          .until(
              () -> {
                device.sendBody(asset, body(1_500)).get(20, TimeUnit.SECONDS);
                return of(asset).stream().anyMatch(batch -> batch.value(0) == 25);
              });
      device.sendBody(asset, body(6_000)).get(20, TimeUnit.SECONDS);
      await().until(() -> of(asset).stream().anyMatch(batch -> batch.value(0) == 100));
      Measurements last = of(asset).get(of(asset).size() - 1);
      assertThat(last.quality(0)).isEqualTo(Quality.BAD);
      assertThat(last.qualityReason(0)).isEqualTo(QualityReason.OUT_OF_RANGE);
      assertThat(discovered()).as("told once").hasSize(1);
    }
  }

  private void register(PointRegistration point) throws Exception {
    AssetKey key = AssetKey.of("demo", asset);
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.direct()),
            Topics.ASSETS.keySerde().serializer(),
            Topics.ASSETS.valueSerde().serializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.ASSETS.name(),
                  key,
                  AssetRegistration.newBuilder()
                      .setTenant("demo")
                      .setAsset(asset)
                      .addPoints(point)
                      .build()))
          .get();
    }
  }

  private static byte[] body(int speed) {
    return ("{\"values\":{\"speed\":" + speed + "}}").getBytes(UTF_8);
  }

  private List<Measurements> of(String tag) {
    return measurements.values().stream()
        .filter(batch -> batch.asset().equals(AssetKey.of("demo", tag)))
        .toList();
  }

  private List<Discovery> discovered() {
    return discoveries.values().stream()
        .filter(discovery -> discovery.getAsset().equals(asset))
        .toList();
  }
}
