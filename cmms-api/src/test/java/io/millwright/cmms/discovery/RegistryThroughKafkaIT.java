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
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.contracts.wire.Discovery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
  }

  @AfterAll
  void stop() {
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

    List<ConsumerRecord<AssetKey, AssetRegistration>> assets = kafka.records(Topics.ASSETS, 2);
    AssetRegistration asset = assets.get(assets.size() - 1).value();
    assertThat(assets.get(0).key().toString()).isEqualTo("acme/press-7");
    assertThat(asset.getPoints(0).getUnit()).isEqualTo("kN");
    List<ConsumerRecord<String, DeviceRegistration>> devices = kafka.records(Topics.DEVICES, 2);
    assertThat(devices).extracting(ConsumerRecord::key).containsOnly("acme/press-7");
    assertThat(devices.get(1).value().getGrants(0).getPointsList()).containsExactly("force");
    assertThat(kafka.records(Topics.REJECTED, 2))
        .extracting(record -> record.value().getSource())
        .containsOnly("kafka:cmms-discoveries");

    assertThat(admin.delete("/api/devices/press-7").status()).isEqualTo(204);
    devices = kafka.records(Topics.DEVICES, 3);
    assertThat(devices.get(2).value()).as("a tombstone").isNull();
    assertThat(devices.get(2).key()).isEqualTo("acme/press-7");
  }

  private JsonNode discoveries() {
    return cmms.as(As.ADMIN).get("/api/discoveries").body().path("items");
  }

  private void send(byte @Nullable [] value) {
    kafka.send(Topics.DISCOVERIES, new byte[] {1}, value);
  }
}
