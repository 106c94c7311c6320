package io.millwright.standalone.imports;

import io.millwright.contracts.asset.TenantId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;

/** What the historian says of its work, in its database. */
final class HistorianState implements AutoCloseable {
  private final Connection connection;

  /**
   * @param password empty = none
   */
  HistorianState(String jdbcUrl, String user, String password) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", user);
    login.setProperty("password", password);
    login.setProperty("connectTimeout", "10");
    login.setProperty("socketTimeout", "60");
    this.connection = DriverManager.getConnection(jdbcUrl, login);
  }

  /** Records of them that it has not committed to the database yet. */
  long missing(Map<TopicPartition, Long> ends) throws SQLException {
    long missing = 0;
    try (PreparedStatement select =
        connection.prepareStatement(
            "select coalesce(max(next_offset), 0) from series.consumed where topic = ? and"
                + " partition = ?")) {
      for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
        select.setString(1, end.getKey().topic());
        select.setInt(2, end.getKey().partition());
        try (ResultSet row = select.executeQuery()) {
          row.next();
          missing += Math.max(0, end.getValue() - row.getLong(1));
        }
      }
    }
    return missing;
  }

  /** From when on it keeps readings of the organization's assets now; that never goes back. */
  KeptReadings kept(TenantId tenant) throws SQLException {
    Map<String, Long> begins = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select asset, extract(epoch from greatest(readings, '1970-01-01Z')) * 1000000"
                + " from series.kept_from where tenant_id = ?")) {
      select.setString(1, tenant.value());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          begins.put(row.getString(1), row.getBigDecimal(2).longValue());
        }
      }
    }
    return new KeptReadings(begins);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
