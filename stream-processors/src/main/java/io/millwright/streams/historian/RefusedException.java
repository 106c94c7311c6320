package io.millwright.streams.historian;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/** The database does not take what is in a batch, however often it is tried. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final SQLException reason;

  RefusedException(SQLException reason) {
    super(reason.getSQLState() + " " + said(reason), reason);
    this.reason = reason;
  }

  /** What the server said; of several statements the driver says first how the one began. */
  private static String said(SQLException reason) {
    SQLException next = reason.getNextException();
    return String.valueOf((next == null ? reason : next).getMessage());
  }

  SQLException reason() {
    return reason;
  }

  /**
   * Whether an error is about the data: a value that cannot be (SQLSTATE class 22), a constraint
   * (23), a limit of the server that they exceed (54). A row that is there already is not: another
   * instance has written it meanwhile, and the next try sees it. Neither are connections,
   * resources, deadlocks and whatever else may go away.
   */
  static boolean isReason(SQLException e) {
    String state = e.getSQLState();
    return !PSQLState.UNIQUE_VIOLATION.getState().equals(state)
        && (isOf("22", state) || isOf("23", state) || isOf("54", state));
  }

  private static boolean isOf(String category, @Nullable String state) {
    return state != null && state.startsWith(category);
  }
}
