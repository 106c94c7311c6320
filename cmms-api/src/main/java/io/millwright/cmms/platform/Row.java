package io.millwright.cmms.platform;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The current row of a result, read by column name. A column that may be null has its own reader.
 */
public final class Row {
  private interface Read<T> {
    @Nullable T from(ResultSet result) throws SQLException;
  }

  private final ResultSet result;

  Row(ResultSet result) {
    this.result = result;
  }

  public String text(String column) {
    return present(column, textOrNull(column));
  }

  public @Nullable String textOrNull(String column) {
    return read(result -> result.getString(column));
  }

  public UUID uuid(String column) {
    return present(column, uuidOrNull(column));
  }

  public @Nullable UUID uuidOrNull(String column) {
    return read(result -> result.getObject(column, UUID.class));
  }

  public int integer(String column) {
    return present(column, integerOrNull(column));
  }

  public @Nullable Integer integerOrNull(String column) {
    return read(result -> result.getObject(column, Integer.class));
  }

  public long number(String column) {
    return present(column, numberOrNull(column));
  }

  public @Nullable Long numberOrNull(String column) {
    return read(result -> result.getObject(column, Long.class));
  }

  public boolean flag(String column) {
    return present(column, flagOrNull(column));
  }

  public @Nullable Boolean flagOrNull(String column) {
    return read(result -> result.getObject(column, Boolean.class));
  }

  public double real(String column) {
    return present(column, realOrNull(column));
  }

  public @Nullable Double realOrNull(String column) {
    return read(result -> result.getObject(column, Double.class));
  }

  public Instant instant(String column) {
    return present(column, instantOrNull(column));
  }

  public @Nullable Instant instantOrNull(String column) {
    OffsetDateTime time = read(result -> result.getObject(column, OffsetDateTime.class));
    return time == null ? null : time.toInstant();
  }

  public byte[] bytes(String column) {
    return present(column, bytesOrNull(column));
  }

  public byte @Nullable [] bytesOrNull(String column) {
    return read(result -> result.getBytes(column));
  }

  /** A {@code text[]} column. */
  public List<String> texts(String column) {
    return present(
        column,
        read(
            result -> {
              Array array = result.getArray(column);
              return array == null ? null : List.of((String[]) array.getArray());
            }));
  }

  /** A {@code float8[]} column. */
  public double[] reals(String column) {
    return present(column, realsOrNull(column));
  }

  public double @Nullable [] realsOrNull(String column) {
    return read(
        result -> {
          Array array = result.getArray(column);
          return array == null
              ? null
              : Arrays.stream((Double[]) array.getArray())
                  .mapToDouble(Double::doubleValue)
                  .toArray();
        });
  }

  private <T> @Nullable T read(Read<T> reader) {
    try {
      return reader.from(result);
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  private static <T> T present(String column, @Nullable T value) {
    return Objects.requireNonNull(value, () -> "column " + column + " is null");
  }
}
