package io.millwright.models.dataset;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a data file, plain or compressed by gzip, within limits: a few compressed bytes can
 * hold a line that fills the memory.
 */
final class DataLines implements AutoCloseable {
  private static final int MOST_LINES = 1_000_000;
  private static final int LONGEST_LINE = 1_000;

  private final String file;
  private final Reader text;
  private int line;

  private DataLines(String file, Reader text) {
    this.file = file;
    this.text = text;
  }

  /**
   * @param file its name, for messages
   * @throws DataSetException if it is not there or cannot be read
   */
  static DataLines open(String file, Path path) {
    try {
      return new DataLines(file, text(Files.newInputStream(path), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new DataSetException(file, 1, "cannot be read: " + e);
    }
  }

  /**
   * A file of a folder, or the same compressed and named {@code .gz}.
   *
   * @throws DataSetException if neither is there, or it cannot be read
   */
  static DataLines in(Path folder, String file) {
    for (String name : List.of(file, file + ".gz")) {
      if (Files.exists(folder.resolve(name))) {
        return open(name, folder.resolve(name));
      }
    }
    throw new DataSetException(file, 1, "is missing in " + folder + ", as " + file + ".gz is");
  }

  /**
   * @param file its name, for messages
   * @throws DataSetException if it cannot be read; the stream is closed then
   */
  static DataLines of(String file, InputStream bytes, Charset charset) {
    try {
      return new DataLines(file, text(bytes, charset));
    } catch (IOException e) {
      throw new DataSetException(file, 1, "cannot be read: " + e.getMessage());
    }
  }

  /** The text of a stream that may be compressed. */
  static BufferedReader text(InputStream bytes, Charset charset) throws IOException {
    try {
      BufferedInputStream buffered = new BufferedInputStream(bytes);
      buffered.mark(2);
      boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
      buffered.reset();
      return new BufferedReader(
          new InputStreamReader(gzip ? new GZIPInputStream(buffered) : buffered, charset));
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  /**
   * The next line; null = the file is at its end.
   *
   * @throws DataSetException if there are too many lines, this one is too long, or it cannot be
   *     read
   */
  @Nullable String next() {
    line++;
    StringBuilder read = new StringBuilder();
    try {
      int character = text.read();
      if (character < 0) {
        return null;
      }
      if (line > MOST_LINES) {
        throw fault("is one too many; a file may have " + MOST_LINES + " lines");
      }
      for (; character >= 0 && character != '\n'; character = text.read()) {
        if (read.length() == LONGEST_LINE) {
          throw fault("is longer than " + LONGEST_LINE + " characters");
        }
        read.append((char) character);
      }
    } catch (IOException e) {
      throw fault("cannot be read: " + e.getMessage());
    }
    int end = read.length();
    return read.substring(0, end > 0 && read.charAt(end - 1) == '\r' ? end - 1 : end);
  }

  /**
   * Reads the names of the columns, separated by commas, each in quotes or not.
   *
   * @throws DataSetException if they are others
   */
  void header(String right) {
    String found = next();
    if (found == null || !right.equals(String.join(",", fields(found, ",")))) {
      throw fault(
          (found == null ? "is empty" : "has the columns '" + found + "'")
              + "; '"
              + right
              + "' is right");
    }
  }

  /**
   * The fields of the next line that is not blank, each in quotes or not; null = the file is at its
   * end.
   *
   * @throws DataSetException if they are more or fewer
   */
  String @Nullable [] row(String separator, int columns) {
    for (String read = next(); read != null; read = next()) {
      if (!read.isBlank()) {
        String[] fields = fields(read, separator);
        if (fields.length != columns) {
          throw fault("has " + fields.length + " columns; " + columns + " are right");
        }
        return fields;
      }
    }
    return null;
  }

  private static String[] fields(String text, String separator) {
    String[] fields = text.split(separator, -1);
    for (int i = 0; i < fields.length; i++) {
      int end = fields[i].length() - 1;
      if (end > 0 && fields[i].charAt(0) == '"' && fields[i].charAt(end) == '"') {
        fields[i] = fields[i].substring(1, end);
      }
    }
    return fields;
  }

  /** What is wrong with the line read last. */
  DataSetException fault(String what) {
    return new DataSetException(file, line, what);
  }

  /**
   * @throws DataSetException unless the text is a finite number
   */
  double number(String what, String value) {
    try {
      double number = Double.parseDouble(value);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The exception below says what would be right.
    }
    throw fault("has " + what + " '" + value + "'; a finite number is right");
  }

  /**
   * @throws DataSetException unless the text is a whole number from {@code least} to {@code most}
   */
  int integer(String what, String value, int least, int most) {
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The exception below says what would be right.
    }
    throw fault(
        "has "
            + what
            + " '"
            + value
            + "'; a whole number "
            + (most == Integer.MAX_VALUE ? "of " + least + " or more" : least + " to " + most)
            + " is right");
  }

  /**
   * @throws DataSetException unless the text is a date and a time
   */
  long timeMicros(String what, String value) {
    long micros = LocalTimes.micros(value);
    if (micros == LocalTimes.NONE) {
      throw fault("has " + what + " '" + value + "'; " + LocalTimes.FORM + " is right");
    }
    return micros;
  }

  @Override
  public void close() {
    try {
      text.close();
    } catch (IOException e) {
      throw fault("cannot be closed: " + e.getMessage());
    }
  }
}
