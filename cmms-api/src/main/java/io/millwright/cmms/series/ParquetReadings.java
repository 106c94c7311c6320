package io.millwright.cmms.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Readings as Apache Parquet: {@code point} and {@code quality} as texts, {@code time} as
 * TIMESTAMP(MICROS, UTC), {@code value} as DOUBLE, all of them required. The units are in the
 * metadata of the file, as {@code unit:point}.
 *
 * <p>Texts are runs of the entries of a dictionary, times are packed differences, values are
 * gzipped; so a reading at a regular interval takes little more than its value. Written by the
 * format's own description (github.com/apache/parquet-format), because the library for it comes
 * with Hadoop: see docs/decisions/025. What is kept until the end of the file is 4 bytes for each
 * 1,000 readings.
 */
final class ParquetReadings implements ReadingFormat {
  /** Readings that are written, and later read, together. */
  static final int ROW_GROUP = 100_000;

  private static final byte[] MAGIC = "PAR1".getBytes(UTF_8);

  // numbers of parquet.thrift
  private static final int INT64 = 2;
  private static final int DOUBLE = 5;
  private static final int BYTE_ARRAY = 6;
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int DELTA_BINARY_PACKED = 5;
  private static final int RLE_DICTIONARY = 8;
  private static final int DATA_PAGE = 0;
  private static final int DICTIONARY_PAGE = 2;
  private static final int UNCOMPRESSED = 0;
  private static final int GZIP = 2;
  private static final int REQUIRED = 0;
  private static final int AS_UTF8 = 0;
  private static final int AS_TIMESTAMP_MICROS = 10;

  private final List<SeriesReader.KnownPoint> points;
  private final boolean withAsset;

  private final int[] pointOf = new int[ROW_GROUP];
  private final ReadingPage rows = new ReadingPage(ROW_GROUP);

  /** Of the row groups that are written; what the file ends with tells where they are. */
  private final ByteArrayOutputStream rowGroups = new ByteArrayOutputStream();

  /** Of the page that is written. */
  private final ByteArrayOutputStream header = new ByteArrayOutputStream();

  private int rowGroupCount;
  private long rowCount;
  private long offset;

  ParquetReadings(List<SeriesReader.KnownPoint> points, boolean withAsset) {
    this.points = points;
    this.withAsset = withAsset;
  }

  @Override
  public void begin(ByteArrayOutputStream out) {
    out.writeBytes(MAGIC);
    offset = MAGIC.length;
  }

  @Override
  public void add(int point, ReadingPage page, ByteArrayOutputStream out) {
    for (int i = 0; i < page.size(); i++) {
      pointOf[rows.size()] = point;
      rows.add(page.time(i), page.value(i), page.quality(i));
      if (rows.isFull()) {
        writeRowGroup(out);
      }
    }
  }

  @Override
  public void end(ByteArrayOutputStream out) {
    if (rows.size() > 0) {
      writeRowGroup(out);
    }
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    writeFooter(new ThriftCompact(footer));
    out.writeBytes(footer.toByteArray());
    out.writeBytes(ParquetEncoding.littleEndian(4).putInt(footer.size()).array());
    out.writeBytes(MAGIC);
  }

  /**
   * A column of the row group.
   *
   * @param size of its pages with their headers, in bytes
   * @param rawSize the same as if nothing were compressed
   */
  private record Column(
      String name,
      int type,
      int encoding,
      int codec,
      long begin,
      int dictionarySize,
      int size,
      int rawSize) {}

  private void writeRowGroup(ByteArrayOutputStream out) {
    List<Column> columns = new ArrayList<>();
    if (withAsset) {
      columns.add(texts("asset", row -> pointOf[row], i -> points.get(i).asset(), out));
    }
    columns.add(texts("point", row -> pointOf[row], i -> points.get(i).point(), out));
    columns.add(
        column(
            "time",
            INT64,
            DELTA_BINARY_PACKED,
            UNCOMPRESSED,
            new byte[0],
            ParquetEncoding.steps(rows),
            out));
    columns.add(
        column("value", DOUBLE, PLAIN, GZIP, new byte[0], ParquetEncoding.plain(rows), out));
    columns.add(
        texts(
            "quality",
            row -> rows.quality(row).ordinal(),
            i -> ReadingPage.QUALITIES[i].name(),
            out));
    describeRowGroup(columns);
    rowCount += rows.size();
    rowGroupCount++;
    rows.clear();
  }

  private interface Naming {
    String of(int entry);
  }

  /** A column of few different texts: the texts as a dictionary, and runs of its entries. */
  private Column texts(
      String name, IntUnaryOperator entryOf, Naming naming, ByteArrayOutputStream out) {
    Map<String, Integer> indexes = new LinkedHashMap<>();
    int[] index = new int[rows.size()];
    int entry = -1;
    for (int row = 0; row < index.length; row++) {
      int next = entryOf.applyAsInt(row);
      if (row > 0 && next == entry) {
        index[row] = index[row - 1];
      } else {
        index[row] = indexes.computeIfAbsent(naming.of(next), text -> indexes.size());
      }
      entry = next;
    }
    ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
    for (String text : indexes.keySet()) {
      byte[] bytes = text.getBytes(UTF_8);
      dictionary.writeBytes(ParquetEncoding.littleEndian(4).putInt(bytes.length).array());
      dictionary.writeBytes(bytes);
    }
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    header(DICTIONARY_PAGE, dictionary.size(), dictionary.size())
        .structure(7)
        .number(1, indexes.size())
        .number(2, PLAIN)
        .end()
        .end();
    page.writeBytes(header.toByteArray());
    page.writeBytes(dictionary.toByteArray());
    return column(
        name,
        BYTE_ARRAY,
        RLE_DICTIONARY,
        UNCOMPRESSED,
        page.toByteArray(),
        ParquetEncoding.runs(index, indexes.size()),
        out);
  }

