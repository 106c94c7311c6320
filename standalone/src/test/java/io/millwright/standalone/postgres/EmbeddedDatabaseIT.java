package io.millwright.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.standalone.Ports;
import io.millwright.standalone.doctor.DoctorCommand;
import io.millwright.streams.historian.SeriesSchema;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine;

class EmbeddedDatabaseIT {
  @TempDir Path directory;

  @Test
  void keepsItsRowsOverARestartAndWritesThemToTheDisk() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, Ports.any())) {
      try (Connection connection = database.superuser();
          Statement statement = connection.createStatement()) {
        statement.execute("create table kept as select 42 as answer");
        assertThat(single(connection, "show fsync")).isEqualTo("on");
        assertThat(single(connection, "show synchronous_commit")).isEqualTo("on");
      }
      try (Connection owner = DriverManager.getConnection(database.jdbcUrl("millwright_owner"))) {
        assertThat(single(owner, "select current_user")).isEqualTo("millwright_owner");
      }
    }
    try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, Ports.any());
        Connection connection = database.superuser()) {
      assertThat(single(connection, "select answer from kept")).isEqualTo("42");
    }
  }

  @Test
  void isLookedIntoByTheDoctor() throws Exception {
    StringWriter out = new StringWriter();
    CommandLine commandLine =
        new CommandLine(new DoctorCommand()).setOut(new PrintWriter(out, true));
    try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, Ports.any())) {
      String url = database.jdbcUrl("millwright_owner");
      commandLine.execute("--database", url);
      assertThat(out.toString()).contains("no tables yet");
      PGSimpleDataSource owner = new PGSimpleDataSource();
      owner.setUrl(url);
      SeriesSchema.migrate(owner);
      try (Connection connection = database.superuser();
          Statement statement = connection.createStatement()) {
        statement.execute(
            """
            select series.ensure_month(now() + n * interval '1 month') from generate_series(0, 2) n;
            insert into series.point (tenant_id, asset, point) values ('acme', 'pump', 'V');
            insert into series.measurement (point_id, time, value)
              select point_id, date_trunc('month', now()), 1 from series.point;
            insert into series.set_aside values (now(), 'c', 't', 0, 0, null, 'why', 0, null)""");
      }
      out.getBuffer().setLength(0);
      commandLine.execute("--database", url, "--historian", "http://localhost:1");
    }
    assertThat(out.toString())
        .containsPattern("ok +PostgreSQL +1[5-8]\\.")
        .containsPattern("ok +storage +postgresql: partitions by month")
        .containsPattern("ok +partitions +3 months from 2[0-9-]+, 2 of them ahead")
        .containsPattern("ok +oldest reading +2[0-9-]+-01T00:00:00Z")
        .containsPattern("ok +size +rollups .*, readings .*, others ")
        .containsPattern("ok +retention +everything is kept")
        .containsPattern("limited +set aside +1 records that the database refused")
        .containsPattern("limited +historian +http://localhost:1 does not answer");
  }

  @Test
  void startsAlthoughAServerOfAKilledProcessStillRuns() throws Exception {
    Process killed =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                DatabaseWithOneTable.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(killed.inputReader().readLine()).isEqualTo("ready");
    killed.destroyForcibly().waitFor();
    long leftBehind =
        Long.parseLong(Files.readAllLines(directory.resolve("data/postmaster.pid")).get(0).trim());
    assertThat(ProcessHandle.of(leftBehind)).as("the server outlives its parent").isPresent();

    try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, Ports.any());
        Connection connection = database.superuser()) {
      assertThat(single(connection, "select answer from kept")).isEqualTo("43");
      assertThat(ProcessHandle.of(leftBehind).map(ProcessHandle::isAlive).orElse(false)).isFalse();
    }
  }

  /** A process that starts a database, writes to it, says so, and waits for its end. */
  static final class DatabaseWithOneTable {
    private DatabaseWithOneTable() {}

    public static void main(String[] arguments) throws Exception {
      EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(arguments[0]), Ports.any());
      try (Connection connection = database.superuser();
          Statement statement = connection.createStatement()) {
        statement.execute("create table kept as select 43 as answer");
      }
      System.out.println("ready");
      System.in.read();
    }
  }

  private static String single(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getString(1);
    }
  }
}
