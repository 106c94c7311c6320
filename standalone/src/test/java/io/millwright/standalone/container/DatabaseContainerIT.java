package io.millwright.standalone.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.topic.Topics;
import io.millwright.streams.historian.Historian;
import io.millwright.streams.historian.HistorianConfig;
import io.millwright.streams.historian.HistorianConfig.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The database as it is deployed: roles and passwords, both schemas, and the historian. */
@Tag("container")
@Timeout(240)
class DatabaseContainerIT {
  private static final long START_MICROS = 1_763_600_000_000_000L;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final PostgreSQLContainer POSTGRES = Images.postgres();
  private static final KafkaContainer KAFKA = Images.kafka();

  @BeforeAll
  static void startContainers() {
    POSTGRES.start();
    KAFKA.start();
  }

  @AfterAll
  static void stopContainers() {
    KAFKA.stop();
    POSTGRES.stop();
  }

  @Test
  void letsInTheServicesWithTheirOwnPasswordsOnly() throws Exception {
    assertThat(single("millwright_owner", Images.OWNER_PASSWORD, "select current_user"))
        .isEqualTo("millwright_owner");
    assertThat(single("millwright_historian", Images.HISTORIAN_PASSWORD, "select current_user"))
        .isEqualTo("millwright_historian");
    assertThat(single("millwright_cmms", Images.CMMS_PASSWORD, "select current_user"))
        .isEqualTo("millwright_cmms");
    assertThatThrownBy(() -> single("millwright_cmms", Images.OWNER_PASSWORD, "select 1"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password");
  }

  @Test
  void migratesTheSchemaOfTheCmmsAsItsOwner() throws Exception {
    Flyway flyway =
        Flyway.configure()
            .dataSource(POSTGRES.getJdbcUrl(), "millwright_owner", Images.OWNER_PASSWORD)
            .schemas("cmms")
            .defaultSchema("cmms")
            .createSchemas(true)
            .table("schema_history")
            .locations("classpath:db/cmms")
            .failOnMissingLocations(true)
            .load();

    assertThat(flyway.migrate().migrationsExecuted).isPositive();
    assertThat(flyway.migrate().migrationsExecuted).isZero();
  }

  @Test
  void storesEveryReadingOnceThoughTheDatabaseStoodStill() throws Exception {
    try (Historian historian =
        Historian.start(
            HistorianConfig.of(
                KAFKA.getBootstrapServers(),
                new Database(
                    POSTGRES.getJdbcUrl(), "millwright_historian", Images.HISTORIAN_PASSWORD),
                new Database(POSTGRES.getJdbcUrl(), "millwright_owner", Images.OWNER_PASSWORD)),
            new SimpleMeterRegistry())) {
      produce(0, 200);
      await().atMost(PATIENCE).until(() -> stored() == 200 * 24);

      String postgres = POSTGRES.getContainerId();
      POSTGRES.getDockerClient().pauseContainerCmd(postgres).exec();
      try {
        // The first hundred once more: a device that had no answer sends again.
        produce(100, 400);
      } finally {
        POSTGRES.getDockerClient().unpauseContainerCmd(postgres).exec();
      }

      await().atMost(PATIENCE).until(() -> stored() == 500 * 24);
      await().atMost(PATIENCE).until(() -> historian.status().duplicates() == 100 * 24);
      assertThat(historian.status().measurementsStored()).isEqualTo(500 * 24);
    }
  }

  /** One message a cycle with 24 readings. */
  private static void produce(int from, int messages) {
    AssetKey asset = AssetKey.of("plant", "engine-1");
    try (KafkaProducer<AssetKey, Measurements> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", KAFKA.getBootstrapServers(), "acks", "all"),
            Topics.MEASUREMENTS.keySerde().serializer(),
            Topics.MEASUREMENTS.valueSerde().serializer())) {
      for (int cycle = from; cycle < from + messages; cycle++) {
        MeasurementsBuilder batch =
            Measurements.builder(asset, "mqtt:test").sourceSequence(cycle + 1L);
        for (int point = 0; point < 24; point++) {
          batch.add("P" + point, START_MICROS + cycle * 3_600_000_000L / 100, cycle + point);
        }
        producer.send(new ProducerRecord<>(Topics.MEASUREMENTS.name(), asset, batch.build()));
      }
    }
  }

  private static long stored() throws SQLException {
    return Long.parseLong(
        single("postgres", Images.POSTGRES_PASSWORD, "select count(*) from series.measurement"));
  }

  private static String single(String user, String password, String query) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(POSTGRES.getJdbcUrl(), user, password);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
