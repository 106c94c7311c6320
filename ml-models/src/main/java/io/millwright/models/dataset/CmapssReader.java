package io.millwright.models.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Reads the files of the C-MAPSS data sets as NASA published them, plain or compressed by gzip. */
public final class CmapssReader {
  private static final int COLUMNS = CmapssUnit.COLUMNS.size() + 2;

  private CmapssReader() {}

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
    int line = 0;
    try (BufferedReader lines = DataLines.text(bytes, StandardCharsets.US_ASCII)) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        line++;
        if (text.isBlank()) {
          continue;
        }
        String[] fields = fields(text);
        if (fields.length != COLUMNS) {
          throw new DataSetException(
              file, line, "has " + fields.length + " columns; " + COLUMNS + " are right");
        }
        int number = integer(file, line, "unit number", fields[0]);
        if (number == unit + 1 && !rows.isEmpty()) {
          units.add(new CmapssUnit(unit, rows.toArray(new double[0][])));
          rows.clear();
          unit = number;
        } else if (number != unit) {
          throw new DataSetException(
              file,
              line,
              "has unit number " + number + "; " + unit + " goes on, or the next begins");
        }
        int cycle = integer(file, line, "cycle", fields[1]);
        if (cycle != rows.size() + 1) {
          throw new DataSetException(
              file,
              line,
              "has cycle " + cycle + " of unit " + unit + "; " + (rows.size() + 1) + " is next");
        }
        double[] row = new double[COLUMNS - 2];
        for (int i = 0; i < row.length; i++) {
          row[i] = number(file, line, CmapssUnit.COLUMNS.get(i), fields[i + 2]);
        }
        rows.add(row);
      }
    } catch (IOException e) {
      throw new DataSetException(file, line + 1, "cannot be read: " + e.getMessage());
    }
    if (rows.isEmpty()) {
      throw new DataSetException(file, line, "ends without any row");
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
    int line = 0;
    try (BufferedReader lines = DataLines.text(bytes, StandardCharsets.US_ASCII)) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        line++;
        if (!text.isBlank()) {
          remaining.add(integer(file, line, "remaining life", text.strip()));
        }
      }
    } catch (IOException e) {
      throw new DataSetException(file, line + 1, "cannot be read: " + e.getMessage());
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

  private static int integer(String file, int line, String what, String text) {
    try {
      int value = Integer.parseInt(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The exception below says what would be right.
    }
    throw new DataSetException(
        file, line, "has " + what + " '" + text + "'; a whole number of 0 or more is right");
  }

  private static double number(String file, int line, String what, String text) {
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The exception below says what would be right.
    }
    throw new DataSetException(
        file, line, "has " + what + " '" + text + "'; a finite number is right");
  }
}
