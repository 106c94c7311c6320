package io.millwright.models.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Reads the files of the C-MAPSS data sets as NASA published them, plain or compressed by gzip. */
public final class CmapssReader {
  private static final int COLUMNS = CmapssUnit.COLUMNS.size() + 2;

  private static final List<String> SETS = List.of("FD001", "FD002", "FD003", "FD004");

  private CmapssReader() {}

  /** The sets of which a folder has training engines, in their order. */
  public static List<String> trainingSets(Path folder) {
    return SETS.stream()
        .filter(set -> Files.isRegularFile(file(folder, "train_" + set + ".txt")))
        .toList();
  }

  /** The sets of which a folder has test engines, in their order. */
  public static List<String> testSets(Path folder) {
    return SETS.stream()
        .filter(set -> Files.isRegularFile(file(folder, "test_" + set + ".txt")))
        .toList();
  }

  /**
   * The engines of a set that run to their failure.
   *
   * @throws DataSetException if the file is not what it should be
   */
  public static List<CmapssUnit> training(Path folder, String set) {
    Path file = file(folder, "train_" + set + ".txt");
    return units(String.valueOf(file.getFileName()), open(file));
  }

  /**
   * The engines of a set that are cut off, with the cycles that were left to each.
   *
   * @throws DataSetException if a file is not there or not what it should be
   */
  public static CmapssTest test(Path folder, String set) {
    Path units = file(folder, "test_" + set + ".txt");
    Path remaining = file(folder, "RUL_" + set + ".txt");
    return test(
        units(String.valueOf(units.getFileName()), open(units)),
        String.valueOf(remaining.getFileName()),
        open(remaining));
  }

  /** Engines and, from a stream that is closed, the cycles left to each. */
  static CmapssTest test(List<CmapssUnit> units, String file, InputStream remaining) {
    int[] left = remainingCycles(file, remaining);
    if (left.length != units.size()) {
      throw new DataSetException(
          file, left.length, "is the last, but there are " + units.size() + " test units");
    }
    return new CmapssTest(units, left);
  }

  /**
   * Reads {@code train_FD00n.txt} or {@code test_FD00n.txt}. Closes the stream.
   *
   * @param file its name, for messages
   * @throws DataSetException if a line is not what it should be
   */
  public static List<CmapssUnit> units(String file, InputStream bytes) {
    List<CmapssUnit> units = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    int unit = 1;
    try (DataLines lines = DataLines.of(file, bytes, StandardCharsets.US_ASCII)) {
      for (String text = lines.next(); text != null; text = lines.next()) {
        if (text.isBlank()) {
          continue;
        }
        String[] fields = fields(text);
        if (fields.length != COLUMNS) {
          throw lines.fault("has " + fields.length + " columns; " + COLUMNS + " are right");
        }
        int number = integer(lines, "unit number", fields[0]);
        if (number == unit + 1 && !rows.isEmpty()) {
          units.add(new CmapssUnit(unit, rows.toArray(new double[0][])));
          rows.clear();
          unit = number;
        } else if (number != unit) {
          throw lines.fault(
              "has unit number " + number + "; " + unit + " goes on, or the next begins");
        }
        int cycle = integer(lines, "cycle", fields[1]);
        if (cycle != rows.size() + 1) {
          throw lines.fault(
              "has cycle " + cycle + " of unit " + unit + "; " + (rows.size() + 1) + " is next");
        }
        double[] row = new double[COLUMNS - 2];
        for (int i = 0; i < row.length; i++) {
          row[i] = lines.number(CmapssUnit.COLUMNS.get(i), fields[i + 2]);
        }
        rows.add(row);
      }
      if (rows.isEmpty()) {
        throw lines.fault("ends without any row");
      }
    }
    units.add(new CmapssUnit(unit, rows.toArray(new double[0][])));
    return units;
  }

  /**
   * Reads {@code RUL_FD00n.txt}: one number a line, the cycles left to each test unit after its
   * last row. Closes the stream.
   *
   * @throws DataSetException if a line is not what it should be
   */
  public static int[] remainingCycles(String file, InputStream bytes) {
    List<Integer> remaining = new ArrayList<>();
    try (DataLines lines = DataLines.of(file, bytes, StandardCharsets.US_ASCII)) {
      for (String text = lines.next(); text != null; text = lines.next()) {
        if (!text.isBlank()) {
          remaining.add(integer(lines, "remaining life", text.strip()));
        }
      }
    }
    return remaining.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Without a regular expression: half a million fields are read at every training. */
  private static String[] fields(String text) {
    StringTokenizer tokens = new StringTokenizer(text);
    String[] fields = new String[tokens.countTokens()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = tokens.nextToken();
    }
    return fields;
  }

  private static int integer(DataLines lines, String what, String text) {
    try {
      int value = Integer.parseInt(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The exception below says what would be right.
    }
    throw lines.fault("has " + what + " '" + text + "'; a whole number of 0 or more is right");
  }

  private static Path file(Path folder, String name) {
    Path plain = folder.resolve(name);
    return Files.exists(plain) ? plain : folder.resolve(name + ".gz");
  }

  private static InputStream open(Path file) {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new DataSetException(String.valueOf(file.getFileName()), "cannot be read: " + e);
    }
  }
}
