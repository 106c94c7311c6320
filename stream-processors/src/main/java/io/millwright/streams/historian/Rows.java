package io.millwright.streams.historian;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** Writes rows of one table that are few beside the readings, in one round trip. */
final class Rows {
  /** Sets the parameters of the statement for one row. */
  interface Setter<T> {
    void set(PreparedStatement statement, int place, T row) throws SQLException;
  }

  private Rows() {}

  /** Returns how many rows are new or changed. */
  static <T> long store(Connection connection, String sql, List<T> rows, Setter<T> setter)
      throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    long stored = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int place = 0; place < rows.size(); place++) {
        setter.set(statement, place, rows.get(place));
        statement.addBatch();
      }
      for (int count : statement.executeBatch()) {
        stored += count;
      }
    }
    return stored;
  }

  /** Sets a number; what is not finite is null. */
  static void setNumber(PreparedStatement statement, int parameter, double value)
      throws SQLException {
    if (Double.isFinite(value)) {
      statement.setDouble(parameter, value);
    } else {
      statement.setNull(parameter, Types.DOUBLE);
    }
  }

  /** Sets a text; PostgreSQL has no U+0000, with which some controllers fill up theirs. */
  static void setText(PreparedStatement statement, int parameter, String text) throws SQLException {
    statement.setString(parameter, text.replace('\0', '\uFFFD'));
  }
}
