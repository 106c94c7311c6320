package io.millwright.streams.historian;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;

/** The months that the tables have partitions for; asks the database for those that are missing. */
final class MonthPartitions {
  private final Connection connection;
  private final Set<YearMonth> known = new HashSet<>();

  /** The month seen last, in microseconds: from inclusive, to exclusive. */
  private long from;

  private long to;

  private MonthPartitions(Connection connection) {
    this.connection = connection;
  }

  /** TimescaleDB makes its chunks itself. */
  static MonthPartitions allOf(Connection connection) {
    MonthPartitions partitions = new MonthPartitions(connection);
    partitions.from = Long.MIN_VALUE;
    partitions.to = Long.MAX_VALUE;
    return partitions;
  }

  /** Asks for each month once more: retention may have taken one away. */
  void forget() {
    if (to < Long.MAX_VALUE) {
      known.clear();
      from = 0;
      to = 0;
    }
  }

  static MonthPartitions read(Connection connection) throws SQLException {
    MonthPartitions partitions = new MonthPartitions(connection);
    try (PreparedStatement months = connection.prepareStatement("select series.months()");
        ResultSet rows = months.executeQuery()) {
      while (rows.next()) {
        partitions.known.add(
            YearMonth.from(
                rows.getObject(1, OffsetDateTime.class).atZoneSameInstant(ZoneOffset.UTC)));
      }
    }
    return partitions;
  }

  /** Must be called outside a transaction that is to be rolled back. */
  void ensure(long timeMicros) throws SQLException {
    if (timeMicros >= from && timeMicros < to) {
      return;
    }
    OffsetDateTime time = EventTime.utc(timeMicros);
    YearMonth month = YearMonth.from(time);
    if (!known.contains(month)) {
      try (PreparedStatement ensure =
          connection.prepareStatement("select series.ensure_month(?)")) {
        ensure.setObject(1, time);
        ensure.execute();
      }
      known.add(month);
    }
    from = micros(month);
    to = micros(month.plusMonths(1));
  }

  private static long micros(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond() * 1_000_000L;
  }
}
