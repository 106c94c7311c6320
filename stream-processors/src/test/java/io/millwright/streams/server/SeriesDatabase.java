package io.millwright.streams.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.streams.historian.HistorianConfig.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL with Millwright's roles. */
public final class SeriesDatabase implements AutoCloseable {
  private final EmbeddedPostgres postgres;

  private SeriesDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  public static SeriesDatabase start() throws IOException, SQLException {
    SeriesDatabase database =
        new SeriesDatabase(
            EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "40")
                .setServerConfig("fsync", "off")
                .start());
    try (Connection superuser = database.connect("postgres");
        Statement statement = superuser.createStatement()) {
      statement.execute("create database millwright");
    }
    database.update("postgres", resource("/db/bootstrap/roles.sql"));
    return database;
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

  private Connection connect(String user) throws SQLException {
    return DriverManager.getConnection(postgres.getJdbcUrl(user, "postgres"));
  }

  public int port() {
    return postgres.getPort();
  }

  public Database as(String user) {
    return new Database(postgres.getJdbcUrl(user, "millwright"), user, "none");
  }

  public Connection connection(String user) throws SQLException {
    Database login = as(user);
    return DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password());
  }

  public void update(String user, String sql) throws SQLException {
    try (Connection connection = connection(user);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the first row, as text. */
  public String value(String user, String sql) throws SQLException {
    try (Connection connection = connection(user);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getObject(1)) : "";
    }
  }

  public long number(String user, String sql) throws SQLException {
    return Long.parseLong(value(user, sql));
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
