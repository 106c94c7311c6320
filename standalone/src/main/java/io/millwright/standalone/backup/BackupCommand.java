package io.millwright.standalone.backup;

import io.millwright.standalone.ProgressDisplay;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millwright backup}: everything of one moment in one file, while Millwright goes on. */
@Command(
    name = "backup",
    description = {
      "Writes the database, plans, models, work-order events and the places of all readers in Kafka as one consistent set into FILE.",
      "Millwright may run meanwhile. Whoever has the file has the installation: it holds its secrets."
    },
    mixinStandardHelpOptions = true)
public final class BackupCommand implements Callable<Integer> {
  @Mixin InstallationOptions options = new InstallationOptions();

  @Parameters(
      paramLabel = "FILE",
      description = "Where to write it, as in millwright.backup; must be new.")
  Path file = Path.of("millwright.backup");

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    ProgressDisplay display = new ProgressDisplay(out);
    try (BackupWriter writer = BackupWriter.create(file);
        InstallationOptions.Open open = options.existing()) {
      Manifest manifest = write(open.installation(), writer, display);
      writer.finish(manifest);
      long rows = manifest.tables().stream().mapToLong(Manifest.Table::rows).sum();
      long records = manifest.topics().stream().mapToLong(Manifest.TopicPart::records).sum();
      display.say(
          String.format(
              Locale.ROOT,
              "%s: %,d rows of %d tables, %,d records of %d topics, %,d bytes; as of %s.",
              file,
              rows,
              manifest.tables().size(),
              records,
              manifest.topics().size(),
              Files.size(file),
              manifest.taken()));
    }
    return 0;
  }

  private static Manifest write(
      Installation installation, BackupWriter writer, ProgressDisplay display) throws Exception {
    List<Manifest.TopicPart> topics = new ArrayList<>();
    // The CMMS waits with its outbox from here until what Kafka compacts is copied.
    try (Connection held = DatabaseSnapshot.holdOutbox(installation);
        DatabaseSnapshot database = DatabaseSnapshot.open(installation);
        TopicCut kafka = TopicCut.open(installation, database)) {
      String taken = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      Progress records = new Progress(display, "Kafka", "records", kafka.estimatedRecords());
      for (KeptTopic topic : kafka.compacted()) {
        topics.add(kafka.copy(topic, writer, records::shown));
        records.next();
      }
      held.rollback();
      for (KeptTopic topic : kafka.others()) {
        topics.add(kafka.copy(topic, writer, records::shown));
        records.next();
      }
      display.keep();
      List<Manifest.Table> tables = new ArrayList<>();
      Progress rows = new Progress(display, "Database", "rows", database.estimatedRows());
      for (Manifest.Table table : database.tables()) {
        tables.add(copy(database, table, writer, rows));
      }
      display.keep();
      return new Manifest(
          Manifest.FORMAT,
          taken,
          database.storage(),
          database.schemas(),
          database.months(),
          tables,
          database.sequences(),
          topics,
          kafka.positions(),
          secrets(installation, writer));
    }
  }

  private static Manifest.Table copy(
      DatabaseSnapshot database, Manifest.Table table, BackupWriter writer, Progress progress)
      throws Exception {
    long[] rows = new long[1];
    Manifest.Entry entry =
        writer.entry(
            table.entry().name(),
            out -> rows[0] = database.copy(table, new CountingRows(out, progress)));
    progress.exactly(rows[0]);
    return new Manifest.Table(table.schema(), table.name(), table.columns(), rows[0], entry);
  }

  private static List<Manifest.Entry> secrets(Installation installation, BackupWriter writer)
      throws Exception {
    List<Manifest.Entry> secrets = new ArrayList<>();
    Path folder = installation.folder().map(data -> data.resolve("secrets")).orElse(null);
    if (folder != null && Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Files::isRegularFile)) {
        for (Path secret : files) {
          if (!secret.getFileName().toString().endsWith(".draft")) {
            secrets.add(
                writer.entry("secrets/" + secret.getFileName(), out -> Files.copy(secret, out)));
          }
        }
      }
    }
    return secrets;
  }
}
