package io.millwright.models.dataset;

import io.millwright.models.spectrum.Block;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Reads snapshots of the FEMTO-ST bearings that ran to failure (IEEE PHM 2012): a zip archive for
 * each bearing, with a file {@code acc_00001.csv} for each snapshot. Its columns are hour, minute,
 * second, microsecond, horizontal and vertical acceleration, between commas or semicolons, without
 * a header. They are not part of Millwright: no licence is stated.
 */
public final class FemtoReader {
  private static final double RATE_HZ = 25_600;
  private static final int ROWS = 2_560;
  private static final int COLUMNS = 6;
  private static final int LONGEST_LINE = 200;
  private static final int MOST_SNAPSHOTS = 20_000;
  private static final Pattern NAME = Pattern.compile("(?:.*/)?acc_([0-9]{5})\\.csv");

  private FemtoReader() {}

  /**
   * Reads the snapshots of a bearing, in the order of the archive, which need not be that of their
   * age. Other files in it are passed over. Closes the stream.
   *
   * @param archive its name, for messages
   * @param snapshots gets one after the other, so that they need not all be kept
   * @throws DataSetException if the archive or a snapshot is not what it should be
   */
  public static void read(String archive, InputStream bytes, Consumer<FemtoSnapshot> snapshots) {
    Set<Integer> numbers = new HashSet<>();
    try (ZipInputStream zip = new ZipInputStream(bytes)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Matcher name = NAME.matcher(entry.getName());
        if (!name.matches()) {
          continue;
        }
        String file = archive + "!" + entry.getName();
        int number = Integer.parseInt(name.group(1));
        if (number < 1 || !numbers.add(number)) {
          throw new DataSetException(file, "its number is 0 or comes twice; each from 1 is right");
        }
        if (numbers.size() > MOST_SNAPSHOTS) {
          throw new DataSetException(
              archive, "holds more than " + MOST_SNAPSHOTS + " snapshots; no bearing has so many");
        }
        snapshots.accept(snapshot(file, number, zip));
      }
    } catch (IOException e) {
      throw new DataSetException(archive, "cannot be read: " + e.getMessage());
    }
    if (numbers.isEmpty()) {
      throw new DataSetException(archive, "holds no snapshot; a zip of acc_00001.csv is right");
    }
  }

  /** Does not close the archive behind the entry. */
  private static FemtoSnapshot snapshot(String file, int number, InputStream zip) {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(zip, StandardCharsets.US_ASCII));
    double[] horizontal = new double[ROWS];
    double[] vertical = new double[ROWS];
    StringBuilder text = new StringBuilder();
    int row = 0;
    int line = 0;
    try {
      while (line(file, line + 1, lines, text)) {
        line++;
        if (text.toString().isBlank()) {
          continue;
        }
        String[] fields = text.toString().split("[,;]", COLUMNS + 1);
        if (fields.length != COLUMNS) {
          throw new DataSetException(
              file,
              line,
              "has " + fields.length + " columns between commas or semicolons; 6 are right");
        }
        if (row == ROWS) {
          throw new DataSetException(file, line, "is row " + (ROWS + 1) + "; 2,560 are right");
        }
        horizontal[row] = number(file, line, "horizontal acceleration", fields[4]);
        vertical[row] = number(file, line, "vertical acceleration", fields[5]);
        row++;
      }
    } catch (IOException e) {
      throw new DataSetException(file, line + 1, "cannot be read: " + e.getMessage());
    }
    if (row != ROWS) {
      throw new DataSetException(file, line, "ends after " + row + " rows; 2,560 are right");
    }
    return new FemtoSnapshot(number, new Block(horizontal, RATE_HZ), new Block(vertical, RATE_HZ));
  }

  /** Reads a line of bounded length; false at the end. */
  private static boolean line(String file, int number, BufferedReader lines, StringBuilder text)
      throws IOException {
    text.setLength(0);
    int next = lines.read();
    if (next < 0) {
      return false;
    }
    for (; next >= 0 && next != '\n'; next = lines.read()) {
      if (text.length() == LONGEST_LINE) {
        throw new DataSetException(
            file, number, "has more than " + LONGEST_LINE + " characters; six numbers are right");
      }
      text.append((char) next);
    }
    return true;
  }

  private static double number(String file, int line, String what, String text) {
    try {
      double value = Double.parseDouble(text.strip());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The exception below says what would be right.
    }
    throw new DataSetException(
        file, line, "has " + what + " '" + text.strip() + "'; a finite number is right");
  }
}
