package io.millwright.standalone.imports;

import io.millwright.standalone.UsageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.parquet.VersionParser;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file, page by page. Columns in columns are passed over. Packed with snappy, gzip, zstd
 * or not at all.
 */
final class ParquetTable implements Table {
  private static final int MAGIC = 0x31524150;
  private static final int LONGEST_FOOTER = 64 << 20;

  private final Path file;
  private final FileBytes bytes;
  private final TimeFormat times;
  private final ZoneId zone;
  private final FileMetaData footer;
  private final List<ParquetColumn> columns;
  private final Iterator<RowGroup> groups;
  private final VersionParser.@Nullable ParsedVersion writer;
  private long leftInGroup;
  private long row;

  private ParquetTable(Path file, FileBytes bytes, TimeFormat times, ZoneId zone)
      throws IOException {
    this.file = file;
    this.bytes = bytes;
    this.times = times;
    this.zone = zone;
    this.footer = footer();
    this.columns = ParquetColumn.of(footer.getSchema());
    this.groups = footer.getRow_groups().iterator();
    this.writer = writer();
  }

  /**
   * @throws UsageException if it is no Parquet file
   */
  @SuppressWarnings("MustBeClosedChecker")
  static ParquetTable open(Path file, TimeFormat times, ZoneId zone) throws IOException {
    FileBytes bytes = new FileBytes(file);
    try {
      return new ParquetTable(file, bytes, times, zone);
    } catch (IOException | UsageException e) {
      bytes.close();
      throw e;
    } catch (RuntimeException e) {
      bytes.close();
      throw new UsageException(file + " is damaged: its columns cannot be read");
    }
  }

  private FileMetaData footer() throws IOException {
    long size = bytes.size();
    if (size >= 12) {
      ByteBuffer end = bytes.read(size - 8, 8).order(ByteOrder.LITTLE_ENDIAN);
      int length = end.getInt();
      if (end.getInt() == MAGIC && length > 0 && length <= Math.min(LONGEST_FOOTER, size - 8)) {
        try {
          return Util.readFileMetaData(
              new ByteArrayInputStream(bytes.read(size - 8 - length, length).array()));
        } catch (IOException | RuntimeException e) {
          throw new UsageException(file + " is damaged: its last part cannot be read");
        }
      }
    }
    throw new UsageException(file + " is no Parquet file, or not a whole one");
  }

  private VersionParser.@Nullable ParsedVersion writer() {
    try {
      return VersionParser.parse(footer.getCreated_by());
    } catch (VersionParser.VersionParseException | RuntimeException e) {
      // Only old writers' mistakes are told by it.
      return null;
    }
  }

  @Override
  public List<String> columns() {
    return columns.stream().map(ParquetColumn::name).toList();
  }

  @Override
  public @Nullable String asset() {
    if (footer.isSetKey_value_metadata()) {
      for (var entry : footer.getKey_value_metadata()) {
        if (entry.getKey().equals("asset")) {
          return entry.getValue();
        }
      }
    }
    return null;
  }

  @Override
  public boolean next() throws IOException {
    try {
      while (leftInGroup == 0) {
        if (!groups.hasNext()) {
          return false;
        }
        begin(groups.next());
      }
      for (ParquetColumn column : columns) {
        column.take();
      }
      leftInGroup--;
      row++;
      return true;
    } catch (UncheckedIOException e) {
      throw new IOException(file + " cannot be read on behind row " + row + ": " + message(e), e);
    } catch (RuntimeException e) {
      throw new IOException(file + " is damaged behind row " + row + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable String message(UncheckedIOException e) {
    IOException cause = e.getCause();
    return cause == null ? e.getMessage() : cause.getMessage();
  }

  private void begin(RowGroup group) {
    leftInGroup = group.getNum_rows();
    for (ParquetColumn column : columns) {
      column.begin(pages(group, column.name()), writer);
    }
  }

  /** Null = the group has none of that column. */
  private @Nullable PageReader pages(RowGroup group, String column) {
    if (leftInGroup > 0) {
      for (ColumnChunk chunk : group.getColumns()) {
        if (chunk.getMeta_data().getPath_in_schema().equals(List.of(column))) {
          return new ParquetPages(bytes, chunk.getMeta_data());
        }
      }
    }
    return null;
  }

  @Override
  public long place() {
    return row;
  }

  @Override
  public @Nullable String problem() {
    return null;
  }

  @Override
  public @Nullable String text(int column) {
    return columns.get(column).text();
  }

  @Override
  public long timeMicros(int column) throws BadCellException {
    return columns.get(column).timeMicros(times, zone);
  }

  @Override
  public double number(int column) throws BadCellException {
    return columns.get(column).number();
  }

  @Override
  public List<String> row() {
    List<String> values = new ArrayList<>(columns.size());
    for (ParquetColumn column : columns) {
      String text = column.text();
      values.add(text == null ? "" : text);
    }
    return values;
  }

  @Override
  public long bytes() throws IOException {
    return bytes.size();
  }

  @Override
  public long bytesRead() {
    return bytes.bytesRead();
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
