package io.millwright.benchmarks.historian;

import io.millwright.benchmarks.part.KafkaPart;
import io.millwright.benchmarks.process.PartProcess;
import io.millwright.benchmarks.process.Usage;
import io.millwright.benchmarks.report.Goal;
import io.millwright.contracts.topic.Topics;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/**
 * Measures how fast readings that are in Kafka become committed rows, beside COPY of the very rows
 * that came of it.
 *
 * @param readings of a shape
 * @param warmUp share of them that goes before what is measured, 0 to below 1
 */
record WriteBench(List<WriteShape> shapes, int repeat, long readings, double warmUp) {
  private static final double GOAL_SHARE = 0.7;
  private static final List<String> KAFKA_OPTIONS = List.of("-Xms512m", "-Xmx1g", "-XX:+UseG1GC");

  /** The heap of {@code millwright up}. */
  private static final List<String> HISTORIAN_OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC");

  /** Whoever holds it in the database keeps the historian from rolling up. */
  private static final long LOCK_OF_ROLLUPS = 7305437101L;

  private static final String COPY_IN =
      "copy series.measurement (point_id, time, value, quality, sequence) from stdin (format binary)";
  private static final long POLL_MILLIS = 20;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(30);

  /** Hears each measurement when it is made. */
  interface Listener {
    void measured(WriteShape shape, Writer writer, WriteFigures figures);
  }

  /** How many measurements there will be. */
  int size() {
    return shapes.size() * repeat * Writer.values().length;
  }

  /** Table and index, the same rows as a file, the log of the database, and Kafka. */
  static long neededBytes(long readings) {
    return readings * 200 + (6L << 30);
  }

  private long records(WriteShape shape) {
    return Math.max(shape.assets(), readings / shape.readings());
  }

  List<WriteResult> run(Path folder, Listener listener)
      throws IOException, InterruptedException, SQLException {
    List<WriteResult> results = new ArrayList<>();
    for (WriteShape shape : shapes) {
      Path of = folder.resolve("write-" + shape.name());
      try (Server server = Server.start(of, neededBytes(readings));
          PartProcess kafka =
              PartProcess.start(
                  "kafka",
                  KafkaPart.class,
                  KAFKA_OPTIONS,
                  of.resolve("kafka"),
                  List.of(of.resolve("kafka/data").toString()))) {
        String bootstrapServers = "127.0.0.1:" + kafka.port();
        KafkaInput.write(bootstrapServers, shape, records(shape));
        Run run = new Run(shape, server, bootstrapServers, of);
        WriteResult result = WriteResult.of(shape);
        for (int repetition = 0; repetition < repeat; repetition++) {
          List<Writer> order = new ArrayList<>(List.of(Writer.values()));
          if (repetition % 2 == 1) {
            Collections.reverse(order);
          }
          for (Writer writer : order) {
            WriteFigures figures = run.measure(writer);
            result.of(writer).add(figures);
            listener.measured(shape, writer, figures);
          }
        }
        results.add(result);
      }
    }
    return results;
  }

  /** One shape on its own servers. */
  private final class Run {
    private final WriteShape shape;
    private final Server server;
    private final String bootstrapServers;
    private final Path folder;
    private final long all;
    private final long first;
    private int runs;

    Run(WriteShape shape, Server server, String bootstrapServers, Path folder) {
      this.shape = shape;
      this.server = server;
      this.bootstrapServers = bootstrapServers;
      this.folder = folder;
      this.all = records(shape) * shape.readings();
      this.first = (long) (warmUp * all);
    }

    WriteFigures measure(Writer writer) throws IOException, InterruptedException, SQLException {
      try (Connection superuser = server.superuser()) {
        Server.empty(superuser);
        // What an earlier run has made dirty is not to be written during this one.
        Server.execute(superuser, "checkpoint");
        WriteFigures figures =
            writer == Writer.COPY ? copy(superuser) : historian(writer, superuser);
        if (figures.worked() && writer != Writer.COPY && !Files.exists(file("rest"))) {
          store(superuser);
        }
        return figures;
      } catch (IllegalStateException e) {
        return WriteFigures.failed(String.valueOf(e.getMessage()));
      }
    }

    private Path file(String part) {
      return folder.resolve(part + ".copy");
    }

    /** Keeps the rows in the order in which they lie in the table, which is that of writing. */
    private void store(Connection superuser) throws IOException, SQLException {
      Server.execute(superuser, "set synchronize_seqscans = off");
      Server.execute(superuser, "set max_parallel_workers_per_gather = 0");
      copyOut(superuser, file("first"), "limit " + first);
      copyOut(superuser, file("rest"), "offset " + first);
    }

    private static void copyOut(Connection connection, Path file, String part)
        throws IOException, SQLException {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut(
                "copy (select point_id, time, value, quality, sequence from series.measurement "
                    + part
                    + ") to stdout (format binary)",
                out);
      }
    }

