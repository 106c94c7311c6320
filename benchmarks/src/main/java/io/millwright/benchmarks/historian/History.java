package io.millwright.benchmarks.historian;

import io.millwright.benchmarks.process.PartProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * A year of a plant: {@value #ASSETS} machines with {@value #POINTS} points each. Of a hundred
 * points one is read each second, four each 5 s, fifteen each 15 s and eighty each minute. A
 * quarter of the rows is of the end of the year, when the plant runs all the time (a week with 100
 * million rows); before that it runs for the same few minutes or seconds of each hour.
 *
 * @param rows about so many readings there are in all
 */
record History(long rows) {
  static final int ASSETS = 50;
  static final int POINTS = 20;
  static final String TENANT = "bench";

  static final Instant BEGIN = Instant.parse("2025-11-01T00:00:00Z");
  static final Instant END = Instant.parse("2026-11-01T00:00:00Z");

  private static final int ALL_POINTS = ASSETS * POINTS;

  /** Readings of a second in which the plant runs, in the mean. */
  private static final double PER_SECOND = ALL_POINTS * (0.01 + 0.04 / 5 + 0.15 / 15 + 0.80 / 60);

  private static final long HOUR_SECONDS = 3_600;
  private static final long POSTGRES_EPOCH_SECONDS = 946_684_800L;
  private static final int ROW_BYTES = 2 + 12 + 12 + 12 + 6 + 4;
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final long PATIENCE_NANOS = TimeUnit.HOURS.toNanos(3);

  static String asset(int asset) {
    return "m-%02d".formatted(asset);
  }

  static String point(int point) {
    return "p-%02d".formatted(point);
  }

  /** Of readings and rollups, of their log, and of sorting for an index. */
  static long neededBytes(long rows) {
    return rows * 130 + (6L << 30);
  }

  private long runsThroughFrom() {
    long seconds = Math.min(HOUR_SECONDS * 24 * 360, (long) (rows / 4.0 / PER_SECOND));
    return END.getEpochSecond() - seconds;
  }

  /** In each hour before. */
  private double secondsOfHour() {
    double hours = (runsThroughFrom() - BEGIN.getEpochSecond()) / (double) HOUR_SECONDS;
    return Math.min(HOUR_SECONDS, rows * 0.75 / PER_SECOND / hours);
  }

  private static int secondsApart(int number) {
    int of100 = number % 100;
    return of100 < 1 ? 1 : of100 < 5 ? 5 : of100 < 20 ? 15 : 60;
  }

  /** How far a database is with it. */
  enum State {
    NONE,
    /** The readings are there, and the marks of what is not rolled up. */
    LOADED,
    DONE
  }

  State state(Connection superuser) throws SQLException {
    Server.execute(superuser, "create schema if not exists bench");
    Server.execute(
        superuser, "create table if not exists bench.history (rows bigint, done boolean)");
    String of = "select count(*) from bench.history where rows = " + rows;
    return Server.number(superuser, of + " and done") > 0
        ? State.DONE
        : Server.number(superuser, of) > 0 ? State.LOADED : State.NONE;
  }

  /** All is there, and need not be made again. */
  void done(Connection superuser) throws SQLException {
    Server.execute(superuser, "update bench.history set done = true");
  }

  /**
   * Puts the readings in place of what is stored, by COPY, a month at a time in the order of time,
   * with the index made behind.
   *
   * @param progress hears how far it is
   */
  void load(Connection superuser, Consumer<String> progress) throws IOException, SQLException {
    Server.execute(superuser, "truncate bench.history");
    Server.empty(superuser);
    Server.execute(superuser, "set maintenance_work_mem = '512MB'");
    long[] ids = pointIds(superuser);
    long begin = System.nanoTime();
    long loaded = 0;
    BitSet touched = new BitSet();
    YearMonth last = YearMonth.from(END.atOffset(ZoneOffset.UTC));
    for (YearMonth month = YearMonth.from(BEGIN.atOffset(ZoneOffset.UTC));
        month.isBefore(last);
        month = month.plusMonths(1)) {
      loaded += load(superuser, month, ids, touched);
      progress.accept(
          "%s: %,d of %,d rows loaded, %,.0f/s"
              .formatted(month, loaded, rows, loaded / seconds(begin)));
    }
    mark(superuser, ids, touched);
    Server.execute(superuser, "insert into bench.history values (" + rows + ", false)");
  }

  /**
   * Waits until the historian has rolled all of it up, and does what the database does when nobody
   * asks.
   *
   * @param historian runs
   * @param progress hears how far it is
   */
  void settle(Connection superuser, PartProcess historian, Consumer<String> progress)
      throws InterruptedException, SQLException {
    Server.execute(superuser, "vacuum analyze series.unrolled_hour");
    awaitRolled(
        superuser,
        historian,
        progress,
        System.nanoTime(),
        Server.number(superuser, "select count(*) from series.unrolled_hour"));
    progress.accept("vacuum and analyze");
    for (String table :
        new String[] {
          "measurement", "rollup_1m", "rollup_10m", "rollup_1h", "rollup_1d", "unrolled_hour"
        }) {
      Server.execute(superuser, "vacuum (analyze, parallel 0) series." + table);
    }
    Server.execute(superuser, "checkpoint");
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static long[] pointIds(Connection superuser) throws SQLException {
    long[] ids = new long[ALL_POINTS];
    try (PreparedStatement insert =
        superuser.prepareStatement(
            """
            insert into series.point (tenant_id, asset, point) values (?, ?, ?)
            on conflict (tenant_id, asset, point, derived) do update set point = excluded.point returning point_id""")) {
      for (int number = 0; number < ALL_POINTS; number++) {
        insert.setString(1, TENANT);
        insert.setString(2, asset(number / POINTS));
        insert.setString(3, point(number % POINTS));
        try (ResultSet row = insert.executeQuery()) {
          row.next();
          ids[number] = row.getLong(1);
        }
      }
    }
    return ids;
  }

  private long load(Connection superuser, YearMonth month, long[] ids, BitSet touched)
      throws SQLException {
    String partition =
        "series.measurement_%dm%02d".formatted(month.getYear(), month.getMonthValue());
    Instant from = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant to = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Server.execute(superuser, "select series.ensure_month('" + from + "')");
    Server.execute(superuser, "alter table series.measurement detach partition " + partition);
    Server.execute(
        superuser,
        "alter table %s drop constraint %s_pkey"
            .formatted(partition, partition.substring("series.".length())));
    superuser.setAutoCommit(false);
    // Emptied in the transaction of the COPY, it can be frozen by it.
    Server.execute(superuser, "truncate " + partition);
    CopyIn copy =
        superuser
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "copy "
                    + partition
                    + " (point_id, time, value, quality, sequence) from stdin (format binary,"
                    + " freeze)");
    long loaded = copy(copy, from.getEpochSecond(), to.getEpochSecond(), ids, touched);
    superuser.commit();
    superuser.setAutoCommit(true);
    // This makes the index too, as the schema has it.
    Server.execute(
        superuser,
        "alter table series.measurement attach partition %s for values from ('%s') to ('%s')"
            .formatted(partition, from, to));
    return loaded;
  }

  private long copy(CopyIn copy, long from, long to, long[] ids, BitSet touched)
      throws SQLException {
    long through = runsThroughFrom();
    double running = secondsOfHour();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    buffer.put(HEADER);
    for (long hour = from; hour < to; hour += HOUR_SECONDS) {
      // So that each minute of the clock has its turn, however short the plant runs.
      long begin = hour + hour / HOUR_SECONDS % 60;
      long end = Math.min(hour + HOUR_SECONDS, begin + Math.round(running));
      if (hour + HOUR_SECONDS > through) {
        begin = hour;
        end = hour + HOUR_SECONDS;
      }
      for (long second = begin; second < end; second++) {
        for (int number = 0; number < ids.length; number++) {
          int apart = secondsApart(number);
          if ((second + number) % apart == 0) {
            touched.set(place(hour) + number);
            if (buffer.remaining() < ROW_BYTES) {
              copy.writeToCopy(buffer.array(), 0, buffer.position());
              buffer.clear();
            }
            buffer.putShort((short) 5).putInt(8).putLong(ids[number]);
            // Clocks of devices are not aligned.
            long micros = number * 997L;
            buffer.putInt(8).putLong((second - POSTGRES_EPOCH_SECONDS) * 1_000_000 + micros);
            buffer.putInt(8).putDouble(value(number, second));
            buffer.putInt(2).putShort((short) 192).putInt(-1);
          }
        }
      }
    }
    copy.writeToCopy(buffer.array(), 0, buffer.position());
    copy.writeToCopy(new byte[] {-1, -1}, 0, 2);
    return copy.endCopy();
  }

  /** Of an hour's first point in the set of those that have readings. */
  private static int place(long hour) {
    return (int) ((hour - BEGIN.getEpochSecond()) / HOUR_SECONDS) * ALL_POINTS;
  }

  /** Leaves the marks that a historian that had written all this would have left. */
  private static void mark(Connection superuser, long[] ids, BitSet touched) throws SQLException {
    CopyIn copy =
        superuser
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy series.unrolled_hour (point_id, hour) from stdin (format binary)");
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    buffer.put(HEADER);
    for (int bit = touched.nextSetBit(0); bit >= 0; bit = touched.nextSetBit(bit + 1)) {
      if (buffer.remaining() < ROW_BYTES) {
        copy.writeToCopy(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
      long hour = BEGIN.getEpochSecond() + bit / ALL_POINTS * HOUR_SECONDS;
      buffer.putShort((short) 2).putInt(8).putLong(ids[bit % ALL_POINTS]);
      buffer.putInt(8).putLong((hour - POSTGRES_EPOCH_SECONDS) * 1_000_000);
    }
    copy.writeToCopy(buffer.array(), 0, buffer.position());
    copy.writeToCopy(new byte[] {-1, -1}, 0, 2);
    copy.endCopy();
  }

  /** A level with a swing a day, noise, and a peak now and then. */
  private static double value(int number, long second) {
    long mixed = (number * 31L + 7) * 0x9E3779B97F4A7C15L + second * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 30) * 0x94D049BB133111EBL;
    double noise = (mixed >>> 11) / (double) (1L << 53);
    // The swing by whole minutes: a sine for each reading would be most of the work.
    long day = (second / 60 + number * 17L) % 1_440;
    double swing = SWING[(int) day];
    return 40 + number % 23 + swing + noise + (noise > 0.99999 ? 30 : 0);
  }

  private static final double[] SWING = new double[1_440];

  static {
    for (int minute = 0; minute < SWING.length; minute++) {
      SWING[minute] = 5 * Math.sin(2 * Math.PI * minute / SWING.length);
    }
  }

  private static void awaitRolled(
      Connection superuser,
      PartProcess historian,
      Consumer<String> progress,
      long begin,
      long marks)
      throws InterruptedException, SQLException {
    double before = rolled(historian);
    long told = System.nanoTime();
    while (Server.number(
            superuser, "select count(*) from (select from series.unrolled_hour limit 1) m")
        > 0) {
      TimeUnit.MILLISECONDS.sleep(500);
      if (System.nanoTime() - told > TimeUnit.SECONDS.toNanos(20)) {
        told = System.nanoTime();
        double rolled = rolled(historian) - before;
        progress.accept(
            "%,.0f of %,d hours of points rolled up, %,.0f/s"
                .formatted(rolled, marks, rolled / seconds(begin)));
      }
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new IllegalStateException("the historian did not roll the history up in 3 hours");
      }
    }
    progress.accept(
        "%,d hours of points rolled up, %,.0f/s".formatted(marks, marks / seconds(begin)));
  }

  private static double rolled(PartProcess historian) throws InterruptedException {
    return Double.parseDouble(historian.ask("busy").split(" ")[3]);
  }
}
