package io.millwright.standalone.container;

import java.nio.file.Path;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * The containers of docker-compose.yml. A system property replaces an image where the official one
 * cannot be pulled.
 */
final class Images {
  static final String POSTGRES_PASSWORD = "superuser-of-this-test";
  static final String OWNER_PASSWORD = "owner's-of-this-test";
  static final String HISTORIAN_PASSWORD = "historian-of-this-test";
  static final String CMMS_PASSWORD = "cmms-of-this-test";
  static final String BROKER_PASSWORD = "broker-of-this-test";

  private static final Path REPOSITORY = Path.of("..");
  private static final Duration START = Duration.ofSeconds(90);

  private Images() {}

  static KafkaContainer kafka() {
    return new KafkaContainer(
            DockerImageName.parse(
                    System.getProperty("millwright.image.kafka", "apache/kafka:4.3.1"))
                .asCompatibleSubstituteFor("apache/kafka"))
        .withStartupTimeout(START);
  }

  /** With the roles and passwords that the deployment makes at the first start. */
  static PostgreSQLContainer postgres() {
    return new PostgreSQLContainer(
            DockerImageName.parse(
                    System.getProperty(
                        "millwright.image.postgres", "timescale/timescaledb:2.28.3-pg17"))
                .asCompatibleSubstituteFor("postgres"))
        .withUsername("postgres")
        .withPassword(POSTGRES_PASSWORD)
        .withDatabaseName("millwright")
        .withEnv("MILLWRIGHT_OWNER_PASSWORD", OWNER_PASSWORD)
        .withEnv("MILLWRIGHT_HISTORIAN_PASSWORD", HISTORIAN_PASSWORD)
        .withEnv("MILLWRIGHT_CMMS_PASSWORD", CMMS_PASSWORD)
        .withCopyFileToContainer(
            MountableFile.forHostPath(
                REPOSITORY.resolve("contracts/src/main/resources/db/bootstrap/roles.sql")),
            "/docker-entrypoint-initdb.d/010-roles.sql")
        .withCopyFileToContainer(
            MountableFile.forHostPath(REPOSITORY.resolve("docker/postgres/020-passwords.sh")),
            "/docker-entrypoint-initdb.d/020-passwords.sh")
        .withStartupTimeout(START);
  }

  /** With the configuration of the deployment; its users are gateway and device. */
  @SuppressWarnings("resource") // the caller closes it
  static GenericContainer<?> mosquitto() {
    return new GenericContainer<>(
            DockerImageName.parse(
                System.getProperty("millwright.image.mosquitto", "eclipse-mosquitto:2.0.22")))
        .withExposedPorts(1883)
        .withEnv("MILLWRIGHT_BROKER_PASSWORD", BROKER_PASSWORD)
        .withEnv("MILLWRIGHT_DEVICE_PASSWORD", BROKER_PASSWORD)
        .withCopyFileToContainer(
            MountableFile.forHostPath(REPOSITORY.resolve("docker/mosquitto/mosquitto.conf")),
            "/mosquitto/config/mosquitto.conf")
        .withCopyFileToContainer(
            MountableFile.forHostPath(REPOSITORY.resolve("docker/mosquitto/start.sh")),
            "/mosquitto/config/start.sh")
        .withCommand("sh", "/mosquitto/config/start.sh")
        .waitingFor(Wait.forListeningPort())
        .withStartupTimeout(START);
  }
}
