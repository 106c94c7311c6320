package io.millwright.standalone.backup;

import io.millwright.standalone.UsageException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Fills an empty database in one transaction. Whatever fails, {@link #discard} takes all of it away
 * again.
 */
final class DatabaseRestore implements AutoCloseable {
  private static final List<String> ROLLUPS =
      List.of("rollup_1m", "rollup_10m", "rollup_1h", "rollup_1d");

  private final Connection connection;

  private DatabaseRestore(Connection connection) {
    this.connection = connection;
  }

  /**
   * Makes sure that a database can be filled, and changes nothing.
   *
   * @throws UsageException if it is not empty, or its user is no superuser
   */
  static void check(Installation installation) throws SQLException {
    try (DatabaseRestore restore = new DatabaseRestore(installation.connect())) {
      restore.checkUser();
      for (String schema : DatabaseSnapshot.SCHEMAS.keySet()) {
        restore.checkEmpty(schema, installation);
      }
    }
  }

  /**
   * Makes the schemas as they were when the backup was taken; programs bring them up to date when
   * they start.
   *
   * @throws UsageException if the backup is of a newer version
   */
  static DatabaseRestore open(Installation installation, Manifest manifest) throws SQLException {
    Connection connection = installation.connect();
    try {
      DatabaseRestore restore = new DatabaseRestore(connection);
      for (Map.Entry<String, String> schema : manifest.schemas().entrySet()) {
        migrate(installation, schema.getKey(), schema.getValue());
      }
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        // Rows come in the order of the tables' names, and each has been checked before.
        statement.execute("set local session_replication_role = replica");
      }
      // Before the tables are emptied: the list of those that have months is one of them.
      restore.months(manifest.months());
      restore.empty(manifest);
      return restore;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Drops the schemas, which were not there before. */
  static void discard(Installation installation) throws SQLException {
    try (Connection connection = installation.connect();
        Statement statement = connection.createStatement()) {
      for (String schema : DatabaseSnapshot.SCHEMAS.keySet()) {
        statement.execute("drop schema if exists " + Sql.name(schema) + " cascade");
      }
    }
  }

  private void checkUser() throws SQLException {
    if (!text("select rolsuper from pg_roles where rolname = current_user").equals("t")) {
      throw new UsageException(
          "only a superuser may fill the tables in the order of a backup: give one as --database-user");
    }
    if (text("select count(*) from pg_roles where rolname = 'millwright_owner'").equals("0")) {
      throw new UsageException(
          "the roles of Millwright are missing: run db/bootstrap/roles.sql in the database first (docs/deploy.md)");
    }
  }

  private void checkEmpty(String schema, Installation installation) throws SQLException {
    if (!text("select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = "
            + Sql.text(schema))
        .equals("0")) {
      throw new UsageException(
          "schema "
              + schema
              + " of "
              + installation
              + " is not empty: restore into a new database, or drop the schema if nothing in it is wanted");
    }
  }

  /** As the owner, as the programs do. */
  private static void migrate(Installation installation, String schema, String version) {
    PGSimpleDataSource owner = new PGSimpleDataSource();
    owner.setURL(installation.jdbcUrl());
    owner.setUser(installation.user());
    owner.setPassword(installation.password());
    Flyway flyway =
        Flyway.configure()
            .dataSource(owner)
            .initSql("set role millwright_owner")
            .schemas(schema)
            .defaultSchema(schema)
            .createSchemas(true)
            .table(DatabaseSnapshot.SCHEMAS.get(schema))
            .locations("classpath:db/" + schema)
            .failOnMissingLocations(true)
            .target(MigrationVersion.fromVersion(version))
            .load();
    MigrationVersion newest = MigrationVersion.EMPTY;
    for (MigrationInfo known : flyway.info().all()) {
      if (known.getVersion() != null && known.getVersion().isNewerThan(newest)) {
        newest = known.getVersion();
      }
    }
    if (MigrationVersion.fromVersion(version).isNewerThan(newest)) {
      throw new UsageException(
          "the backup is of a newer Millwright: its schema "
              + schema
              + " has version "
              + version
              + ", this one knows up to "
              + newest);
    }
    flyway.migrate();
  }

  /** Takes away what scripts put in, and makes sure that both sides have the same tables. */
  private void empty(Manifest manifest) throws SQLException {
    List<Manifest.Table> here = DatabaseSnapshot.tables(connection);
    TreeSet<String> missing = names(manifest.tables());
    missing.removeAll(names(here));
    missing.removeIf(name -> ROLLUPS.stream().anyMatch(rollup -> name.endsWith("." + rollup)));
    if (!missing.isEmpty()) {
      throw new UsageException(
          "the backup has tables that this version does not make: " + String.join(", ", missing));
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "truncate "
              + String.join(", ", here.stream().map(Manifest.Table::qualified).toList())
              + " cascade");
    }
  }

  private static TreeSet<String> names(List<Manifest.Table> tables) {
    TreeSet<String> names = new TreeSet<>();
    tables.forEach(table -> names.add(table.schema() + "." + table.name()));
    return names;
  }

  /** Whether the table is one here: rollups may be kept by TimescaleDB itself. */
  boolean takes(Manifest.Table table) throws SQLException {
    return text("select count(*) from pg_class where relkind in ('r', 'p') and oid = to_regclass("
            + Sql.text(table.qualified())
            + ")")
        .equals("1");
  }

  /** Makes the months that there were, where they have to be made. */
  private void months(List<String> firstDays) throws SQLException {
    if (firstDays.isEmpty() || !text("select series.storage_level()").equals("postgresql")) {
      return;
    }
    try (PreparedStatement ensure =
        connection.prepareStatement("select series.ensure_month(?::timestamptz)")) {
      for (String day : firstDays) {
        ensure.setString(1, day);
        ensure.execute();
      }
    }
  }

  /**
   * Fills a table.
   *
   * @throws SQLException also if it is another number of rows than were taken
   */
  void fill(Manifest.Table table, InputStream rows) throws Exception {
    long filled =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "copy "
                    + table.qualified()
                    + " ("
                    + table.columnList()
                    + ") from stdin (format binary)",
                rows,
                1 << 16);
    if (filled != table.rows()) {
      throw new SQLException(
          table.qualified() + " took " + filled + " rows, but the backup has " + table.rows());
    }
  }

  /** Hours that the rollups know nothing of are to be read from the readings until they do. */
  void markUnrolled() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into series.unrolled_hour select distinct point_id, date_bin('1 hour', time, timestamptz 'epoch') from series.measurement");
    }
  }

  void sequences(List<Manifest.Sequence> sequences) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement("select setval(?::regclass, ?)")) {
      for (Manifest.Sequence sequence : sequences) {
        set.setString(1, Sql.name(sequence.schema()) + "." + Sql.name(sequence.name()));
        set.setLong(2, sequence.last());
        set.execute();
      }
    }
  }

  /** Has historians go on in topics that were filled anew. */
  void historians(List<Manifest.Position> positions, Map<String, String> topicIds)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update series.consumed set topic_id = ?, next_offset = ? where consumer = ? and topic = ? and partition = ?")) {
      for (Manifest.Position position : positions) {
        update.setString(1, topicIds.getOrDefault(position.topic(), ""));
        update.setLong(2, position.offset());
        update.setString(3, position.group());
        update.setString(4, position.topic());
        update.setInt(5, position.partition());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  /** The groups whose places are in the database. */
  List<String> historianGroups() throws SQLException {
    List<String> groups = new ArrayList<>();
    if (text("select to_regclass('series.consumed') is not null").equals("t")) {
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("select distinct consumer from series.consumed")) {
        while (rows.next()) {
          groups.add(rows.getString(1));
        }
      }
    }
    return groups;
  }

  void commit() throws SQLException {
    connection.commit();
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("analyze");
    }
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Takes back what is not committed. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
