package io.millwright.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.DescriptorSet;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.contracts.wire.State;
import io.millwright.streams.historian.HistorianPrograms;
import io.millwright.streams.monitoring.Pumps;
import io.millwright.streams.program.Program;
import io.millwright.streams.server.EmbeddedKafka;
import io.millwright.streams.server.KafkaIo;
import io.millwright.streams.server.SeriesDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both programs between a real Kafka and a real PostgreSQL: reading in, advisory and rows out. */
class PipelineIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final AssetKey SILENT = Pumps.pump(2);

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static SeriesDatabase database;
  private static Program streams;
  private static Program historian;
  private static KafkaIo io;

  @BeforeAll
  static void startAll() throws Exception {
    kafka = EmbeddedKafka.start(directory);
    database = SeriesDatabase.start();
    io = new KafkaIo(kafka.bootstrapServers());
    streams = StreamProcessorsApplication.start(settings());
    historian = HistorianPrograms.start(settings());
  }

  private static Map<String, Object> settings() {
    return Map.of(
        "micronaut.server.port",
        -1,
        "micronaut.server.host",
        "127.0.0.1",
        "millwright.kafka.bootstrap-servers",
        kafka.bootstrapServers(),
        "millwright.kafka.topic-partitions",
        2,
        "millwright.streams.state-directory",
        directory.resolve("streams").toString(),
        "millwright.streams.commit-interval",
        "100ms",
        "millwright.database.url",
        database.as("millwright_owner").jdbcUrl(),
        "millwright.database.historian.password",
        "none",
        "millwright.database.owner.username",
        "millwright_owner",
        "millwright.database.owner.password",
        "none");
  }

  @AfterAll
  static void stopAll() throws Exception {
    historian.close();
    streams.close();
    io.close();
    kafka.close();
    database.close();
  }

  private static String get(Program program, String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(program.url() + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static double metric(Program program, String name) throws Exception {
    return get(program, "/prometheus")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(-1);
  }

  @Test
  void turnsReadingsIntoAnAdvisoryAndRowsAndShowsHowItGoes() throws Exception {
    io.send(Topics.MODELS, "acme/wear-failure", Pumps.failureModel());
    io.send(Topics.MODELS, "acme/wear-life", Pumps.lifeModel());
    io.flush();
    await()
        .atMost(PATIENCE)
        .until(() -> metric(streams, "millwright_streams_models_in_force") == 2);
    io.send(Topics.PLANS, Pumps.pump(1), Pumps.release(Pumps.pump(1), Pumps.plan(1)));
    io.send(Topics.PLANS, SILENT, Pumps.release(SILENT, Pumps.limitPlan("PT1S", 2)));
    io.flush();
    // Live, and never heard again.
    long now = System.currentTimeMillis() * 1_000;
    io.send(
        Topics.MEASUREMENTS,
        SILENT,
        Measurements.builder(SILENT, "mqtt:plant")
            .add("wear", now - 1_000_000, 20)
            .add("wear", now, 20)
            .build());
    for (int hour = 0; hour < 30; hour++) {
      io.send(Topics.MEASUREMENTS, Pumps.pump(1), Pumps.readings(1, hour));
    }
    try (KafkaProducer<String, byte[]> raw =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      raw.send(new ProducerRecord<>(Topics.MEASUREMENTS.name(), "acme/pump-1", new byte[] {7}));
    }
    // A release that cannot be used leaves the one before in force.
    io.send(
        Topics.MODELS,
        "acme/wear-failure",
        Pumps.failureModel().toBuilder().setVersion(2).setSha256("00").build());
    io.send(Topics.MEASUREMENTS, Pumps.pump(1), Pumps.readings(1, 30));
    io.flush();

    await().atMost(PATIENCE).until(() -> ofPump1(Topics.HEALTH, HealthAssessment::getAsset) == 30);
    assertThat(io.values(Topics.ADVISORIES)).hasSize(1);
    assertThat(io.values(Topics.PROGNOSES)).hasSize(30);
    assertThat(ofPump1(Topics.DESCRIPTORS, DescriptorSet::getAsset)).isEqualTo(30);
    List<RejectedMessage> rejected = io.values(Topics.REJECTED);
    assertThat(rejected).hasSize(1);
    assertThat(rejected.get(0).getPayload().toByteArray()).containsExactly(7);
    assertThat(rejected.get(0).getReason()).contains("not a measurement batch");

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                database.number(
                        "millwright_owner",
                        "select count(*) from series.condition where health_index is not null and failure_probability is not null")
                    == 30);
    assertThat(descriptors()).isPositive();
    // Ticks may still conclude scans.
    await().atMost(PATIENCE).until(() -> readings("derived") == descriptors());
    assertThat(readings("not derived")).isEqualTo(64);

    // The ticks went by Kafka, and so came to the monitor.
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                io.values(Topics.STATES).stream()
                    .anyMatch(
                        state ->
                            state.getAsset().equals(SILENT.asset().value())
                                && state.getState() == State.STATE_UNKNOWN));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                database.number("millwright_owner", "select count(*) from series.state_change")
                    == io.values(Topics.STATES).size());
    assertThat(io.values(Topics.EVENTS))
        .isNotEmpty()
        .allMatch(tick -> tick.getAsset().equals(SILENT.asset().value()));
    assertThat(database.number("millwright_owner", "select count(*) from series.event")).isZero();

    assertThat(get(streams, "/health")).contains("\"status\":\"UP\"").contains("RUNNING");
    assertThat(metric(streams, "millwright_streams_readings_scored_total")).isEqualTo(64);
    assertThat(metric(streams, "millwright_streams_state_flushes_total")).isPositive();
    assertThat(metric(streams, "millwright_streams_assets_monitored")).isEqualTo(2);
    assertThat(metric(streams, "millwright_streams_models_refused_total")).isEqualTo(1);
    assertThat(get(historian, "/health")).contains("\"status\":\"UP\"").contains("postgresql");
    assertThat(metric(historian, "millwright_historian_measurements_stored_total")).isEqualTo(64);
    assertThat(metric(historian, "millwright_historian_records_unreadable_total")).isEqualTo(1);
  }

  private static long descriptors() {
    return io.values(Topics.DESCRIPTORS).stream()
        .flatMap(set -> set.getValueList().stream())
        .filter(Double::isFinite)
        .count();
  }

  private static long readings(String ofPoints) throws Exception {
    return database.number(
        "millwright_owner",
        "select count(*) from series.measurement join series.point using (point_id) where "
            + ofPoints);
  }

  private static <V> long ofPump1(Topic<AssetKey, V> topic, Function<V, String> asset) {
    return io.values(topic).stream().filter(it -> asset.apply(it).equals("pump-1")).count();
  }

  @Test
  void saysWhichSettingIsMissing() {
    assertThatThrownBy(
            () ->
                HistorianPrograms.start(
                    Map.of("millwright.kafka.bootstrap-servers", kafka.bootstrapServers())))
        .hasMessageContaining("MILLWRIGHT_DATABASE_HISTORIAN_PASSWORD");
  }
}
