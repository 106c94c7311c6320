package io.millwright.benchmarks.historian;

import io.millwright.standalone.Ports;
import io.millwright.standalone.postgres.EmbeddedDatabase;
import io.millwright.streams.historian.SeriesSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** The database of {@code millwright up}, with its settings and the schema of the time series. */
final class Server implements AutoCloseable {
  private final EmbeddedDatabase database;
  private final Thread hook = new Thread(this::closeQuietly, "stop-postgresql");

  private Server(EmbeddedDatabase database) {
    this.database = database;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts PostgreSQL on a folder, which may have been used before.
   *
   * @param needed bytes that will be written there
   * @throws IOException if the disk has less room, or PostgreSQL does not start
   */
  static Server start(Path folder, long needed) throws IOException {
    Files.createDirectories(folder);
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < needed) {
      throw new IOException(
          "%s has %.1f GB of free disk, and this takes up to %.1f: ask for fewer --rows and --readings, or give another folder with --keep"
              .formatted(folder, free / 1e9, needed / 1e9));
    }
    Server server = new Server(EmbeddedDatabase.start(folder.resolve("postgres"), Ports.any()));
    PGSimpleDataSource owner = new PGSimpleDataSource();
    owner.setURL(server.jdbcUrl("millwright_owner"));
    SeriesSchema.migrate(owner);
    return server;
  }

  String jdbcUrl(String role) {
    return database.jdbcUrl(role);
  }

  Connection superuser() throws SQLException {
    return database.superuser();
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the only row. */
  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Bytes of the readings: heap and index of all their partitions. */
  static long measurementBytes(Connection connection) throws SQLException {
    return number(
        connection,
        "select coalesce(sum(pg_total_relation_size(relid)), 0) from pg_partition_tree('series.measurement')");
  }

  /** Nothing is stored, and nothing read from Kafka; points keep their numbers. */
  static void empty(Connection connection) throws SQLException {
    execute(
        connection,
        """
        truncate series.measurement, series.rollup_1m, series.rollup_1h, series.rollup_1d, series.unrolled_hour,
          series.consumed""");
  }

  private void closeQuietly() {
    try {
      database.close();
    } catch (IOException e) {
      // It is asked to stop, and its folder goes with the measurement.
    }
  }

  @Override
  public void close() {
    closeQuietly();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is what runs now.
    }
  }
}
