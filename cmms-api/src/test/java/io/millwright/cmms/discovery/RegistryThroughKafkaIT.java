package io.millwright.cmms.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestKafka;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.contracts.wire.Discovery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole way with a real broker: discovery in, registrations out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryThroughKafkaIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path folder;

  private TestKafka kafka;
  private TestCmms cmms;
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  void start() throws IOException {
    kafka = TestKafka.start(folder, TestKafka.freePort());
    cmms =
        TestCmms.start(
            TestPostgres.newDatabase(),
            Map.of(
                "millwright.kafka.bootstrap-servers",
                kafka.bootstrapServers(),
                "millwright.kafka.partitions",
                2));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  void stop() {
    producer.close(Duration.ZERO);
    cmms.close();
    kafka.close();
  }

  @Test
  void aDiscoveryIsMappedByOneCallAndItsRegistrationsReachGateways() {
    Api admin = cmms.as(As.ADMIN);
    send(new byte[] {1, 2, 3});
    send(null);
    Discovery discovery =
        Discovery.newBuilder()
            .setSource("coap:acme/press-7")
            .setReason(Discovery.Reason.UNKNOWN_ASSET)
            .setTenant("acme")
            .setAsset("press-7")
            .addPoints("force")
            .addUnits("kN")
            .addValues(12.5)
            .setSeenAtMicros(1_760_000_000_000_000L)
            .build();
    send(discovery.toByteArray());
    send(discovery.toByteArray());

    await().atMost(PATIENCE).until(() -> discoveries().size() == 1);
    admin.post("/api/discoveries/" + discoveries().path(0).path("id").asText() + "/map", Map.of());

    List<ConsumerRecord<AssetKey, AssetRegistration>> assets = records(Topics.ASSETS, 2);
    AssetRegistration asset = assets.get(assets.size() - 1).value();
    assertThat(assets.get(0).key().toString()).isEqualTo("acme/press-7");
    assertThat(asset.getPoints(0).getUnit()).isEqualTo("kN");
    List<ConsumerRecord<String, DeviceRegistration>> devices = records(Topics.DEVICES, 2);
    assertThat(devices).extracting(ConsumerRecord::key).containsOnly("acme/press-7");
    assertThat(devices.get(1).value().getGrants(0).getPointsList()).containsExactly("force");
    assertThat(records(Topics.REJECTED, 2))
        .extracting(record -> record.value().getSource())
        .containsOnly("kafka:cmms-discoveries");

    assertThat(admin.delete("/api/devices/press-7").status()).isEqualTo(204);
    devices = records(Topics.DEVICES, 3);
    assertThat(devices.get(2).value()).as("a tombstone").isNull();
    assertThat(devices.get(2).key()).isEqualTo("acme/press-7");
  }

  private JsonNode discoveries() {
    return cmms.as(As.ADMIN).get("/api/discoveries").body().path("items");
  }

  private void send(byte @Nullable [] value) {
    await()
        .atMost(PATIENCE)
        .until(() -> producer.partitionsFor(Topics.DISCOVERIES.name()).size() > 0);
    try {
      producer
          .send(new ProducerRecord<>(Topics.DISCOVERIES.name(), 0, new byte[] {1}, value))
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The topic from its beginning, once there are that many. */
  private <K, V> List<ConsumerRecord<K, V>> records(Topic<K, V> topic, int atLeast) {
    List<ConsumerRecord<K, V>> records = new ArrayList<>();
    try (KafkaConsumer<K, V> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            topic.keySerde().deserializer(),
            topic.valueSerde().deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= atLeast;
              });
    }
    return records;
  }
}
