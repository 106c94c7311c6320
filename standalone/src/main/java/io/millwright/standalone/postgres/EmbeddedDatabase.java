package io.millwright.standalone.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server on the loopback address with Millwright's database and roles. Its programs
 * run beside this process, and outlive it when it is killed: the next start on the same directory
 * stops what was left running.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String DATABASE = "millwright";
  private static final String ROLES = "/db/bootstrap/roles.sql";

  private final EmbeddedPostgres server;

  private EmbeddedDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Starts PostgreSQL on a directory; a new one gets the database and the roles.
   *
   * @throws IOException if the server does not start; the message says where its log is
   */
  public static EmbeddedDatabase start(Path directory, int port) throws IOException {
    Path data = directory.resolve("data").toAbsolutePath();
    Path programs = directory.resolve("programs").toAbsolutePath();
    Files.createDirectories(directory);
    Files.createDirectories(programs);
    stopLeftRunning(directory);
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setOverrideWorkingDirectory(programs.toFile())
            .setRegisterShutdownHook(false)
            .setPGStartupWait(Duration.ofSeconds(60))
            .setPort(port)
            .setServerConfig("max_connections", "60")
            .setServerConfig("shared_buffers", "64MB")
            // The library's defaults are for tests: here a committed row is on the disk.
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .start();
    try {
      createDatabase(server);
    } catch (SQLException e) {
      server.close();
      throw new IOException(
          "PostgreSQL runs, but its database could not be made ready: " + e.getMessage(), e);
    }
    return new EmbeddedDatabase(server);
  }

  private static void createDatabase(EmbeddedPostgres server) throws SQLException, IOException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet found =
          statement.executeQuery("select from pg_database where datname = '" + DATABASE + "'")) {
        if (found.next()) {
          return;
        }
      }
      statement.execute("create database " + DATABASE);
    }
    try (Connection connection = server.getDatabase("postgres", DATABASE).getConnection();
        Statement statement = connection.createStatement();
        InputStream roles = EmbeddedDatabase.class.getResourceAsStream(ROLES)) {
      if (roles == null) {
        throw new IOException("resource " + ROLES + " is missing from this build");
      }
      statement.execute(new String(roles.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /**
   * Stops the server that a killed process left running on the directory, if there is one: a second
   * one would not start beside it.
   *
   * @throws IOException if it cannot be stopped
   */
  public static void stopLeftRunning(Path directory) throws IOException {
    Path pidFile = directory.resolve("data").resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    List<String> lines = Files.readAllLines(pidFile);
    Optional<ProcessHandle> left =
        lines.isEmpty()
            ? Optional.empty()
            : ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
                .filter(EmbeddedDatabase::isPostgres);
    if (left.isEmpty()) {
      return;
    }
    LOGGER.info("stopping the PostgreSQL server that an earlier run left behind");
    // SIGTERM lets it end in order: with the earlier process gone, nobody is connected any more.
    left.get().destroy();
    try {
      left.get().onExit().get(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // Its write-ahead log makes good what this leaves behind.
      left.get().destroyForcibly();
      left.get().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an earlier PostgreSQL server was stopping", e);
    } catch (ExecutionException e) {
      throw new IOException(
          "an earlier PostgreSQL server (process " + left.get().pid() + ") could not be stopped",
          e);
    }
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().map(command -> command.endsWith("postgres")).orElse(false);
  }

  /**
   * The address for one of the roles of {@code roles.sql}; the server trusts connections from this
   * machine only.
   */
  public String jdbcUrl(String role) {
    return server.getJdbcUrl(role, DATABASE);
  }

  /** As the superuser, for counting what is stored. */
  public Connection superuser() throws SQLException {
    return server.getDatabase("postgres", DATABASE).getConnection();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
