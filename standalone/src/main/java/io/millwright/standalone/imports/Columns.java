package io.millwright.standalone.imports;

import io.millwright.contracts.asset.PointName;
import io.millwright.contracts.measurement.Quality;
import io.millwright.standalone.UsageException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which column says what; the number of one that is not there is -1. Either {@code point} and
 * {@code value} say what a row is about, or each column of {@code points} is a point.
 */
record Columns(int time, int point, int value, int quality, int asset, List<Wide> points) {

  /** A column that is named like the point whose values it holds. */
  record Wide(int column, String point) {}

  /**
   * Names of columns as they were asked for; null = the usual one if it is there.
   *
   * @param wide whether each column is a point
   */
  record Names(
      String time,
      String point,
      String value,
      @Nullable String quality,
      @Nullable String asset,
      boolean wide) {}

  /**
   * Finds the columns; capital letters do not matter.
   *
   * @throws UsageException if one is missing or is there twice
   */
  static Columns find(Names names, List<String> columns) {
    int time = required("--time-column", names.time(), columns);
    int quality = optional("--quality-column", names.quality(), "quality", columns);
    int asset = optional("--asset-column", names.asset(), "asset", columns);
    if (!names.wide()) {
      int point = place(names.point(), columns);
      int value = place(names.value(), columns);
      if (point < 0 || value < 0) {
        throw new UsageException(
            "there is no column '"
                + (point < 0 ? names.point() : names.value())
                + "' among "
                + shown(columns)
                + ": name the columns with --point-column and --value-column, or say --wide if each"
                + " column is a point");
      }
      return new Columns(time, point, value, quality, asset, List.of());
    }
    List<Wide> points = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int column = 0; column < columns.size(); column++) {
      if (column == time || column == asset) {
        continue;
      }
      String name = columns.get(column);
      try {
        PointName.check(name);
      } catch (IllegalArgumentException e) {
        throw new UsageException("column " + (column + 1) + ": " + e.getMessage());
      }
      if (!seen.add(name)) {
        throw new UsageException("column '" + name + "' is there twice");
      }
      points.add(new Wide(column, name));
    }
    if (points.isEmpty()) {
      throw new UsageException("there is no column beside the time that could be a point");
    }
    return new Columns(time, -1, -1, -1, asset, List.copyOf(points));
  }

  private static int required(String option, String name, List<String> columns) {
    int place = place(name, columns);
    if (place < 0) {
      throw new UsageException(
          "there is no column '" + name + "' among " + shown(columns) + ": name it with " + option);
    }
    return place;
  }

  private static int optional(
      String option, @Nullable String asked, String usual, List<String> columns) {
    return asked == null ? place(usual, columns) : required(option, asked, columns);
  }

  private static int place(String name, List<String> columns) {
    int place = -1;
    for (int column = 0; column < columns.size(); column++) {
      if (columns.get(column).equalsIgnoreCase(name)) {
        if (place >= 0) {
          throw new UsageException("column '" + name + "' is there twice");
        }
        place = column;
      }
    }
    return place;
  }

  private static String shown(List<String> columns) {
    return BadCellException.shown(String.join(", ", columns));
  }

  /** GOOD, UNCERTAIN, BAD or STALE, or its code; nothing is GOOD. */
  static Quality quality(@Nullable String text) throws BadCellException {
    if (text == null) {
      return Quality.GOOD;
    }
    for (Quality quality : Quality.values()) {
      if (quality.name().equals(text)
          || quality.name().equals(text.strip().toUpperCase(Locale.ROOT))
          || Integer.toString(quality.code()).equals(text.strip())) {
        return quality;
      }
    }
    throw new BadCellException(
        "quality '"
            + BadCellException.shown(text)
            + "' must be GOOD, UNCERTAIN, BAD or STALE, or 192, 64, 0 or 500");
  }
}
