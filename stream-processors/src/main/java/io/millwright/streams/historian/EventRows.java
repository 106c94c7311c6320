package io.millwright.streams.historian;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.wire.AssetEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Events of assets: what is told twice is one. */
final class EventRows {
  private static final String INSERT =
      """
      insert into series.event (asset_id, time, digest, source, kind, code, text)
      values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""";

  private EventRows() {}

  /**
   * @param assetIds one an event
   */
  static long store(Connection connection, List<AssetEvent> events, long[] assetIds)
      throws SQLException {
    return Rows.store(
        connection,
        INSERT,
        events,
        (statement, place, event) -> {
          statement.setLong(1, assetIds[place]);
          statement.setObject(2, EventTime.utc(event.getTimeMicros()));
          statement.setObject(3, digest(event));
          Rows.setText(statement, 4, event.getSource());
          statement.setInt(5, event.getKindValue());
          Rows.setText(statement, 6, event.getCode());
          Rows.setText(statement, 7, event.getText());
        });
  }

  /** Tells events of one asset and time apart; the texts themselves may be too long for a key. */
  private static UUID digest(AssetEvent event) {
    // Lengths, so that no text can be taken for the end of one and the beginning of the next.
    String all =
        event.getKindValue()
            + " "
            + event.getSource().length()
            + " "
            + event.getCode().length()
            + " "
            + event.getSource()
            + event.getCode()
            + event.getText();
    return UUID.nameUUIDFromBytes(all.getBytes(UTF_8));
  }
}
