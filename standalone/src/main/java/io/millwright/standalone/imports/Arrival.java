package io.millwright.standalone.imports;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;

/** How much of what was written to Kafka the historian has committed to the database. */
final class Arrival implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement select;

  /**
   * @param password empty = none
   */
  Arrival(String jdbcUrl, String user, String password) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", user);
    login.setProperty("password", password);
    login.setProperty("connectTimeout", "10");
    login.setProperty("socketTimeout", "60");
    this.connection = DriverManager.getConnection(jdbcUrl, login);
    this.select =
        connection.prepareStatement(
            "select coalesce(max(next_offset), 0) from series.consumed where topic = ? and"
                + " partition = ?");
  }

  /** Records of them that are not in the database yet. */
  long missing(Map<TopicPartition, Long> ends) throws SQLException {
    long missing = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      select.setString(1, end.getKey().topic());
      select.setInt(2, end.getKey().partition());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        missing += Math.max(0, end.getValue() - row.getLong(1));
      }
    }
    return missing;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
