package io.millwright.streams.historian;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Computes the rollups of hours that are marked, anew from their readings, and takes the marks away
 * in the same transaction. It waits for no writer, and none waits for it: a reading that a
 * transaction does not see has a mark that it does not see either, which stays.
 *
 * <p>Only closed hours are rolled. To close one, {@code series.open_hours} is moved past it, and
 * then all transactions are awaited that may not have seen that and so may have left no mark of
 * their own.
 *
 * <p>One at a time works in a database. After any exception it is to be closed and another opened.
 */
final class Rollups implements AutoCloseable {
  /** Another instance is at it. */
  static final int BUSY = -1;

  /** Most that {@link #waiting} counts. */
  static final int MOST_WAITING = 100_000;

  /** Hours with fewer than two readings a row have no such rows: readings are as quickly read. */
  private static final int FEWEST_FOR_MINUTES = 120;

  private static final int FEWEST_FOR_TEN_MINUTES = 12;

  /** A turn is short, but the one that rolls a kilohertz is not. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final long LOCK = 7305437101L;

  private static final String TAKE =
      """
      with taken as (
        select distinct point_id, hour from (
          select point_id, hour from series.unrolled_hour where hour < ? order by hour, point_id limit ?) oldest),
      unmarked as (
        delete from series.unrolled_hour m using taken t where m.point_id = t.point_id and m.hour = t.hour)
      select point_id, (extract(epoch from hour) / 3600)::bigint from taken""";

  private static final String COLUMNS =
      "low, high, mean, last_value, last_time, usable, readings, good, worst_quality";

  private static final String STORE =
      " (point_id, time, "
          + COLUMNS
          + ")\n%s\non conflict (point_id, time) do update set ("
          + COLUMNS
          + ") = (excluded."
          + COLUMNS.replace(", ", ", excluded.")
          + ")";

  /**
   * What several rows that are rolled up already have together: values that nobody may use (bad,
   * stale) count only where there is nothing better. Ranks go from the worst quality to the best.
   */
  private static final String TOGETHER =
      """
      coalesce(min(low) filter (where usable > 0), min(low)) as low,
      coalesce(max(high) filter (where usable > 0), max(high)) as high,
      coalesce(sum(total) filter (where usable > 0), sum(total)) as total,
      (array_agg(last_value order by usable > 0 desc, last_time desc))[1] as last_value,
      coalesce(max(last_time) filter (where usable > 0), max(last_time)) as last_time,
      sum(usable)::integer as usable, sum(readings)::integer as readings, sum(good)::integer as good,
      min(rank) as rank""";

  private static final String ROW =
      """
      low, high, series.mean_of(total, coalesce(nullif(usable, 0), readings), low, high), last_value, last_time,
      usable, readings, good, (array[0, 500, 64, 192])[rank]""";

  /** Values beyond 1e290 count as that in a mean, because their sum would be an error. */
  private static final String ROLL_HOURS =
      """
      with minute as materialized (
        select point_id, begin, m.*,
          (select value from series.measurement l where l.point_id = t.point_id and l.time = m.last_time) as last_value
        from (select point_id, to_timestamp(hour * 3600) as begin from unnest(?, ?) as u (point_id, hour)) t
        cross join lateral (
          select date_bin('1 minute', time, begin) as time,
            coalesce(min(value) filter (where quality in (64, 192)), min(value)) as low,
            coalesce(max(value) filter (where quality in (64, 192)), max(value)) as high,
            coalesce(sum(greatest(-1e290, least(1e290, value))) filter (where quality in (64, 192)),
                     sum(greatest(-1e290, least(1e290, value)))) as total,
            coalesce(max(time) filter (where quality in (64, 192)), max(time)) as last_time,
            (count(*) filter (where quality in (64, 192)))::integer as usable,
            count(*)::integer as readings,
            (count(*) filter (where quality = 192))::integer as good,
            min(case quality when 0 then 1 when 500 then 2 when 192 then 4 else 3 end) as rank
          from series.measurement r
          where r.point_id = t.point_id and time >= begin and time < begin + interval '1 hour'
          group by 1) m),
      ten as (
        select point_id, begin, date_bin('10 minutes', time, begin) as time, %1$s
        from minute group by point_id, begin, date_bin('10 minutes', time, begin)),
      hour as (
        select point_id, begin as time, %1$s from ten group by point_id, begin),
      minutes as (
        insert into series.rollup_1m"""
              .formatted(TOGETHER)
          + storePartsOfHours("minute", FEWEST_FOR_MINUTES)
          + "),\ntens as (\ninsert into series.rollup_10m"
          + storePartsOfHours("ten", FEWEST_FOR_TEN_MINUTES)
          + ")\ninsert into series.rollup_1h"
          + STORE.formatted("select point_id, time, " + ROW + "\nfrom hour");

  private static String storePartsOfHours(String parts, int fewest) {
    return STORE.formatted(
        "select point_id, time, %s\nfrom %s where (point_id, begin) in (select point_id, time from hour where readings >= %d)"
            .formatted(ROW, parts, fewest));
  }