    private WriteFigures copy(Connection superuser) throws IOException, SQLException {
      if (!Files.exists(file("rest"))) {
        return WriteFigures.failed("the historian has stored no rows to copy");
      }
      try (Connection connection =
          DriverManager.getConnection(server.jdbcUrl("millwright_historian"))) {
        copyIn(connection, file("first"));
        long wal = walPosition(superuser);
        long begin = System.nanoTime();
        long rows = copyIn(connection, file("rest"));
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new WriteFigures(
            null, rows, seconds, walPosition(superuser) - wal, tableBytes(superuser), null);
      }
    }

    private static long copyIn(Connection connection, Path file) throws IOException, SQLException {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
        return connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY_IN, in, 1 << 16);
      }
    }

    private static long walPosition(Connection connection) throws SQLException {
      return Server.number(
          connection, "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");
    }

    private double tableBytes(Connection connection) throws SQLException {
      return (double) Server.measurementBytes(connection) / all;
    }

    private WriteFigures historian(Writer writer, Connection superuser)
        throws IOException, InterruptedException, SQLException {
      boolean alone = writer == Writer.WRITING_ALONE;
      try (Connection rollups = server.superuser();
          PartProcess process = startHistorian(rollups, alone)) {
        long before = awaitWritten(superuser, first);
        if (before >= all) {
          return WriteFigures.failed(
              "all was written before the measurement began: more --readings");
        }
        long wal = walPosition(superuser);
        Usage used = process.usage();
        double[] busy = busy(process);
        long begin = System.nanoTime();
        awaitWritten(superuser, all);
        double seconds = (System.nanoTime() - begin) / 1e9;
        double[] after = busy(process);
        Usage usage = process.usage().since(used);
        double walBytes = walPosition(superuser) - wal;
        long stored = Server.number(superuser, "select count(*) from series.measurement");
        if (stored != all) {
          return WriteFigures.failed(
              "%,d rows are stored where %,d readings were sent".formatted(stored, all));
        }
        if (alone && after[3] > 0) {
          return WriteFigures.failed("it rolled up although it was to be kept from it");
        }
        return new WriteFigures(
            null,
            all - before,
            seconds,
            walBytes,
            tableBytes(superuser),
            new WriteFigures.Detail(
                usage.cpuNanos() / 1e9,
                after[0] - busy[0],
                after[1] - busy[1],
                after[2] - busy[2],
                alone ? Server.number(superuser, "select count(*) from series.unrolled_hour") : 0,
                alone ? marksSeconds(superuser) : Double.NaN));
      }
    }

    private PartProcess startHistorian(Connection rollups, boolean alone)
        throws IOException, InterruptedException, SQLException {
      if (alone) {
        Server.execute(rollups, "select pg_advisory_lock(" + LOCK_OF_ROLLUPS + ")");
      }
      return PartProcess.start(
          "historian",
          HistorianPart.class,
          HISTORIAN_OPTIONS,
          folder.resolve("historian-" + runs++),
          List.of(bootstrapServers, server.jdbcUrl("millwright_historian")));
    }

    /** Marks as many hours once more, and takes that back. */
    private double marksSeconds(Connection superuser) throws SQLException {
      superuser.setAutoCommit(false);
      try {
        long begin = System.nanoTime();
        Server.execute(
            superuser, "insert into series.unrolled_hour select * from series.unrolled_hour");
        return (System.nanoTime() - begin) / 1e9;
      } finally {
        superuser.rollback();
        superuser.setAutoCommit(true);
      }
    }

    private static double[] busy(PartProcess process) throws InterruptedException {
      String[] words = process.ask("busy").split(" ");
      double[] busy = new double[words.length];
      for (int i = 0; i < busy.length; i++) {
        busy[i] = Double.parseDouble(words[i]);
      }
      return busy;
    }

    /** Waits until so many readings are committed, and says how many are. */
    private long awaitWritten(Connection superuser, long wanted)
        throws InterruptedException, SQLException {
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      long written;
      while ((written = written(superuser)) < wanted || written == 0) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "%,d of %,d readings were written within %d minutes"
                  .formatted(written, wanted, TimeUnit.NANOSECONDS.toMinutes(PATIENCE_NANOS)));
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
      return written;
    }

    private long written(Connection superuser) throws SQLException {
      return shape.readings()
          * Server.number(
              superuser,
              "select coalesce(sum(next_offset), 0) from series.consumed where topic = '"
                  + Topics.MEASUREMENTS.name()
                  + "'");
    }
  }

  /** What is demanded of the shapes that were measured. */
  static List<Goal> goals(List<WriteResult> results) {
    List<Goal> goals = new ArrayList<>();
    for (WriteResult result : results) {
      double share = result.share(Writer.HISTORIAN).median();
      goals.add(
          Goal.judged(
              "%s: at least %s the rows per second of COPY"
                  .formatted(result.shape().name(), Goal.times(GOAL_SHARE)),
              String.format(Locale.ROOT, "%.2f x", share),
              share,
              it -> it >= GOAL_SHARE));
    }
    return goals;
  }
}
