package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code millwright import} into a Millwright that runs. */
class ImportIT {
  private static final int MANY = 300_000;

  @TempDir Path folder;

  private final UpOnFreePorts up = UpOnFreePorts.shared();
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @Test
  void importsWhatTheApiExportsAndSetsBadRowsAside() throws Exception {
    RestClient cmms = RestClient.administrator(up.httpPort(), up.data());
    for (String asset : new String[] {"import-1", "import-2", "import-3"}) {
      cmms.post(
          "/api/assets",
          "application/json",
          "{\"tag\": \"%s\", \"name\": \"Pump\", \"assetClass\": \"pump\"}".formatted(asset));
    }
    Path file =
        Files.writeString(
            folder.resolve("history.csv"),
            """
            point,time,value,quality
            flow,2026-01-01T00:00:00.000001Z,0.1,GOOD
            flow,2026-01-01T00:00:01Z,-3.0E-300,UNCERTAIN
            flow,2026-01-01T00:00:02Z,full,GOOD
            flow,2026-01-01T00:00:03.5Z,1.7976931348623157E308,STALE
            temp,2025-12-31T23:59:59.999999Z,20.0,BAD
            """);

    assertThat(run(file, "--asset", "import-1")).as(err + "" + out).isEqualTo(1);

    assertThat(out.toString())
        .contains("In Kafka: 4 readings of 5 rows")
        .contains("In the database");
    assertThat(folder.resolve("history.csv.bad.csv"))
        .content()
        .contains("4,\"value 'full' is not a finite number")
        .contains("\"flow,2026-01-01T00:00:02Z,full,GOOD\"");
    String exported = export(cmms, "import-1");
    assertThat(exported.lines()).hasSize(5).contains("temp,2025-12-31T23:59:59.999999Z,20.0,BAD");

    Path again = Files.writeString(folder.resolve("exported.csv"), exported);
    assertThat(run(again, "--asset", "import-2")).as(err + "" + out).isZero();

    assertThat(export(cmms, "import-2")).isEqualTo(exported);

    Path parquet =
        cmms.file(exportOf("import-1") + "&format=parquet", folder.resolve("exported.parquet"));
    assertThat(run(parquet, "--asset", "import-3")).as(err + "" + out).isZero();

    assertThat(export(cmms, "import-3")).isEqualTo(exported);
  }

