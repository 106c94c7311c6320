package io.millwright.standalone.imports;

import io.millwright.contracts.asset.AssetId;
import io.millwright.contracts.asset.TenantId;
import io.millwright.standalone.Endpoints;
import io.millwright.standalone.ProgressDisplay;
import io.millwright.standalone.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code millwright import}: exit code 0 = all is imported, 1 = it is, but for bad rows and for
 * readings that are too old to be kept.
 */
@Command(
    name = "import",
    description = {
      "Imports the history of a plant from a CSV or Parquet file into a running Millwright.",
      "Ended or killed, it goes on where it was; repeating it changes nothing."
    },
    footer = "Formats, examples, bad rows: docs/connect-devices.md, 'Import history'",
    mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
  private static final int FINGERPRINT_BYTES = 1 << 16;
  private static final long MOST_REVISIONS = 1_000_000;

  @Parameters(
      paramLabel = "FILE",
      description =
          "Parquet if its name ends with .parquet; else CSV in UTF-8 whose first line names the"
              + " columns, packed with gzip if it ends with .gz.")
  Path file = Path.of("");

  @Option(
      names = "--organization",
      description = "Organization whose history it is (default: ${DEFAULT-VALUE}).",
      defaultValue = "main")
  String organization = "main";

  @Option(
      names = "--asset",
      paramLabel = "TAG",
      description =
          "Asset of the rows that name none (default: the one that a Parquet file names).")
  @Nullable String asset;

  @Option(
      names = "--time-column",
      paramLabel = "NAME",
      description = "Column with the time (default: ${DEFAULT-VALUE}).",
      defaultValue = "time")
  String timeColumn = "time";

  @Option(
      names = "--point-column",
      paramLabel = "NAME",
      description = "Column with the name of the measurement point (default: ${DEFAULT-VALUE}).",
      defaultValue = "point")
  String pointColumn = "point";

  @Option(
      names = "--value-column",
      paramLabel = "NAME",
      description =
          "Column with the value, a number in the unit of the point (default: ${DEFAULT-VALUE}).",
      defaultValue = "value")
  String valueColumn = "value";

  @Option(
      names = "--quality-column",
      paramLabel = "NAME",
      description =
          "Column with the quality: GOOD, UNCERTAIN, BAD, STALE or 192, 64, 0, 500 (default: quality"
              + " if there is one; a reading without quality is GOOD).")
  @Nullable String qualityColumn;

  @Option(
      names = "--asset-column",
      paramLabel = "NAME",
      description = "Column with the tag of the asset (default: asset if there is one).")
  @Nullable String assetColumn;

  @Option(
      names = "--wide",
      description =
          "Each column beside time and asset is a point of that name; all readings are GOOD.")
  boolean wide;

  @Option(
      names = "--separator",
      paramLabel = "CHARACTER",
      description = "Character between the columns of CSV, or tab (default: ${DEFAULT-VALUE}).",
      defaultValue = ",")
  String separator = ",";

  @Option(
      names = "--time-format",
      paramLabel = "FORMAT",
      description =
          "How times are written: iso (2026-01-31T08:00:00Z), epoch-s, epoch-ms, epoch-us or epoch-ns"
              + " (seconds to nanoseconds since 1970), or a pattern such as 'dd.MM.yyyy HH:mm:ss'"
              + " (default: ${DEFAULT-VALUE}).",
      defaultValue = "iso")
  String timeFormat = "iso";

  @Option(
      names = "--zone",
      description = "Zone of times that name none, such as Europe/Berlin (default: UTC).",
      defaultValue = "")
  String zone = "";

  @Option(
      names = "--revision",
      paramLabel = "N",
      description =
          "0 to 1000000 (default: ${DEFAULT-VALUE}). With 0, what is stored stays; with more, values"
              + " take the place of those of the same point and time that came with a lower number.",
      defaultValue = "0")
  long revision;

  @Option(
      names = "--max-bad",
      paramLabel = "N",
      description = "Most bad rows; with one more it ends (default: ${DEFAULT-VALUE}).",
      defaultValue = "10000")
  long maxBad = 10_000;

  @Option(
      names = "--dry-run",
      description =
          "Read the whole file and say what would be imported and what is bad; import nothing.")
  boolean dryRun;

  @Option(
      names = "--restart",
      description = "Begin at the first row, though some are imported already.")
  boolean restart;

  @Option(
      names = "--no-wait",
      description = "End when Kafka has all readings, and not when the historian has written them.")
  boolean noWait;

  @Option(
      names = "--data",
      description = "Folder of the 'millwright up' that takes them (default: ${DEFAULT-VALUE}).",
      defaultValue = "data")
  Path data = Path.of("data");

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "Instead of --data: Kafka of a Millwright elsewhere.")
  @Nullable String kafka;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Properties of the Kafka client, for example for TLS and its login.")
  @Nullable Path kafkaConfig;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "With --kafka: jdbc:postgresql://HOST:PORT/NAME, to see how far the historian is and what it"
              + " does not keep; as millwright_historian with the password of MILLWRIGHT_DB_PASSWORD"
              + " (default: it is not asked).")
  @Nullable String database;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new UsageException(file + " is no file that can be read");
    }
    if (revision < 0 || revision > MOST_REVISIONS) {
      throw new UsageException(
          "--revision must be 0 to " + MOST_REVISIONS + ", but was " + revision);
    }
    if (maxBad < 0) {
      throw new UsageException("--max-bad must be 0 or more, but was " + maxBad);
    }
    ZoneId of = TimeFormat.zone(zone);
    TimeFormat times = TimeFormat.of(timeFormat, of);
    ProgressDisplay display = new ProgressDisplay(spec.commandLine().getOut());
    try (Table table =
        file.toString().endsWith(".parquet")
            ? ParquetTable.open(file, times, of)
            : CsvTable.open(file, separatorCharacter(), times)) {
      Columns columns =
          Columns.find(
              new Columns.Names(
                  timeColumn, pointColumn, valueColumn, qualityColumn, assetColumn, wide),
              table.columns());
      Importer.Job job = job(columns, table.asset());
      return dryRun ? dryRun(job, table, display) : run(job, table, display);
    }
  }

  private char separatorCharacter() {
    String text = separator.equals("tab") ? "\t" : separator;
    if (text.length() != 1 || text.equals("\"") || text.isBlank() && !text.equals("\t")) {
      throw new UsageException(
          "--separator '" + separator + "' must be one character such as ; or tab");
    }
    return text.charAt(0);
  }

  private Importer.Job job(Columns columns, @Nullable String said) {
    try {
      String named = asset == null ? said : asset;
      AssetId of = named == null ? null : new AssetId(named);
      if (of == null && columns.asset() < 0) {
        throw new UsageException(
            "whose readings are these? Name the asset with --asset, or its column with"
                + " --asset-column");
      }
      String name = String.valueOf(file.getFileName());
      return new Importer.Job(
          new TenantId(organization),
          of,
          columns,
          "import:" + name.substring(0, Math.min(100, name.length())),
          revision,
          maxBad);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private int dryRun(Importer.Job job, Table table, ProgressDisplay display) throws Exception {
    Importer.Survey survey = new Importer.Survey(true);
    try (BadRows none = new BadRows(file, 0)) {
      Importer importer =
          new Importer(
              job,
              table,
              null,
              KeptReadings.ALL,
              none,
              Checkpoint.none(""),
              null,
              survey,
              Clock.systemUTC());
      Checkpoint end = importer.run(progress -> display.show(line(progress, 0, System.nanoTime())));
      display.keep();
      display.say(
          text(
              "Would import %,d readings of %,d points of %,d assets from %,d rows, %s",
              end.readings(), survey.points(), survey.assets(), end.rows(), range(survey)));
      survey.problems().forEach((place, reason) -> display.say("  line " + place + ": " + reason));
      if (end.bad() > 0) {
        display.say(text("%,d bad rows or cells would be set aside", end.bad()));
      }
      return end.complete() ? 0 : 1;
    }
  }

  private int run(Importer.Job job, Table table, ProgressDisplay display) throws Exception {
    Path checkpointFile = beside(".import");
    Path badFile = beside(".bad.csv");
    String input = fingerprint();
    Checkpoint from = restart ? Checkpoint.none(input) : Checkpoint.read(checkpointFile, input);
    if (from.done()) {
      display.say(
          text(
              "%s is imported already: %,d readings. --restart imports it once more, which changes"
                  + " nothing.",
              file, from.readings()));
      return from.complete() ? 0 : 1;
    }
    Endpoints running = endpoints();
    if (from.badBytes() == 0) {
      Files.deleteIfExists(badFile);
    }
    KeptReadings kept = kept(running, job.tenant());
    Importer.Survey survey = new Importer.Survey(false);
    long begin = System.nanoTime();
    try (Outlet outlet = new Outlet(running.kafka(), kafkaSettings());
        BadRows badRows = new BadRows(badFile, from.badBytes())) {
      if (from.rows() > 0) {
        display.say(text("Going on behind row %,d", from.rows()));
      }
      Importer importer =
          new Importer(
              job, table, outlet, kept, badRows, from, checkpointFile, survey, Clock.systemUTC());
      long before = from.readings();
      Checkpoint end = importer.run(progress -> display.show(line(progress, before, begin)));
      display.keep();
      double seconds = seconds(begin);
      display.say(
          text(
              "In Kafka: %,d readings of %,d rows in %.1f s, %,.0f readings/s",
              end.readings(), end.rows(), seconds, (end.readings() - before) / seconds));
      if (end.expired() > 0) {
        display.say(
            text(
                "%,d of the readings are older than what is kept of their assets, and are not stored",
                end.expired()));
        survey
            .keptFrom()
            .forEach((of, micros) -> display.say("  " + of + " is kept from " + instant(micros)));
      }
      if (end.bad() > 0) {
        display.say(
            text(
                "%,d bad rows or cells are set aside, with their reasons, in %s",
                end.bad(), badFile));
      }
      if (!noWait && !running.database().isEmpty()) {
        awaitArrival(running, outlet.ends(), end.readings() - before, begin, display);
      }
      return end.complete() ? 0 : 1;
    }
  }

  private Endpoints endpoints() throws IOException {
    if (kafka != null) {
      return new Endpoints(database == null ? "" : database, kafka);
    }
    return Endpoints.of(data)
        .orElseThrow(
            () ->
                new UsageException(
                    "no Millwright runs on "
                        + data
                        + ": start it with 'millwright up', choose its folder with --data, or say"
                        + " where Kafka is with --kafka HOST:PORT"));
  }

  private static HistorianState historian(Endpoints running) throws SQLException {
    String password = System.getenv("MILLWRIGHT_DB_PASSWORD");
    return new HistorianState(
        running.database(), "millwright_historian", password == null ? "" : password);
  }

  /**
   * Asked before the first row, if the database is known; what is kept can only shrink meanwhile.
   */
  private static KeptReadings kept(Endpoints running, TenantId tenant) throws SQLException {
    if (running.database().isEmpty()) {
      return KeptReadings.ALL;
    }
    try (HistorianState historian = historian(running)) {
      return historian.kept(tenant);
    }
  }

  private void awaitArrival(
      Endpoints running,
      Map<TopicPartition, Long> ends,
      long readings,
      long begin,
      ProgressDisplay display)
      throws SQLException, InterruptedException {
    try (HistorianState historian = historian(running)) {
      long first = historian.missing(ends);
      long missing = first;
      while (missing > 0) {
        display.show(
            ProgressDisplay.bar(1 - (double) missing / first)
                + text(" of what the historian had not written; %,d records to go", missing));
        TimeUnit.MILLISECONDS.sleep(100);
        missing = historian.missing(ends);
      }
    }
    display.keep();
    double seconds = seconds(begin);
    display.say(
        text("In the database after %.1f s, %,.0f readings/s", seconds, readings / seconds));
  }

  private Map<String, String> kafkaSettings() throws IOException {
    Map<String, String> settings = new HashMap<>();
    if (kafkaConfig != null) {
      Properties read = new Properties();
      try (InputStream stream = Files.newInputStream(kafkaConfig)) {
        read.load(stream);
      } catch (IOException e) {
        throw new UsageException("--kafka-config " + kafkaConfig + " cannot be read");
      }
      read.stringPropertyNames().forEach(name -> settings.put(name, read.getProperty(name)));
    }
    return settings;
  }

  private Path beside(String suffix) {
    return file.toAbsolutePath().resolveSibling(file.getFileName() + suffix);
  }

  /** The same file, read in the same way, into the same organization. */
  private String fingerprint() throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(stream.readNBytes(FINGERPRINT_BYTES));
      List<String> options =
          List.of(
              Long.toString(Files.size(file)),
              organization,
              String.valueOf(asset),
              timeColumn,
              pointColumn,
              valueColumn,
              String.valueOf(qualityColumn),
              String.valueOf(assetColumn),
              Boolean.toString(wide),
              separator,
              timeFormat,
              zone,
              Long.toString(revision),
              String.valueOf(kafka),
              kafka == null ? data.toAbsolutePath().normalize().toString() : "");
      digest.update(options.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String line(Importer.Progress progress, long before, long begin) {
    double share = progress.bytes() == 0 ? 1 : (double) progress.bytesRead() / progress.bytes();
    double seconds = seconds(begin);
    return ProgressDisplay.bar(Math.min(1, share))
        + text(
            " %,d rows, %,d MB, %,.0f readings/s, %s to go, %,d bad",
            progress.rows(),
            progress.bytesRead() / 1_000_000,
            (progress.readings() - before) / seconds,
            share > 0
                ? Duration.ofSeconds(Math.round(seconds / share * (1 - share)))
                    .toString()
                    .substring(2)
                    .toLowerCase(Locale.ROOT)
                : "?",
            progress.bad());
  }

  private static String range(Importer.Survey survey) {
    return survey.first() > survey.last()
        ? "of no time"
        : "from " + instant(survey.first()) + " to " + instant(survey.last());
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static double seconds(long begin) {
    return Math.max(1e-3, (System.nanoTime() - begin) / 1e9);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
