package io.millwright.cmms.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits for Kafka in an API that runs without it. */
public final class OutboxTable {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Entry(String key, byte @Nullable [] payload) {}

  private OutboxTable() {}

  /** In the order in which it will leave. */
  public static List<Entry> waiting(String database, String topic) {
    List<Entry> entries = new ArrayList<>();
    try (Connection connection = TestPostgres.superuser(database);
        PreparedStatement statement =
            connection.prepareStatement(
                "select key, payload from cmms.outbox where topic = ? order by id")) {
      statement.setString(1, topic);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          entries.add(new Entry(rows.getString(1), rows.getBytes(2)));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return entries;
  }
}
