package io.millwright.streams.historian;

import io.millwright.contracts.wire.StateDetection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Changes of state: of several of one point, detector and time the last counts. */
final class StateRows {
  private static final String UPSERT =
      """
      insert into series.state_change
        (asset_id, time, point, detector, state, previous, value, limit_value, explanation, plan_id, plan_version)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (asset_id, time, point, detector) do update set
        (state, previous, value, limit_value, explanation, plan_id, plan_version) =
        (excluded.state, excluded.previous, excluded.value, excluded.limit_value, excluded.explanation,
         excluded.plan_id, excluded.plan_version)""";

  private StateRows() {}

  /**
   * @param assetIds one a change
   */
  static long store(Connection connection, List<StateDetection> changes, long[] assetIds)
      throws SQLException {
    return Rows.store(
        connection,
        UPSERT,
        changes,
        (statement, place, change) -> {
          statement.setLong(1, assetIds[place]);
          statement.setObject(2, EventTime.utc(change.getTimeMicros()));
          Rows.setText(statement, 3, change.getPoint());
          Rows.setText(statement, 4, change.getDetector());
          statement.setInt(5, change.getStateValue());
          statement.setInt(6, change.getPreviousValue());
          Rows.setNumber(statement, 7, change.getValue());
          Rows.setNumber(statement, 8, change.getLimit());
          Rows.setText(statement, 9, change.getExplanation());
          Rows.setText(statement, 10, change.getPlanId());
          statement.setInt(11, change.getPlanVersion());
        });
  }
}
