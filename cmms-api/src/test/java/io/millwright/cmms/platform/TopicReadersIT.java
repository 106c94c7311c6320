package io.millwright.cmms.platform;

import static io.millwright.cmms.alarm.AlarmEvents.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.MessageLite;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestKafka;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.AlarmEvent;
import io.millwright.contracts.wire.AlarmEvent.AlarmState;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.Correction;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.contracts.wire.Discovery;
import io.millwright.contracts.wire.InstrumentFinding;
import io.millwright.contracts.wire.ShadowConclusion;
import io.millwright.contracts.wire.State;
import io.millwright.contracts.wire.StateDetection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole way with a real broker: what comes from Kafka, and what goes to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicReadersIT {
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
    discover(new byte[] {1, 2, 3});
    discover(null);
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
    discover(discovery.toByteArray());
    discover(discovery.toByteArray());

    await().atMost(PATIENCE).until(() -> discoveries().size() == 1);
    admin.post("/api/discoveries/" + discoveries().path(0).path("id").asText() + "/map", Map.of());

    List<ConsumerRecord<AssetKey, AssetRegistration>> assets = kafka.records(Topics.ASSETS, 2);
    AssetRegistration asset = assets.get(assets.size() - 1).value();
    assertThat(assets.get(0).key().toString()).isEqualTo("acme/press-7");
    assertThat(asset.getPoints(0).getUnit()).isEqualTo("kN");
    List<ConsumerRecord<String, DeviceRegistration>> devices = kafka.records(Topics.DEVICES, 2);
    assertThat(devices).extracting(ConsumerRecord::key).containsOnly("acme/press-7");
    assertThat(devices.get(1).value().getGrants(0).getPointsList()).containsExactly("force");
    assertRejected("cmms-discoveries", "discoveries", 2);

    assertThat(admin.delete("/api/devices/press-7").status()).isEqualTo(204);
    devices = kafka.records(Topics.DEVICES, 3);
    assertThat(devices.get(2).value()).as("a tombstone").isNull();
    assertThat(devices.get(2).key()).isEqualTo("acme/press-7");
  }

  @Test
  void whatTheMonitoringSaysComesFromKafkaOnceHoweverOftenItIsSent() {
    cmms.as(As.ADMIN)
        .post("/api/assets", Map.of("tag", "wire", "name", "The wire", "assetClass", "pump"));
    AlarmEvent alarm = event("wire", "zone", at(1), AlarmState.ACTIVE_UNACKNOWLEDGED).build();
    InstrumentFinding.Builder finding =
        InstrumentFinding.newBuilder()
            .setTenant("acme")
            .setAsset("wire")
            .setPoint("velocity")
            .setFault(InstrumentFinding.Fault.STUCK)
            .setTimeMicros(micros(at(2)))
            .setOpen(true)
            .setValue(4)
            .setExplanation("the same value for an hour")
            .setRemedy("check the cable")
            .setPlanId("pump")
            .setPlanVersion(3);
    Correction correction =
        Correction.newBuilder()
            .setTenant("acme")
            .setAsset("wire")
            .setSource("mqtt:wire")
            .setFromMicros(micros(at(1)))
            .setToMicros(micros(at(3)))
            .setReadings(7)
            .setReachedMicros(micros(at(61)))
            .addPoint("velocity")
            .build();
    ShadowConclusion would =
        ShadowConclusion.newBuilder()
            .setAdvisory(
                Advisory.newBuilder()
                    .setTenant("acme")
                    .setAsset("wire")
                    .setRule("wear")
                    .setFailureMode("bearing-wear")
                    .setRaisedAtMicros(micros(at(4)))
                    .setPriority(2)
                    .setTitle("The bearing wears")
                    .setPlanId("pump")
                    .setPlanVersion(3))
            .build();
    ShadowConclusion calm =
        ShadowConclusion.newBuilder()
            .setState(
                StateDetection.newBuilder()
                    .setTenant("acme")
                    .setAsset("wire")
                    .setDetector("zone")
                    .setState(State.STATE_NORMAL)
                    .setPrevious(State.STATE_ALARM)
                    .setTimeMicros(micros(at(5))))
            .build();
    for (int i = 0; i < 3; i++) {
      send(Topics.ALARMS, alarm);
      send(Topics.INSTRUMENTS, finding.build());
      send(Topics.INSTRUMENTS, finding.clone().setTimeMicros(micros(at(9))).setOpen(false).build());
      send(Topics.CORRECTIONS, correction);
      send(Topics.SHADOW, would);
      send(Topics.SHADOW, calm);
    }
    kafka.send(Topics.ALARMS, "acme/wire".getBytes(UTF_8), new byte[] {1, 2, 3});
    InstrumentFinding open = finding.clone().setTimeMicros(micros(at(10))).build();
    AlarmEvent last = event("wire", "last", at(2), AlarmState.NORMAL).build();
    send(Topics.ALARMS, last);
    send(Topics.INSTRUMENTS, open);
    send(Topics.CORRECTIONS, correction.toBuilder().setReadings(1).build());
    send(Topics.SHADOW, would.toBuilder().setFinding(finding).build());

    Api viewer = cmms.as(As.VIEWER);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                viewer.get("/api/alarms/wire/last").status() == 200
                    && viewer.get("/api/instruments?asset=wire").body().path("items").size() == 1
                    && viewer.get("/api/corrections?asset=wire").body().path("readings").asInt()
                        == 8
                    && viewer
                            .get("/api/assets/wire/shadow")
                            .body()
                            .at("/0/would/INSTRUMENT")
                            .asInt()
                        == 1);
    assertThat(viewer.get("/api/alarms/wire/zone").body().path("history")).hasSize(1);
    assertThat(viewer.get("/api/instruments?asset=wire&state=ALL").body().path("items"))
        .extracting(item -> item.path("closedAt").asText())
        .containsExactly("null", at(9).toString());
    JsonNode day = viewer.get("/api/corrections?asset=wire").body().at("/days/0");
    assertThat(day.path("day").asText()).isEqualTo("2026-03-01");
    assertThat(day.path("messages").asInt()).isEqualTo(2);
    assertThat(day.path("latest").asDouble()).isEqualTo(3_600);
    assertThat(day.path("points")).extracting(JsonNode::asText).containsExactly("velocity");
    JsonNode compared = viewer.get("/api/assets/wire/shadow").body().path(0);
    assertThat(compared.path("planVersion").asInt()).isEqualTo(3);
    assertThat(compared.path("running").asBoolean()).isFalse();
    assertThat(compared.at("/would/ADVISORY").asInt()).isEqualTo(1);
    assertThat(compared.at("/wouldHaveRaised/0/text").asText()).isEqualTo("The bearing wears");
    assertThat(compared.at("/did/ADVISORY").asInt()).isZero();
    assertThat(viewer.get("/api/assets/none/shadow").status()).isEqualTo(404);
    assertRejected("cmms-alarms", "alarms", 1);
    awaitCounted("instruments", "seen_before", 4);
    awaitCounted("corrections", "counted", 2);
    awaitCounted("shadow", "kept", 2);
  }

  @Test
  void whatAPersonAsksForReachesTheMonitoring() {
    AlarmEvent alarm = event("asked", "zone", at(1), AlarmState.ACTIVE_UNACKNOWLEDGED).build();
    send(Topics.ALARMS, alarm);
    Api technician = cmms.as(As.TECHNICIAN);
    await().atMost(PATIENCE).until(() -> technician.get("/api/alarms/asked/zone").status() == 200);

    technician.post("/api/alarms/asked/zone/acknowledge", Map.of());

    assertThat(kafka.records(Topics.ALARM_COMMANDS, 1))
        .extracting(record -> record.key() + " " + record.value().getKind())
        .containsExactly("acme/asked ACKNOWLEDGE");
  }

  private void assertRejected(String group, String subject, int times) {
    awaitCounted(subject, "rejected", times);
    assertThat(kafka.records(Topics.REJECTED, times))
        .extracting(record -> record.value().getSource())
        .filteredOn(source -> source.equals("kafka:" + group))
        .hasSize(times);
  }

  /** What a metric says, which follows what is in the database. */
  private void awaitCounted(String subject, String outcome, int times) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        cmms.application()
                            .meterRegistry()
                            .counter("millwright.cmms." + subject, "outcome", outcome)
                            .count())
                    .as(subject + " " + outcome)
                    .isEqualTo(times));
  }

  private static Instant at(int minute) {
    return Instant.parse("2026-03-01T00:00:00Z").plus(minute, ChronoUnit.MINUTES);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private JsonNode discoveries() {
    return cmms.as(As.ADMIN).get("/api/discoveries").body().path("items");
  }

  private void send(Topic<?, ?> topic, MessageLite message) {
    kafka.send(topic, "acme/wire".getBytes(UTF_8), message.toByteArray());
  }

  private void discover(byte @Nullable [] value) {
    kafka.send(Topics.DISCOVERIES, new byte[] {1}, value);
  }
}
