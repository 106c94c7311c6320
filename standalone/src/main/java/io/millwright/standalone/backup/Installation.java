package io.millwright.standalone.backup;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where an installation is.
 *
 * @param user a superuser of the database
 * @param kafka properties of its clients
 * @param folder of a standalone Millwright, with its secrets
 */
record Installation(
    String jdbcUrl,
    String user,
    String password,
    Map<String, Object> kafka,
    Optional<Path> folder) {

  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "millwright-backup");
    return DriverManager.getConnection(jdbcUrl, properties);
  }

  /** Settings for a client of Kafka. */
  Map<String, Object> client(Map<String, Object> more) {
    Map<String, Object> client = new HashMap<>(kafka);
    client.putAll(more);
    return client;
  }

  /** Without the password. */
  @Override
  public String toString() {
    int parameters = jdbcUrl.indexOf('?');
    return user + "@" + (parameters < 0 ? jdbcUrl : jdbcUrl.substring(0, parameters));
  }
}
