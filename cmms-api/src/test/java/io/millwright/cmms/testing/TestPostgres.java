package io.millwright.cmms.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/**
 * One PostgreSQL server for all tests of this JVM, with a template database that is migrated once.
 * Each test class works in a clone of its own.
 */
public final class TestPostgres {
  private static final String TEMPLATE = "millwright_template";
  private static final AtomicInteger CLONES = new AtomicInteger();
  private static final EmbeddedPostgres SERVER = startWithTemplate();

  private TestPostgres() {}

  /** The name of a new, empty, migrated database. */
  public static String newDatabase() {
    String name = "clone_" + CLONES.incrementAndGet();
    execute("postgres", "create database " + name + " template " + TEMPLATE);
    return name;
  }

  public static String url(String database) {
    return "jdbc:postgresql://localhost:" + SERVER.getPort() + "/" + database;
  }

  /** A connection that no policy binds. */
  public static Connection superuser(String database) throws SQLException {
    return DriverManager.getConnection(url(database), "postgres", "");
  }

  /** A connection of the role that serves the API. */
  public static Connection api(String database) throws SQLException {
    return DriverManager.getConnection(
        url(database) + "?currentSchema=cmms", "millwright_cmms", "");
  }

  /** Runs statements as superuser. */
  public static void execute(String database, String sql) {
    try (Connection connection = superuser(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The number that a query as superuser answers with. */
  public static long count(String database, String sql) {
    try (Connection connection = superuser(database);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static EmbeddedPostgres startWithTemplate() {
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "off")
              .setServerConfig("max_connections", "200")
              .start();
      String server0 = "jdbc:postgresql://localhost:" + server.getPort() + "/";
      try (Connection connection =
              DriverManager.getConnection(server0 + "postgres", "postgres", "");
          Statement statement = connection.createStatement()) {
        statement.execute("create database " + TEMPLATE);
      }
      try (Connection connection = DriverManager.getConnection(server0 + TEMPLATE, "postgres", "");
          Statement statement = connection.createStatement()) {
        statement.execute(resource("db/bootstrap/roles.sql"));
      }
      migrate(server0 + TEMPLATE, "series", "db/series");
      migrate(server0 + TEMPLATE, "cmms", "db/cmms");
      try (Connection connection = DriverManager.getConnection(server0 + TEMPLATE, "postgres", "");
          Statement statement = connection.createStatement()) {
        // what the historian makes as time goes on
        statement.execute(
            """
            do $$
            declare name text;
            begin
              for name in select t.name from series.stored_table t where months is not null loop
                execute format('create table if not exists series.%I partition of series.%I default', name || '_rest', name);
              end loop;
            end $$
            """);
      }
      return server;
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("PostgreSQL for the tests did not start", e);
    }
  }

  private static void migrate(String url, String schema, String location) {
    Flyway.configure()
        .dataSource(url, "millwright_owner", "")
        .schemas(schema)
        .defaultSchema(schema)
        .locations("classpath:" + location)
        .load()
        .migrate();
  }

  private static String resource(String path) {
    try (InputStream in = TestPostgres.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is not on the class path");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