  /** A day with marks left is rolled with the last of them: until then nobody may use it. */
  private static final String ROLL_DAYS =
      "insert into series.rollup_1d"
          + STORE.formatted(
              """
              select point_id, time, %s
              from (
                select distinct point_id, to_timestamp(hour / 24 * 86400) as time from unnest(?, ?) as u (point_id, hour)) t
              cross join lateral (
                select %s
                from (
                  select h.*, greatest(-1e290, least(1e290, mean)) * coalesce(nullif(usable, 0), readings) as total,
                    case worst_quality when 0 then 1 when 500 then 2 when 192 then 4 else 3 end as rank
                  from series.rollup_1h h
                  where h.point_id = t.point_id and h.time >= t.time and h.time < t.time + interval '24 hours') h
                having count(*) > 0) d
              where not exists (
                select from series.unrolled_hour m
                where m.point_id = t.point_id and m.hour >= t.time and m.hour < t.time + interval '24 hours')"""
                  .formatted(ROW, TOGETHER));

  private final Connection connection;
  private final Clock clock;
  private final Duration settle;
  private final String storage;

  /** Hours before it are closed, and no transaction is under way that does not know. */
  private @Nullable Instant closed;

  /** Closed once all transactions before {@link #fence} have ended. */
  private @Nullable Instant closing;

  private String fence = "";

  private Rollups(Connection connection, Clock clock, Duration settle, String storage) {
    this.connection = connection;
    this.clock = clock;
    this.settle = settle;
    this.storage = storage;
  }

  static Rollups open(HistorianConfig config, Clock clock) throws SQLException {
    Connection connection = SeriesWriter.connect(config, PATIENCE);
    try (Statement statement = connection.createStatement()) {
      // Compiling the statement would take longer than a turn.
      statement.execute("set jit = off");
      return new Rollups(
          connection, clock, config.storing().rollupSettle(), SeriesWriter.storageOf(connection));
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Whether there is anything to do here: TimescaleDB's community edition does it itself. */
  boolean needed() {
    return !storage.equals("timescaledb");
  }

  /**
   * Rolls closed hours, the oldest first.
   *
   * @param most hours at a time, 1 or more
   * @return how many; fewer than {@code most} when no more are waiting; {@link #BUSY} when another
   *     is at it
   */
  int turn(int most) throws SQLException {
    closeHours();
    Instant before = closed;
    if (before == null) {
      return 0;
    }
    connection.setAutoCommit(false);
    try {
      int rolled = locked() ? roll(before, most) : BUSY;
      connection.commit();
      return rolled;
    } finally {
      if (!connection.isClosed()) {
        // Rolls back what is not committed.
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private int roll(Instant before, int most) throws SQLException {
    LongStream.Builder taken = LongStream.builder();
    try (PreparedStatement take = connection.prepareStatement(TAKE)) {
      take.setObject(1, before.atOffset(ZoneOffset.UTC));
      take.setInt(2, most);
      try (ResultSet rows = take.executeQuery()) {
        while (rows.next()) {
          taken.add(PointHour.of(rows.getLong(1), rows.getLong(2)));
        }
      }
    }
    long[] hours = taken.build().sorted().toArray();
    if (hours.length > 0) {
      PointHour.execute(connection, ROLL_HOURS, hours);
      PointHour.execute(connection, ROLL_DAYS, hours);
    }
    return hours.length;
  }

  private boolean locked() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_try_advisory_xact_lock(" + LOCK + ")")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** Each statement a transaction of its own, in this order. */
  private void closeHours() throws SQLException {
    Instant first = clock.instant().minus(settle).truncatedTo(ChronoUnit.HOURS);
    Instant known = closing == null ? closed : closing;
    if (known == null || first.isAfter(known)) {
      try (PreparedStatement move =
          connection.prepareStatement("update series.open_hours set first = ? where first < ?")) {
        move.setObject(1, first.atOffset(ZoneOffset.UTC));
        move.setObject(2, first.atOffset(ZoneOffset.UTC));
        move.executeUpdate();
      }
      closing = first;
      // A number drawn now: whoever gets a higher one sees the move. (The end of a snapshot will
      // not do: numbers beyond it may be under way.)
      fence = text("select pg_current_xact_id()");
    }
    if (closing != null
        && text("select pg_snapshot_xmin(pg_current_snapshot()) > '" + fence + "'").equals("t")) {
      closed = closing;
      closing = null;
    }
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** How many marks of closed hours there are, up to {@link #MOST_WAITING}. */
  int waiting() throws SQLException {
    Instant before = closed;
    if (before == null) {
      return 0;
    }
    try (PreparedStatement count =
        connection.prepareStatement(
            "select count(*) from (select from series.unrolled_hour where hour < ? limit ?) m")) {
      count.setObject(1, before.atOffset(ZoneOffset.UTC));
      count.setInt(2, MOST_WAITING);
      try (ResultSet row = count.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
