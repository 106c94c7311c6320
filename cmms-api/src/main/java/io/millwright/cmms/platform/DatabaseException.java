package io.millwright.cmms.platform;

import java.sql.SQLException;

/** PostgreSQL refused a statement, or could not be reached. */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  DatabaseException(SQLException cause) {
    super(cause.getMessage(), cause);
    this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
  }

  /**
   * Whether the same statement would fail again: the data cannot be stored (SQLSTATE classes 22,
   * 23, and 54, such as a value too long for an index).
   */
  public boolean causedByTheData() {
    return sqlState.startsWith("22") || sqlState.startsWith("23") || sqlState.startsWith("54");
  }

  /** Whether a unique key or index refused the row. */
  public boolean uniqueViolation() {
    return sqlState.equals("23505");
  }
}
