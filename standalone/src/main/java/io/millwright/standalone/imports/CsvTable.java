package io.millwright.standalone.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.millwright.standalone.UsageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * CSV as of RFC 4180 in UTF-8 with a line of names at its beginning; with .gz at its end packed.
 */
final class CsvTable implements Table {
  /** Characters of a row, so that a missing quote does not take the rest of a file into memory. */
  private static final int LONGEST_ROW = 1 << 20;

  private static final int MOST_COLUMNS = 10_000;
  private static final int MOST_DIGITS = 60;

  private final Path file;
  private final Counted counted;
  private final CsvReader<CsvRecord> reader;
  private final CloseableIterator<CsvRecord> records;
  private final TimeFormat times;
  private final List<String> columns;
  private final long bytes;
  private @Nullable CsvRecord current;

  private CsvTable(Path file, InputStream input, Counted counted, char separator, TimeFormat times)
      throws IOException {
    this.file = file;
    this.counted = counted;
    this.times = times;
    this.bytes = Files.size(file);
    this.reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .skipEmptyLines(true)
            .detectBomHeader(true)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .maxBufferSize(LONGEST_ROW)
            .ofCsvRecord(input, UTF_8);
    this.records = reader.iterator();
    if (!next()) {
      throw new UsageException(file + " is empty: its first line must name the columns");
    }
    this.columns = record().getFields().stream().map(String::strip).toList();
    if (columns.size() > MOST_COLUMNS) {
      throw new UsageException(
          file + " has " + columns.size() + " columns; " + MOST_COLUMNS + " are the most");
    }
  }

  @SuppressWarnings("MustBeClosedChecker")
  static CsvTable open(Path file, char separator, TimeFormat times) throws IOException {
    Counted counted = new Counted(Files.newInputStream(file));
    try {
      InputStream input =
          file.toString().endsWith(".gz") ? new GZIPInputStream(counted, 1 << 16) : counted;
      return new CsvTable(file, input, counted, separator, times);
    } catch (IOException | RuntimeException e) {
      counted.close();
      throw e;
    }
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public boolean next() throws IOException {
    try {
      if (!records.hasNext()) {
        current = null;
        return false;
      }
      current = records.next();
      return true;
    } catch (CsvParseException | UncheckedIOException e) {
      String where = current == null ? "" : " behind line " + current.getStartingLineNumber();
      throw new IOException(
          file
              + where
              + " cannot be read on, perhaps for want of a closing quote: a row may have "
              + LONGEST_ROW
              + " characters at most ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  private CsvRecord record() {
    CsvRecord record = current;
    if (record == null) {
      throw new IllegalStateException("there is no row");
    }
    return record;
  }

  @Override
  public long place() {
    return record().getStartingLineNumber();
  }

  @Override
  public @Nullable String problem() {
    int fields = record().getFieldCount();
    return fields == columns.size()
        ? null
        : fields + " fields, where the first line names " + columns.size();
  }

  @Override
  public @Nullable String text(int column) {
    String field = record().getField(column);
    return field.isEmpty() ? null : field;
  }

  @Override
  public long timeMicros(int column) throws BadCellException {
    return times.micros(record().getField(column));
  }

  @Override
  public double number(int column) throws BadCellException {
    String field = record().getField(column);
    if (field.isEmpty()) {
      return Double.NaN;
    }
    try {
      double number = field.length() > MOST_DIGITS ? Double.NaN : Double.parseDouble(field);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new BadCellException(
        "value '"
            + BadCellException.shown(field)
            + "' is not a finite number such as 12.5 or -3e4");
  }

  @Override
  public List<String> row() {
    return record().getFields();
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public long bytesRead() {
    return counted.bytes;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** Knows how much of the file was read, packed or not. */
  private static final class Counted extends FilterInputStream {
    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      bytes += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      bytes += Math.max(0, read);
      return read;
    }
  }
}
