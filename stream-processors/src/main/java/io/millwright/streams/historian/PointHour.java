package io.millwright.streams.historian;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * A point and an hour in one number, so that sets of them are arrays: hours since
 * 1970-01-01T00:00:00Z in the lowest 21 bits, which last until the year 2209, and the number of the
 * point above them, below 4 * 10^12. In ascending order the hours of a point are together.
 */
final class PointHour {
  private static final int HOUR_BITS = 21;
  private static final long HOUR_MICROS = 3_600_000_000L;

  private PointHour() {}

  static long of(long pointId, long hour) {
    return pointId << HOUR_BITS | hour;
  }

  /** The hour of a time in microseconds since 1970-01-01T00:00:00Z, 0 or more. */
  static long hourOf(long timeMicros) {
    return timeMicros / HOUR_MICROS;
  }

  static long point(long pointHour) {
    return pointHour >> HOUR_BITS;
  }

  static long hour(long pointHour) {
    return pointHour & (1L << HOUR_BITS) - 1;
  }

  /**
   * Executes a statement whose two parameters are the points, and for each its hour, both {@code
   * bigint[]}.
   */
  static void execute(Connection connection, String sql, long[] pointHours) throws SQLException {
    Long[] points = new Long[pointHours.length];
    Long[] hours = new Long[pointHours.length];
    for (int i = 0; i < pointHours.length; i++) {
      points[i] = point(pointHours[i]);
      hours[i] = hour(pointHours[i]);
    }
    Array pointArray = connection.createArrayOf("bigint", points);
    Array hourArray = connection.createArrayOf("bigint", hours);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, pointArray);
      statement.setArray(2, hourArray);
      statement.execute();
    } finally {
      pointArray.free();
      hourArray.free();
    }
  }
}
