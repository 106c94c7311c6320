package io.millwright.standalone.backup;

import io.millwright.standalone.DataDirectory;
import io.millwright.standalone.Endpoints;
import io.millwright.standalone.Ports;
import io.millwright.standalone.UsageException;
import io.millwright.standalone.kafka.EmbeddedKafka;
import io.millwright.standalone.postgres.EmbeddedDatabase;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which installation. The password is not taken from the command line, which others can see. */
final class InstallationOptions {
  private static final String SUPERUSER = "postgres";

  @Option(
      names = "--data",
      description =
          "Folder of a standalone Millwright, running or not (default: ${DEFAULT-VALUE}).",
      defaultValue = "data")
  Path data = Path.of("data");

  @Option(
      names = "--database",
      paramLabel = "JDBC-URL",
      description =
          "Database of an installation of single services, as in jdbc:postgresql://db:5432/millwright; then --kafka too.")
  @Nullable String database;

  @Option(
      names = "--database-user",
      description =
          "A superuser of it (default: ${DEFAULT-VALUE}); the password from MILLWRIGHT_DB_PASSWORD.",
      defaultValue = SUPERUSER)
  String databaseUser = SUPERUSER;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "Kafka of an installation of single services.")
  @Nullable String kafka;

  @Option(
      names = "--kafka-settings",
      paramLabel = "FILE",
      description = "Further settings of Kafka's clients, as for TLS, in a properties file.")
  @Nullable Path kafkaSettings;

  /** An installation within reach, as long as it is open. */
  static final class Open implements AutoCloseable {
    private final Installation installation;
    private final Deque<AutoCloseable> started;

    private Open(Installation installation, Deque<AutoCloseable> started) {
      this.installation = installation;
      this.started = started;
    }

    Installation installation() {
      return installation;
    }

    @Override
    public void close() throws Exception {
      closeAll(started);
    }
  }

  /** One that is there already. */
  Open existing() throws Exception {
    if (database != null) {
      return services(database);
    }
    if (!Files.isDirectory(data.resolve("postgres"))) {
      throw new UsageException(
          "no Millwright has run on "
              + data
              + ": choose its folder with --data, or a database and Kafka with --database and --kafka");
    }
    DataDirectory directory;
    try {
      directory = DataDirectory.open(data);
    } catch (UsageException e) {
      Endpoints endpoints =
          Endpoints.of(data)
              .orElseThrow(
                  () -> new UsageException("the Millwright on " + data + " is just starting"));
      return new Open(
          new Installation(
              endpoints.database(),
              SUPERUSER,
              "",
              Map.of("bootstrap.servers", endpoints.kafka()),
              Optional.of(data)),
          new ArrayDeque<>());
    }
    return embedded(directory);
  }

  /**
   * One that is to be filled; the folder of a standalone one is made.
   *
   * @throws UsageException if something is in that folder
   */
  Open fresh() throws Exception {
    if (database != null) {
      return services(database);
    }
    if (Files.exists(data.resolve("postgres")) || Files.exists(data.resolve("kafka"))) {
      throw new UsageException(
          data + " holds a Millwright already: restore into another folder with --data");
    }
    return embedded(DataDirectory.open(data));
  }

  private Open services(String url) throws IOException {
    if (kafka == null) {
      throw new UsageException("--database needs --kafka HOST:PORT beside it");
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new UsageException(
          "--database '" + url + "' must be like jdbc:postgresql://localhost:5432/millwright");
    }
    Map<String, Object> clients = new HashMap<>();
    if (kafkaSettings != null) {
      Properties settings = new Properties();
      try (Reader reader = Files.newBufferedReader(kafkaSettings)) {
        settings.load(reader);
      } catch (IOException e) {
        throw new UsageException("--kafka-settings " + kafkaSettings + " cannot be read");
      }
      settings.stringPropertyNames().forEach(name -> clients.put(name, settings.getProperty(name)));
    }
    clients.put("bootstrap.servers", kafka);
    String password = System.getenv("MILLWRIGHT_DB_PASSWORD");
    return new Open(
        new Installation(
            url, databaseUser, password == null ? "" : password, clients, Optional.empty()),
        new ArrayDeque<>());
  }

  /** Starts the database and Kafka on a folder where nobody else runs. */
  private Open embedded(DataDirectory directory) throws Exception {
    Deque<AutoCloseable> started = new ArrayDeque<>();
    started.push(directory);
    try {
      EmbeddedDatabase postgres =
          EmbeddedDatabase.start(directory.resolve("postgres"), Ports.any());
      started.push(postgres);
      EmbeddedKafka broker =
          EmbeddedKafka.start(directory.resolve("kafka"), Ports.any(), Ports.any());
      started.push(broker);
      return new Open(
          new Installation(
              postgres.jdbcUrl(SUPERUSER),
              SUPERUSER,
              "",
              Map.of("bootstrap.servers", broker.bootstrapServers()),
              Optional.of(data)),
          started);
    } catch (Exception e) {
      closeAll(started);
      throw e;
    }
  }

  private static void closeAll(Deque<AutoCloseable> started) throws Exception {
    while (!started.isEmpty()) {
      started.pop().close();
    }
  }
}
