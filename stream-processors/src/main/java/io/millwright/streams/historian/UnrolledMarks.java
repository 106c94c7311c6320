package io.millwright.streams.historian;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The marks that a batch leaves in {@code series.unrolled_hour} for the points and hours in which
 * it has written, in the transaction of its readings. Readers and {@link Rollups} go by them.
 *
 * <p>The mark of an hour that is still open stays until the hour is closed, so one is enough: those
 * that this connection has left are remembered. For closed hours each batch leaves its own.
 */
final class UnrolledMarks {
  /** How far back TimescaleDB's jobs refresh, less a day: as in the script of the rollups. */
  private static final Duration REFRESHED = Duration.ofDays(34);

  /** Of open hours, 16 bytes each; a remembered mark saves a row, so forgetting them is no harm. */
  private static final int MOST_REMEMBERED = 1_000_000;

  private final Connection connection;

  /** For TimescaleDB, whose jobs find the latest readings themselves; otherwise null. */
  private final @Nullable Clock refreshed;

  private final LongSet touched = new LongSet();
  private long[] left = {};
  private LongSet remembered = new LongSet();
  private long firstOpen;

  private UnrolledMarks(Connection connection, @Nullable Clock refreshed) {
    this.connection = connection;
    this.refreshed = refreshed;
  }

  /** Where the historian rolls up. */
  static UnrolledMarks of(Connection connection) {
    return new UnrolledMarks(connection, null);
  }

  /** Where TimescaleDB refreshes what is not too long ago: only what is older is marked. */
  static UnrolledMarks beyondRefreshed(Connection connection, Clock clock) {
    return new UnrolledMarks(connection, clock);
  }

  /** Another transaction; what the one before left has gone with it, unless it was committed. */
  void begin() {
    touched.clear();
    left = new long[0];
  }

  /** A reading of this batch, whose time is not before 1970. */
  void touch(long pointId, long timeMicros) {
    touched.add(PointHour.of(pointId, PointHour.hourOf(timeMicros)));
  }

  /**
   * Leaves the marks. The transaction must have written something before, so that it has a number:
   * by it {@link Rollups} knows when all have ended that may have seen an earlier first open hour.
   */
  void store() throws SQLException {
    long open = firstOpenHour();
    if (open != firstOpen) {
      LongSet stillOpen = new LongSet();
      for (long each : remembered.sorted(each -> PointHour.hour(each) >= open)) {
        stillOpen.add(each);
      }
      remembered = stillOpen;
      firstOpen = open;
    }
    left =
        touched.sorted(
            each -> PointHour.hour(each) < open || refreshed == null && !remembered.contains(each));
    if (left.length > 0) {
      PointHour.execute(
          connection,
          """
          insert into series.unrolled_hour (point_id, hour)
          select point_id, to_timestamp(hour * 3600) from unnest(?, ?) as t (point_id, hour)""",
          left);
    }
  }

  private long firstOpenHour() throws SQLException {
    if (refreshed != null) {
      return refreshed.instant().minus(REFRESHED).getEpochSecond() / 3600;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select (extract(epoch from first) / 3600)::bigint from series.open_hours")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The transaction of {@link #store} was committed. */
  void committed() {
    if (remembered.size() > MOST_REMEMBERED) {
      remembered.clear();
    }
    for (long each : left) {
      if (PointHour.hour(each) >= firstOpen) {
        remembered.add(each);
      }
    }
    left = new long[0];
  }
}