  /** Begins the header of a page; the structure of its kind follows. */
  private ThriftCompact header(int kind, int rawSize, int size) {
    header.reset();
    return new ThriftCompact(header).element().number(1, kind).number(2, rawSize).number(3, size);
  }

  private Column column(
      String name,
      int type,
      int encoding,
      int codec,
      byte[] dictionary,
      byte[] raw,
      ByteArrayOutputStream out) {
    byte[] data = codec == GZIP ? ParquetEncoding.gzip(raw) : raw;
    header(DATA_PAGE, raw.length, data.length)
        .structure(5)
        .number(1, rows.size())
        .number(2, encoding)
        .number(3, RLE)
        .number(4, RLE)
        .end()
        .end();
    int size = dictionary.length + header.size() + data.length;
    Column column =
        new Column(
            name,
            type,
            encoding,
            codec,
            offset,
            dictionary.length,
            size,
            size - data.length + raw.length);
    out.writeBytes(dictionary);
    out.writeBytes(header.toByteArray());
    out.writeBytes(data);
    offset += size;
    return column;
  }

  private void describeRowGroup(List<Column> columns) {
    ThriftCompact group = new ThriftCompact(rowGroups).element();
    group.list(1, ThriftCompact.Element.STRUCTURE, columns.size());
    columns.forEach(column -> describe(column, group));
    group
        .longNumber(2, columns.stream().mapToLong(Column::rawSize).sum())
        .longNumber(3, rows.size())
        .end();
  }

  private void describe(Column column, ThriftCompact group) {
    boolean dictionary = column.dictionarySize() > 0;
    group.element().longNumber(2, column.begin()).structure(3).number(1, column.type());
    if (dictionary) {
      group
          .list(2, ThriftCompact.Element.NUMBER, 2)
          .numberElement(PLAIN)
          .numberElement(column.encoding());
    } else {
      group.list(2, ThriftCompact.Element.NUMBER, 1).numberElement(column.encoding());
    }
    group
        .list(3, ThriftCompact.Element.TEXT, 1)
        .textElement(column.name())
        .number(4, column.codec())
        .longNumber(5, rows.size())
        .longNumber(6, column.rawSize())
        .longNumber(7, column.size())
        .longNumber(9, column.begin() + column.dictionarySize());
    if (dictionary) {
      group.longNumber(11, column.begin());
    }
    if (column.type() == INT64) {
      long least = Long.MAX_VALUE;
      long most = Long.MIN_VALUE;
      for (int row = 0; row < rows.size(); row++) {
        least = Math.min(least, rows.time(row));
        most = Math.max(most, rows.time(row));
      }
      group
          .structure(12)
          .bytes(5, ParquetEncoding.littleEndian(Long.BYTES).putLong(most).array())
          .bytes(6, ParquetEncoding.littleEndian(Long.BYTES).putLong(least).array())
          .end();
    }
    group.end().end();
  }

  private void writeFooter(ThriftCompact file) {
    int columns = withAsset ? 5 : 4;
    file.element().number(1, 1).list(2, ThriftCompact.Element.STRUCTURE, 1 + columns);
    file.element().text(4, "readings").number(5, columns).end();
    if (withAsset) {
      describeText(file, "asset");
    }
    describeText(file, "point");
    file.element()
        .number(1, INT64)
        .number(3, REQUIRED)
        .text(4, "time")
        .number(6, AS_TIMESTAMP_MICROS)
        // a timestamp in UTC, of microseconds
        .structure(10)
        .structure(8)
        .yes(1)
        .structure(2)
        .structure(2)
        .end()
        .end()
        .end()
        .end()
        .end();
    file.element().number(1, DOUBLE).number(3, REQUIRED).text(4, "value").end();
    describeText(file, "quality");
    file.longNumber(3, rowCount)
        .list(4, ThriftCompact.Element.STRUCTURE, rowGroupCount)
        .written(rowGroups.toByteArray());
    Map<String, String> metadata = metadata();
    file.list(5, ThriftCompact.Element.STRUCTURE, metadata.size());
    metadata.forEach((key, value) -> file.element().text(1, key).text(2, value).end());
    file.text(6, "millwright").list(7, ThriftCompact.Element.STRUCTURE, columns);
    for (int column = 0; column < columns; column++) {
      // the order of the column's type, in which its least and most are meant
      file.element().structure(1).end().end();
    }
    file.end();
  }

  private static void describeText(ThriftCompact file, String name) {
    file.element()
        .number(1, BYTE_ARRAY)
        .number(3, REQUIRED)
        .text(4, name)
        .number(6, AS_UTF8)
        .structure(10)
        .structure(1)
        .end()
        .end()
        .end();
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (!withAsset && !points.isEmpty()) {
      metadata.put("asset", points.get(0).asset());
    }
    for (SeriesReader.KnownPoint point : points) {
      String unit = point.unit();
      if (unit != null) {
        String name = withAsset ? point.asset() + "/" + point.point() : point.point();
        metadata.put("unit:" + name, unit);
      }
    }
    return metadata;
  }
}
