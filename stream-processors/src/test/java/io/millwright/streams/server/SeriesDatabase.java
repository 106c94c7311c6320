package io.millwright.streams.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.millwright.streams.historian.HistorianConfig.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL with Millwright's roles. With {@code -Dmillwright.test.database=jdbc:postgresql:...},
 * or {@code MILLWRIGHT_TEST_DATABASE} in the environment, it is a new database in that server, such
 * as one with TimescaleDB; the address must log in a superuser. It is dropped when this is closed.
 * The server is for tests alone: its roles of Millwright get the password {@code none}.
 */
public final class SeriesDatabase implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** Null = a server of its own. */
  private final @Nullable String external;

  private final @Nullable EmbeddedPostgres embedded;
  private final String name;

  private SeriesDatabase(@Nullable String external, @Nullable EmbeddedPostgres embedded) {
    this.external = external;
    this.embedded = embedded;
    this.name =
        external == null
            ? "millwright"
            : "millwright_test_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
  }

  private static @Nullable String external() {
    String property = System.getProperty("millwright.test.database", "");
    String url = property.isEmpty() ? System.getenv("MILLWRIGHT_TEST_DATABASE") : property;
    if (url == null || url.isEmpty()) {
      return null;
    }
    if (!url.startsWith("jdbc:postgresql://")) {
      throw new IllegalArgumentException(
          "millwright.test.database must be like jdbc:postgresql://host:5432/postgres?user=postgres&password=..., but was '"
              + url
              + "'");
    }
    return url;
  }

  public static SeriesDatabase start() throws IOException, SQLException {
    String external = external();
    SeriesDatabase database =
        new SeriesDatabase(
            external,
            external != null
                ? null
                : EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "40")
                    .setServerConfig("fsync", "off")
                    .start());
    try (Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("create database " + database.name);
    }
    database.update("postgres", resource("/db/bootstrap/roles.sql"));
    if (external != null) {
      for (String role : new String[] {"owner", "historian", "cmms"}) {
        database.update("postgres", "alter role millwright_" + role + " password 'none'");
      }
    }
    database.checkVersion();
    return database;
  }

  /** So that a run on a certain version cannot be one on another. */
  private void checkVersion() throws SQLException {
    String wanted = System.getProperty("millwright.test.postgres", "");
    String version = value("postgres", "show server_version");
    if (!wanted.isEmpty() && !version.startsWith(wanted + ".")) {
      throw new IllegalStateException(
          "millwright.test.postgres is " + wanted + ", but PostgreSQL is " + version);
    }
  }

  private static String resource(String name) {
    try (InputStream stream = SeriesDatabase.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Kills all its processes at once but the one that starts the others, as a fault in one of them
   * does: it begins anew, with what its write-ahead log says was committed. Returns once it takes
   * connections again.
   */
  public void kill() throws IOException, SQLException {
    String checkpointer = "select pid from pg_stat_activity where backend_type = 'checkpointer'";
    String before = value("postgres", checkpointer);
    Path directory = Path.of(value("postgres", "show data_directory"));
    long pid = Long.parseLong(Files.readAllLines(directory.resolve("postmaster.pid")).get(0));
    ProcessHandle.of(pid).orElseThrow().descendants().forEach(ProcessHandle::destroyForcibly);
    await()
        .atMost(60, TimeUnit.SECONDS)
        .pollInterval(20, TimeUnit.MILLISECONDS)
        .ignoreExceptions()
        .until(() -> !List.of(before, "").contains(value("postgres", checkpointer)));
  }

  private Connection superuser() throws SQLException {
    return DriverManager.getConnection(
        external == null ? server().getJdbcUrl("postgres", "postgres") : external);
  }

  private EmbeddedPostgres server() {
    return Objects.requireNonNull(embedded, "the server is not our own");
  }

  public int port() {
    return external == null
        ? server().getPort()
        : URI.create(external.substring("jdbc:".length())).getPort();
  }

  public Database as(String user) {
    return external == null
        ? new Database(server().getJdbcUrl(user, name), user, "none")
        : new Database(address(external), user, "none");
  }

  /** Of this database, without who logs in. */
  private String address(String url) {
    int parameters = url.indexOf('?');
    String server = parameters < 0 ? url : url.substring(0, parameters);
    return server.substring(0, server.indexOf('/', "jdbc:postgresql://".length()) + 1) + name;
  }

  public Connection connection(String user) throws SQLException {
    if (external != null && user.equals("postgres")) {
      int parameters = external.indexOf('?');
      return DriverManager.getConnection(
          address(external) + (parameters < 0 ? "" : external.substring(parameters)));
    }
    Database login = as(user);
    return DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password());
  }

  public void update(String user, String sql) throws SQLException {
    try (Connection connection = connection(user);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the first row, as text. Statements before the last may set something. */
  public String value(String user, String sql) throws SQLException {
    try (Connection connection = connection(user);
        Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (!rows && statement.getUpdateCount() >= 0) {
        rows = statement.getMoreResults();
      }
      try (ResultSet result = statement.getResultSet()) {
        return result != null && result.next() ? String.valueOf(result.getObject(1)) : "";
      }
    }
  }

  public long number(String user, String sql) throws SQLException {
    return Long.parseLong(value(user, sql));
  }

  @Override
  public void close() throws IOException {
    if (external == null) {
      server().close();
      return;
    }
    try (Connection superuser = superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("drop database " + name + " with (force)");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
