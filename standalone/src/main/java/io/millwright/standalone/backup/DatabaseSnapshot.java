package io.millwright.standalone.backup;

import io.millwright.cmms.outbox.Outbox;
import io.millwright.standalone.UsageException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.postgresql.PGConnection;

/**
 * Both schemas as they were at one moment, whatever is written meanwhile. While it is open the
 * server keeps what has been deleted since, and the historian's hours stay open.
 */
final class DatabaseSnapshot implements AutoCloseable {
  /** Each schema with the table in which Flyway keeps what it has run. */
  static final Map<String, String> SCHEMAS =
      Map.of("series", "schema_history", "cmms", "flyway_schema_history");

  /** Tables that are no part of another one. Those of TimescaleDB's own are in other schemas. */
  private static final String TABLES =
      """
      select n.nspname, c.relname,
        array(select a.attname::text from pg_attribute a
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
              order by a.attnum) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any (?) and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname not in ('schema_history', 'flyway_schema_history')
      order by n.nspname, c.relname""";

  private final Connection connection;

  private DatabaseSnapshot(Connection connection) {
    this.connection = connection;
  }

  /**
   * Begins, at this moment.
   *
   * @throws UsageException if the user may not see all rows, or there is nothing to see
   */
  static DatabaseSnapshot open(Installation installation) throws SQLException {
    Connection connection = installation.connect();
    try {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      DatabaseSnapshot snapshot = new DatabaseSnapshot(connection);
      if (!snapshot.is(
          "select rolsuper or rolbypassrls from pg_roles where rolname = current_user")) {
        throw new UsageException(
            "row-level security hides rows from this database user: give a superuser, or one with BYPASSRLS, as --database-user");
      }
      if (snapshot.schemas().isEmpty()) {
        throw new UsageException(
            "there is nothing of Millwright in "
                + installation.jdbcUrl()
                + ": no schema cmms, no schema series");
      }
      return snapshot;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Keeps the CMMS from sending anything to Kafka until the connection is closed: what it has sent
   * is in Kafka then, what it has not is in its outbox, and nothing is in neither.
   */
  static Connection holdOutbox(Installation installation) throws SQLException {
    Connection connection = installation.connect();
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set local lock_timeout = '60s'");
      try (ResultSet cmms = statement.executeQuery("select to_regclass('cmms.organization')")) {
        cmms.next();
        if (cmms.getString(1) != null) {
          statement.execute(
              "select pg_advisory_xact_lock(hashtextextended("
                  + Sql.text(Outbox.LOCK)
                  + " || id, 0)) from (select id from cmms.organization order by id) o");
        }
      }
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Each schema that is there with the version of its last script. */
  Map<String, String> schemas() throws SQLException {
    Map<String, String> versions = new LinkedHashMap<>();
    for (Map.Entry<String, String> schema : SCHEMAS.entrySet()) {
      String history = schema.getKey() + "." + schema.getValue();
      if (is("select to_regclass(" + Sql.text(history) + ") is not null")) {
        versions.put(
            schema.getKey(),
            text(
                "select version from "
                    + history
                    + " where success and version is not null order by installed_rank desc limit 1"));
      }
    }
    return versions;
  }

  String storage() throws SQLException {
    return is("select to_regproc('series.storage_level') is not null")
        ? text("select series.storage_level()")
        : "postgresql";
  }

  /** The first moments of the months that have rows, as the historian makes them. */
  List<String> months() throws SQLException {
    if (!is("select to_regproc('series.months') is not null")) {
      return List.of();
    }
    String months =
        storage().equals("postgresql")
            ? "select m::text from series.months() m order by 1"
            : "select distinct date_trunc('month', m, 'UTC')::text"
                + " from timescaledb_information.chunks,"
                + " unnest(array[range_start, range_end - interval '1 microsecond']) m"
                + " where hypertable_schema = 'series' order by 1";
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(months)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  /** Without what has been counted: rows, entry. */
  List<Manifest.Table> tables() throws SQLException {
    return tables(connection);
  }

  static List<Manifest.Table> tables(Connection connection) throws SQLException {
    List<Manifest.Table> tables = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(TABLES)) {
      select.setArray(1, connection.createArrayOf("text", SCHEMAS.keySet().toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          String schema = rows.getString(1);
          String name = rows.getString(2);
          tables.add(
              new Manifest.Table(
                  schema,
                  name,
                  List.of((String[]) rows.getArray(3).getArray()),
                  0,
                  new Manifest.Entry("database/" + schema + "." + name, "")));
        }
      }
    }
    return tables;
  }

  /** About how many rows there are in all, as the server last counted. */
  long estimatedRows() throws SQLException {
    return Long.parseLong(
        text(
            "select coalesce(sum(greatest(reltuples, 0)), 0)::bigint from pg_class c"
                + " join pg_namespace n on n.oid = c.relnamespace"
                + " where relkind = 'r' and n.nspname in ('series', 'cmms', '_timescaledb_internal')"));
  }

  /** Copies a table and returns its rows. A query, because a partitioned table cannot be copied. */
  long copy(Manifest.Table table, OutputStream out) throws Exception {
    return connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyOut(
            "copy (select "
                + table.columnList()
                + " from "
                + table.qualified()
                + ") to stdout (format binary)",
            out);
  }

  List<Manifest.Sequence> sequences() throws SQLException {
    List<Manifest.Sequence> sequences = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select schemaname, sequencename, last_value from pg_sequences"
                    + " where schemaname in ('series', 'cmms') and last_value is not null order by 1, 2")) {
      while (rows.next()) {
        sequences.add(new Manifest.Sequence(rows.getString(1), rows.getString(2), rows.getLong(3)));
      }
    }
    return sequences;
  }

  /** Where historians go on, of topics with that id. */
  List<Manifest.Position> historians(Map<String, String> topicIds) throws SQLException {
    List<Manifest.Position> positions = new ArrayList<>();
    if (!is("select to_regclass('series.consumed') is not null")) {
      return positions;
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select consumer, topic, partition, next_offset, topic_id from series.consumed order by 1, 2, 3")) {
      while (rows.next()) {
        String topic = rows.getString(2);
        if (rows.getString(5).equals(topicIds.get(topic))) {
          positions.add(
              new Manifest.Position(rows.getString(1), topic, rows.getInt(3), rows.getLong(4), ""));
        }
      }
    }
    return positions;
  }

  private boolean is(String sql) throws SQLException {
    return text(sql).equals("t");
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }

  static TopicPartition partition(Manifest.Position position) {
    return new TopicPartition(position.topic(), position.partition());
  }
}
