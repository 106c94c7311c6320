package io.millwright.cmms.platform;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement with named parameters ({@code :name}); casts are written {@code :name::type}.
 */
public final class Sql {
  private static final Pattern PARAMETER = Pattern.compile("(?<!:):([A-Za-z][A-Za-z0-9]*)");

  private final Connection connection;
  private final String text;
  private final Map<String, @Nullable Object> values = new HashMap<>();

  Sql(Connection connection, String text) {
    this.connection = connection;
    this.text = text;
  }

  public Sql bind(String name, @Nullable Object value) {
    values.put(name, value);
    return this;
  }

  /** A pattern for ILIKE: contains the text, in which % and _ mean themselves. */
  public static String containing(String text) {
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }

  public <T> List<T> list(Function<Row, T> mapping) {
    return run(
        statement -> {
          List<T> found = new ArrayList<>();
          try (ResultSet result = statement.executeQuery()) {
            Row row = new Row(result);
            while (result.next()) {
              found.add(mapping.apply(row));
            }
          }
          return found;
        });
  }

  /** Gives each row to the reader, for results of which no list is wanted. */
  public void each(Consumer<Row> reader) {
    run(
        statement -> {
          try (ResultSet result = statement.executeQuery()) {
            Row row = new Row(result);
            while (result.next()) {
              reader.accept(row);
            }
          }
          return true;
        });
  }

  public <T> Optional<T> first(Function<Row, T> mapping) {
    return list(mapping).stream().findFirst();
  }

  /**
   * The first row.
   *
   * @throws IllegalStateException if there is none
   */
  public <T> T one(Function<Row, T> mapping) {
    return first(mapping)
        .orElseThrow(() -> new IllegalStateException("statement returned no row: " + text));
  }

  /** Returns the number of rows it changed. */
  public int update() {
    return run(PreparedStatement::executeUpdate);
  }

  private interface Use<T> {
    T with(PreparedStatement statement) throws SQLException;
  }

  private <T> T run(Use<T> use) {
    List<String> order = new ArrayList<>();
    Matcher matcher = PARAMETER.matcher(text);
    StringBuilder positional = new StringBuilder();
    while (matcher.find()) {
      order.add(matcher.group(1));
      matcher.appendReplacement(positional, "?");
    }
    matcher.appendTail(positional);
    try (PreparedStatement statement = connection.prepareStatement(positional.toString())) {
      for (int i = 0; i < order.size(); i++) {
        String name = order.get(i);
        if (!values.containsKey(name)) {
          throw new IllegalArgumentException("parameter :" + name + " has no value in: " + text);
        }
        set(statement, i + 1, values.get(name));
      }
      return use.with(statement);
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  private void set(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    if (value instanceof Instant instant) {
      statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
    } else if (value instanceof List<?> list) {
      statement.setArray(index, connection.createArrayOf("text", list.toArray()));
    } else if (value instanceof Enum<?> constant) {
      statement.setString(index, constant.name());
    } else if (value instanceof Duration duration) {
      // for make_interval(secs => ...)
      statement.setDouble(index, duration.toSeconds() + duration.getNano() / 1e9);
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(index, bytes);
    } else {
      statement.setObject(index, value);
    }
  }
}