  @Test
  void tellsOfReadingsThatAreTooOldToBeKept() throws Exception {
    try (Connection connection = database();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into series.kept_from
            values ('plant', 'import-4', '2026-02-01Z', '2026-02-01Z', '2026-02-01Z', '-infinity', '-infinity');
          update series.keeping set moved = moved + 1;
          """);
    }
    Path file =
        Files.writeString(
            folder.resolve("old.csv"),
            """
            asset,point,time,value
            import-4,p,2025-12-31T00:00:00Z,1
            import-4,p,2026-01-31T23:59:59.999999Z,2
            import-4,p,2026-02-01T00:00:00Z,3
            import-5,p,2025-12-31T00:00:00Z,4
            """);

    assertThat(run(file)).as(err + "" + out).isEqualTo(1);

    assertThat(out.toString())
        .contains("In Kafka: 4 readings")
        .contains("2 of the readings are older than what is kept of their assets")
        .contains("import-4 is kept from 2026-02-01T00:00:00Z")
        .doesNotContain("import-5");
    assertThat(database("sum(value)", "import-4")).isEqualTo(3);
    assertThat(database("sum(value)", "import-5")).isEqualTo(4);
    assertThat(run(file)).as("imported already").isEqualTo(1);
  }

  @Test
  void aHigherRevisionTakesThePlaceOfWhatWasImportedAndALowerOneDoesNot() throws Exception {
    Path file = folder.resolve("history.csv");
    String[][] steps = {{"1", "0", "1"}, {"2", "0", "1"}, {"3", "2", "3"}, {"4", "1", "3"}};
    for (String[] step : steps) {
      Files.writeString(file, "asset,point,time,value\nimport-6,p,2026-01-01T00:00:00Z," + step[0]);

      assertThat(run(file, "--revision", step[1])).as(err + "" + out).isZero();

      assertThat(database("sum(value)", "import-6"))
          .as("value %s with revision %s", step[0], step[1])
          .isEqualTo(Double.parseDouble(step[2]));
    }
  }

  @Test
  void aKilledImportGoesOnWhereItWasAndGivesTheSameAsOneThatWasNot() throws Exception {
    Path file = folder.resolve("year.csv");
    double sum = writeMany(file);
    Path checkpoint = folder.resolve("year.csv.import");

    try (MillwrightProcess first =
        MillwrightProcess.start(
            "import",
            file.toString(),
            "--asset",
            "import-7",
            "--organization",
            "plant",
            "--time-format",
            "epoch-ms",
            "--data",
            up.data().toString())) {
      Awaitility.await("a first checkpoint; " + first.output())
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> !first.isAlive() || rows(checkpoint) > 0);
      first.kill();
    }
    assertThat(rows(checkpoint)).as("killed on the way").isBetween(1L, MANY - 1L);

    assertThat(run(file, "--asset", "import-7", "--time-format", "epoch-ms"))
        .as(err + "" + out)
        .isZero();

    assertThat(out.toString()).contains("Going on behind row");
    assertThat(database("count(*)", "import-7")).isEqualTo(MANY);
    assertThat(database("sum(value)", "import-7")).isEqualTo(sum);
    assertThat(run(file, "--asset", "import-7", "--time-format", "epoch-ms")).isZero();
    assertThat(out.toString()).contains("is imported already");
    assertThat(run(file, "--asset", "import-7", "--time-format", "epoch-ms", "--restart")).isZero();
    assertThat(database("count(*)", "import-7")).isEqualTo(MANY);
    assertThat(database("sum(value)", "import-7")).isEqualTo(sum);
  }

  /** Whole numbers, whose sum has no rounding. */
  private static double writeMany(Path file) throws IOException {
    long begin = Instant.parse("2026-02-01T00:00:00Z").toEpochMilli();
    double sum = 0;
    try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file))) {
      writer.println("point,time,value");
      for (int i = 0; i < MANY; i++) {
        writer.println("p-" + i % 20 + "," + (begin + i * 100L) + "," + i % 1_000);
        sum += i % 1_000;
      }
    }
    return sum;
  }

  private static long rows(Path checkpoint) throws IOException {
    if (!Files.exists(checkpoint)) {
      return 0;
    }
    Properties read = new Properties();
    try (InputStream stream = Files.newInputStream(checkpoint)) {
      read.load(stream);
    }
    return Long.parseLong(read.getProperty("rows"));
  }

  private Connection database() throws Exception {
    return DriverManager.getConnection(Endpoints.of(up.data()).orElseThrow().database());
  }

  private double database(String what, String asset) throws Exception {
    try (Connection connection = database();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select "
                    + what
                    + " from series.measurement join series.point using (point_id) where asset = '"
                    + asset
                    + "'")) {
      row.next();
      return row.getDouble(1);
    }
  }

  private static String export(RestClient cmms, String asset) throws Exception {
    return cmms.text(exportOf(asset));
  }

  private static String exportOf(String asset) {
    return "/api/series/export?asset="
        + asset
        + "&from=2025-01-01T00:00:00Z&to=2026-12-31T00:00:00Z";
  }

  private int run(Path file, String... options) {
    out = new StringWriter();
    err = new StringWriter();
    CommandLine commandLine = Millwright.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(
        Stream.concat(
                Stream.of(
                    "import",
                    file.toString(),
                    "--organization",
                    "plant",
                    "--data",
                    up.data().toString()),
                Stream.of(options))
            .toArray(String[]::new));
  }
}
