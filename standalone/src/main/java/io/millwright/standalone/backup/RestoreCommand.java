package io.millwright.standalone.backup;

import io.millwright.standalone.ProgressDisplay;
import io.millwright.standalone.UsageException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millwright restore}: an installation as it was when a backup was taken. */
@Command(
    name = "restore",
    description = {
      "Makes an installation as it was when FILE was taken: in a new folder, or in an empty database and an empty Kafka.",
      "The whole file is checked before anything is changed; what fails halfway is taken away again."
    },
    mixinStandardHelpOptions = true)
public final class RestoreCommand implements Callable<Integer> {
  private static final String ROLLUP = "rollup_1h";

  @Mixin InstallationOptions options = new InstallationOptions();

  @Option(
      names = "--check",
      description = "Only read the whole file, and say what is in it and whether it is undamaged.")
  boolean check;

  @Option(
      names = "--keep-topics",
      description =
          "Kafka was not lost: leave it as it is. Its readers go on where they are; the historian goes on where it was.")
  boolean keepTopics;

  @Option(
      names = "--replication-factor",
      description = "Of topics that have to be made (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  short replicationFactor = 1;

  @Parameters(paramLabel = "FILE", description = "A backup.")
  Path file = Path.of("millwright.backup");

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    ProgressDisplay display = new ProgressDisplay(out);
    try (BackupReader backup = BackupReader.open(file)) {
      Progress bytes = new Progress(display, "Checking", "bytes", 0);
      backup.check(bytes::shown);
      display.keep();
      if (check) {
        describe(backup.manifest(), display);
        return 0;
      }
      try (InstallationOptions.Open open = options.fresh()) {
        restore(backup, open.installation(), display);
      }
    }
    display.say(
        options.database == null
            ? "Restored; start it with: millwright up --data " + options.data
            : "Restored; start the services. Their secrets are those of before, and not in the backup.");
    return 0;
  }

  private void describe(Manifest manifest, ProgressDisplay display) {
    display.say(file + " is undamaged. Taken " + manifest.taken() + " of " + manifest.storage());
    manifest
        .tables()
        .forEach(
            table ->
                display.say(
                    String.format(
                        Locale.ROOT,
                        "%,14d rows     %s.%s",
                        table.rows(),
                        table.schema(),
                        table.name())));
    manifest
        .topics()
        .forEach(
            topic ->
                display.say(
                    String.format(
                        Locale.ROOT, "%,14d records  %s", topic.records(), topic.name())));
  }

  private void restore(BackupReader backup, Installation installation, ProgressDisplay display)
      throws Exception {
    Manifest manifest = backup.manifest();
    DatabaseRestore.check(installation);
    try (Topics topics =
        keepTopics
            ? new Topics(null)
            : new Topics(TopicRestore.open(installation, manifest, replicationFactor))) {
      try (DatabaseRestore database = DatabaseRestore.open(installation, manifest)) {
        fill(database, backup, display);
        topics.fill(backup, database, display);
        database.commit();
        topics.commit(database);
        secrets(backup, installation);
      } catch (Exception e) {
        discard(installation, topics, e);
        throw e;
      }
    }
  }

  private static void discard(Installation installation, Topics topics, Exception reason) {
    try {
      DatabaseRestore.discard(installation);
      topics.discard();
    } catch (Exception e) {
      reason.addSuppressed(e);
    }
  }

  private static void fill(DatabaseRestore database, BackupReader backup, ProgressDisplay display)
      throws Exception {
    Manifest manifest = backup.manifest();
    Progress rows =
        new Progress(
            display,
            "Database",
            "rows",
            manifest.tables().stream().mapToLong(Manifest.Table::rows).sum());
    boolean rolledUp = false;
    for (Manifest.Table table : manifest.tables()) {
      if (database.takes(table)) {
        rolledUp |= table.name().equals(ROLLUP);
        try (InputStream in = backup.open(table.entry())) {
          database.fill(table, in);
        }
        rows.exactly(table.rows());
      }
    }
    database.sequences(manifest.sequences());
    if (!rolledUp && manifest.schemas().containsKey("series")) {
      database.markUnrolled();
    }
    display.keep();
  }

  /** Also what a program would need to read what others have sealed. */
  private static void secrets(BackupReader backup, Installation installation) throws Exception {
    List<Manifest.Entry> secrets = backup.manifest().secrets();
    Path data = installation.folder().orElse(null);
    if (data == null || secrets.isEmpty()) {
      return;
    }
    Path folder = Files.createDirectories(data.resolve("secrets"));
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    if (posix) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    for (Manifest.Entry secret : secrets) {
      String name = secret.name().substring("secrets/".length());
      if (!name.matches("[a-z0-9-]+")) {
        throw new UsageException("the backup has a secret of the strange name '" + name + "'");
      }
      Path target = folder.resolve(name);
      try (InputStream in = backup.open(secret)) {
        Files.copy(in, target);
      }
      if (posix) {
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
      }
    }
  }

  /** Kafka's side, or nothing where Kafka was not lost. */
  private record Topics(@Nullable TopicRestore restore) implements AutoCloseable {
    void fill(BackupReader backup, DatabaseRestore database, ProgressDisplay display)
        throws Exception {
      if (restore == null) {
        return;
      }
      Manifest manifest = backup.manifest();
      Progress records =
          new Progress(
              display,
              "Kafka",
              "records",
              manifest.topics().stream().mapToLong(Manifest.TopicPart::records).sum());
      for (Manifest.TopicPart topic : manifest.topics()) {
        try (InputStream in = backup.open(topic.entry())) {
          restore.fill(topic, manifest, in);
        }
        records.exactly(topic.records());
      }
      if (manifest.schemas().containsKey("series")) {
        database.historians(restore.positions(), restore.topicIds());
      }
      display.keep();
    }

    void commit(DatabaseRestore database) throws Exception {
      if (restore != null) {
        Set<String> inDatabase = new HashSet<>(database.historianGroups());
        restore.commit(inDatabase);
      }
    }

    void discard() throws Exception {
      if (restore != null) {
        restore.discard();
      }
    }

    @Override
    public void close() {
      if (restore != null) {
        restore.close();
      }
    }
  }
}
