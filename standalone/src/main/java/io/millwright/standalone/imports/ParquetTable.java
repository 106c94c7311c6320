package io.millwright.standalone.imports;

import com.github.luben.zstd.Zstd;
import io.millwright.standalone.UsageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.VersionParser;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * A Parquet file, page by page. Columns in columns are passed over. Packed with snappy, gzip, zstd
 * or not at all.
 */
final class ParquetTable implements Table {
  private static final int MAGIC = 0x31524150;
  private static final int LONGEST_FOOTER = 64 << 20;

  /** Writers make pages of a megabyte; a page is in memory whole, once packed and once not. */
  private static final int LARGEST_PAGE = 64 << 20;

  private static final long JULIAN_EPOCH = 2_440_588;
  private static final long DAY_MICROS = 86_400_000_000L;

  private enum Times {
    NONE,
    DATE,
    MILLIS,
    MICROS,
    NANOS
  }

  /** A leaf of the schema that is not within another, and its value in the row. */
  private static final class Column {
    private final String name;
    private final ColumnDescriptor descriptor;
    private final PrimitiveTypeName type;
    private final Times times;
    private final boolean local;
    private final int scale;
    private final boolean decimal;
    private @Nullable ColumnReaderImpl reader;
    private boolean empty;
    private long integer;
    private double real;
    private @Nullable Binary binary;

    Column(SchemaElement element) {
      this.name = element.getName();
      this.type = PrimitiveTypeName.valueOf(typeName(element));
      boolean optional = element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
      PrimitiveType primitive =
          new PrimitiveType(
              optional ? Repetition.OPTIONAL : Repetition.REQUIRED,
              type,
              element.isSetType_length() ? element.getType_length() : 0,
              name);
      this.descriptor = new ColumnDescriptor(new String[] {name}, primitive, 0, optional ? 1 : 0);
      LogicalType logical = element.isSetLogicalType() ? element.getLogicalType() : null;
      ConvertedType converted = element.isSetConverted_type() ? element.getConverted_type() : null;
      this.times = times(logical, converted);
      this.local =
          logical != null
              && logical.isSetTIMESTAMP()
              && !logical.getTIMESTAMP().isIsAdjustedToUTC();
      this.decimal =
          converted == ConvertedType.DECIMAL || logical != null && logical.isSetDECIMAL();
      this.scale =
          logical != null && logical.isSetDECIMAL()
              ? logical.getDECIMAL().getScale()
              : element.isSetScale() ? element.getScale() : 0;
    }

    private static String typeName(SchemaElement element) {
      return switch (element.getType()) {
        case BYTE_ARRAY -> "BINARY";
        default -> element.getType().name();
      };
    }

    private static Times times(@Nullable LogicalType logical, @Nullable ConvertedType converted) {
      if (logical != null && logical.isSetTIMESTAMP()) {
        var unit = logical.getTIMESTAMP().getUnit();
        return unit.isSetMILLIS() ? Times.MILLIS : unit.isSetMICROS() ? Times.MICROS : Times.NANOS;
      }
      if (converted == ConvertedType.TIMESTAMP_MILLIS) {
        return Times.MILLIS;
      }
      if (converted == ConvertedType.TIMESTAMP_MICROS) {
        return Times.MICROS;
      }
      return converted == ConvertedType.DATE || logical != null && logical.isSetDATE()
          ? Times.DATE
          : Times.NONE;
    }

    /** Takes the value of the next row. */
    void take() {
      ColumnReaderImpl open = reader;
      if (open == null) {
        empty = true;
        return;
      }
      empty = open.getCurrentDefinitionLevel() < descriptor.getMaxDefinitionLevel();
      if (!empty) {
        switch (type) {
          case BOOLEAN -> integer = open.getBoolean() ? 1 : 0;
          case INT32 -> integer = open.getInteger();
          case INT64 -> integer = open.getLong();
          case FLOAT -> real = open.getFloat();
          case DOUBLE -> real = open.getDouble();
          case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> binary = open.getBinary();
        }
      }
      open.consume();
    }

    boolean isReal() {
      return type == PrimitiveTypeName.FLOAT || type == PrimitiveTypeName.DOUBLE;
    }

    Binary bytes() {
      Binary bytes = binary;
      if (bytes == null) {
        throw new IllegalStateException(name + " has no bytes");
      }
      return bytes;
    }
  }

  private final Path file;
  private final FileChannel channel;
  private final TimeFormat times;
  private final ZoneId zone;
  private final List<Column> columns = new ArrayList<>();
  private final FileMetaData footer;
  private final Iterator<RowGroup> groups;
  private final VersionParser.@Nullable ParsedVersion writer;
  private long leftInGroup;
  private long row;
  private long bytesRead;

  private ParquetTable(Path file, FileChannel channel, TimeFormat times, ZoneId zone)
      throws IOException {
    this.file = file;
    this.channel = channel;
    this.times = times;
    this.zone = zone;
    this.footer = footer();
    this.groups = footer.getRow_groups().iterator();
    this.writer = writer();
    List<SchemaElement> schema = footer.getSchema();
    for (int place = 1; place < schema.size(); ) {
      SchemaElement element = schema.get(place);
      if (element.isSetType() && element.getRepetition_type() != FieldRepetitionType.REPEATED) {
        columns.add(new Column(element));
      }
      place = behind(schema, place);
    }
  }

  /** Of that element and all within it. */
  private static int behind(List<SchemaElement> schema, int place) {
    int open = 1;
    int next = place;
    while (open > 0 && next < schema.size()) {
      open += schema.get(next).isSetNum_children() ? schema.get(next).getNum_children() : 0;
      open--;
      next++;
    }
    return next;
  }

  /**
   * @throws UsageException if it is no Parquet file
   */
  @SuppressWarnings("MustBeClosedChecker")
  static ParquetTable open(Path file, TimeFormat times, ZoneId zone) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      return new ParquetTable(file, channel, times, zone);
    } catch (IOException | UsageException e) {
      channel.close();
      throw e;
    } catch (RuntimeException e) {
      channel.close();
      throw new UsageException(file + " is damaged: its columns cannot be read");
    }
  }

  private FileMetaData footer() throws IOException {
    long size = channel.size();
    if (size >= 12) {
      ByteBuffer end = read(size - 8, 8).order(ByteOrder.LITTLE_ENDIAN);
      int length = end.getInt();
      if (end.getInt() == MAGIC && length > 0 && length <= Math.min(LONGEST_FOOTER, size - 8)) {
        try {
          return Util.readFileMetaData(
              new ByteArrayInputStream(read(size - 8 - length, length).array()));
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

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException(file + " ends too early: it is damaged");
      }
    }
    return buffer.flip();
  }

  @Override
  public List<String> columns() {
    return columns.stream().map(column -> column.name).toList();
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
      for (Column column : columns) {
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
    for (Column column : columns) {
      column.reader = null;
      for (ColumnChunk chunk : group.getColumns()) {
        ColumnMetaData metadata = chunk.getMeta_data();
        if (metadata.getPath_in_schema().equals(List.of(column.name)) && leftInGroup > 0) {
          column.reader =
              new ColumnReaderImpl(
                  column.descriptor, new Pages(metadata), new PrimitiveConverter() {}, writer);
        }
      }
    }
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
  public @Nullable String text(int place) {
    Column column = columns.get(place);
    if (column.empty) {
      return null;
    }
    return switch (column.type) {
      case BOOLEAN, INT32, INT64 -> Long.toString(column.integer);
      case FLOAT, DOUBLE -> Double.toString(column.real);
      case BINARY, FIXED_LEN_BYTE_ARRAY -> column.bytes().toStringUsingUTF8();
      case INT96 -> column.bytes().toString();
    };
  }

  @Override
  public long timeMicros(int place) throws BadCellException {
    Column column = columns.get(place);
    if (column.empty) {
      throw new BadCellException("there is no time");
    }
    String shown = String.valueOf(text(place));
    if (column.type == PrimitiveTypeName.INT96) {
      // As Spark and Impala wrote times once: nanoseconds of the day, and the Julian day.
      ByteBuffer bytes = column.bytes().toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      long nanos = bytes.getLong();
      long day = bytes.getInt() - JULIAN_EPOCH;
      return TimeFormat.checked(day * DAY_MICROS + Math.floorDiv(nanos, 1_000L), shown);
    }
    return switch (column.times) {
      case NONE -> times.micros(shown);
      case DATE -> checkedLocal(column, column.integer, DAY_MICROS, shown);
      case MILLIS -> checkedLocal(column, column.integer, 1_000, shown);
      case MICROS -> checkedLocal(column, column.integer, 1, shown);
      case NANOS -> checkedLocal(column, Math.floorDiv(column.integer, 1_000L), 1, shown);
    };
  }

  private long checkedLocal(Column column, long value, long unit, String shown)
      throws BadCellException {
    long micros = value > Long.MAX_VALUE / unit ? -1 : TimeFormat.checked(value * unit, shown);
    if (column.local || column.times == Times.DATE) {
      LocalDateTime local =
          LocalDateTime.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), ZoneOffset.UTC);
      micros = TimeFormat.micros(local.atZone(zone).toInstant());
    }
    return TimeFormat.checked(micros, shown);
  }

  @Override
  public double number(int place) throws BadCellException {
    Column column = columns.get(place);
    if (column.empty) {
      return Double.NaN;
    }
    if (column.isReal()) {
      if (Double.isInfinite(column.real)) {
        throw new BadCellException("value " + column.real + " is not finite");
      }
      return column.real;
    }
    return switch (column.type) {
      case BOOLEAN, INT32, INT64 ->
          column.scale == 0
              ? column.integer
              : BigDecimal.valueOf(column.integer, column.scale).doubleValue();
      default -> {
        if (column.decimal) {
          yield new BigDecimal(new BigInteger(column.bytes().getBytes()), column.scale)
              .doubleValue();
        }
        throw new BadCellException(
            "value '" + BadCellException.shown(String.valueOf(text(place))) + "' is not a number");
      }
    };
  }

  @Override
  public List<String> row() {
    List<String> values = new ArrayList<>(columns.size());
    for (int place = 0; place < columns.size(); place++) {
      String text = text(place);
      values.add(text == null ? "" : text);
    }
    return values;
  }

  @Override
  public long bytes() throws IOException {
    return channel.size();
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The pages of a column in a group of rows. */
  private final class Pages implements PageReader {
    private final ColumnMetaData metadata;
    private final long end;
    private long position;
    private long valuesLeft;

    Pages(ColumnMetaData metadata) {
      this.metadata = metadata;
      this.position =
          metadata.isSetDictionary_page_offset() && metadata.getDictionary_page_offset() > 0
              ? Math.min(metadata.getDictionary_page_offset(), metadata.getData_page_offset())
              : metadata.getData_page_offset();
      this.end = position + metadata.getTotal_compressed_size();
      this.valuesLeft = metadata.getNum_values();
    }

    @Override
    public long getTotalValueCount() {
      return metadata.getNum_values();
    }

    @Override
    public @Nullable DictionaryPage readDictionaryPage() {
      try {
        long before = position;
        PageHeader header = header();
        if (!header.isSetDictionary_page_header()) {
          position = before;
          return null;
        }
        var dictionary = header.getDictionary_page_header();
        if (dictionary.getNum_values() > header.getUncompressed_page_size()) {
          throw new IOException("a dictionary is shorter than what is in it");
        }
        return new DictionaryPage(
            BytesInput.from(unpacked(body(header), header.getUncompressed_page_size())),
            dictionary.getNum_values(),
            encoding(dictionary.getEncoding()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public @Nullable DataPage readPage() {
      try {
        while (valuesLeft > 0 && position < end) {
          PageHeader header = header();
          byte[] body = body(header);
          if (header.isSetData_page_header()) {
            DataPageHeader page = header.getData_page_header();
            valuesLeft -= page.getNum_values();
            return new DataPageV1(
                BytesInput.from(unpacked(body, header.getUncompressed_page_size())),
                page.getNum_values(),
                header.getUncompressed_page_size(),
                null,
                encoding(page.getRepetition_level_encoding()),
                encoding(page.getDefinition_level_encoding()),
                encoding(page.getEncoding()));
          }
          if (header.isSetData_page_header_v2()) {
            DataPageHeaderV2 page = header.getData_page_header_v2();
            valuesLeft -= page.getNum_values();
            return secondVersion(header, page, body);
          }
          // What is neither is for others.
        }
        return null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private DataPage secondVersion(PageHeader header, DataPageHeaderV2 page, byte[] body)
        throws IOException {
      int repetition = page.getRepetition_levels_byte_length();
      int definition = page.getDefinition_levels_byte_length();
      if (repetition < 0 || definition < 0 || repetition + (long) definition > body.length) {
        throw new IOException("a page is shorter than what is in it");
      }
      int levels = repetition + definition;
      byte[] data = Arrays.copyOfRange(body, levels, body.length);
      boolean packed = !page.isSetIs_compressed() || page.isIs_compressed();
      return DataPageV2.uncompressed(
          page.getNum_rows(),
          page.getNum_nulls(),
          page.getNum_values(),
          BytesInput.from(body, 0, repetition),
          BytesInput.from(body, repetition, definition),
          encoding(page.getEncoding()),
          BytesInput.from(
              packed ? unpacked(data, header.getUncompressed_page_size() - levels) : data),
          null);
    }

    private Encoding encoding(org.apache.parquet.format.Encoding encoding) {
      return Encoding.valueOf(encoding.name());
    }

    private PageHeader header() throws IOException {
      channel.position(position);
      Measured in = new Measured(Channels.newInputStream(channel));
      PageHeader header = Util.readPageHeader(in);
      if (header.getCompressed_page_size() < 0
          || header.getCompressed_page_size() > LARGEST_PAGE
          || header.getUncompressed_page_size() < 0
          || header.getUncompressed_page_size() > LARGEST_PAGE) {
        throw new IOException(
            "a page has %,d bytes, packed %,d; %,d are the most"
                .formatted(
                    header.getUncompressed_page_size(),
                    header.getCompressed_page_size(),
                    LARGEST_PAGE));
      }
      position += in.read;
      return header;
    }

    private byte[] body(PageHeader header) throws IOException {
      int length = header.getCompressed_page_size();
      byte[] body = ParquetTable.this.read(position, length).array();
      position += length;
      bytesRead += length;
      return body;
    }

    private byte[] unpacked(byte[] bytes, int size) throws IOException {
      CompressionCodec codec = metadata.getCodec();
      byte[] unpacked =
          switch (codec) {
            case UNCOMPRESSED -> bytes;
            case SNAPPY -> snappy(bytes, size);
            case ZSTD -> zstd(bytes, size);
            case GZIP -> new GZIPInputStream(new ByteArrayInputStream(bytes)).readNBytes(size + 1);
            default ->
                throw new IOException(
                    "column '"
                        + metadata.getPath_in_schema().get(0)
                        + "' is packed with "
                        + codec
                        + ": pack with snappy, gzip or zstd, or not at all");
          };
      if (unpacked.length != size) {
        throw new IOException("a page has not the " + size + " bytes that it is said to have");
      }
      return unpacked;
    }

    private byte[] snappy(byte[] bytes, int size) throws IOException {
      if (Snappy.uncompressedLength(bytes) != size) {
        throw new IOException("a page has not the " + size + " bytes that it is said to have");
      }
      return Snappy.uncompress(bytes);
    }

    private byte[] zstd(byte[] bytes, int size) throws IOException {
      byte[] unpacked = new byte[size];
      long length = Zstd.decompress(unpacked, bytes);
      if (Zstd.isError(length)) {
        throw new IOException("a page is damaged: " + Zstd.getErrorName(length));
      }
      return length == size ? unpacked : Arrays.copyOf(unpacked, (int) length);
    }
  }

  /** Reads single bytes in portions, and knows how many of them were asked for. */
  private static final class Measured extends InputStream {
    private static final int PORTION = 512;

    private final InputStream in;
    private final byte[] portion = new byte[PORTION];
    private int filled;
    private int place;
    private long read;

    Measured(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      if (!fill()) {
        return -1;
      }
      read++;
      return portion[place++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int taken = Math.min(length, filled - place);
      System.arraycopy(portion, place, target, offset, taken);
      place += taken;
      read += taken;
      return taken;
    }

    /** False = the end. */
    private boolean fill() throws IOException {
      if (place == filled) {
        filled = Math.max(0, in.read(portion, 0, PORTION));
        place = 0;
      }
      return filled > 0;
    }
  }
}
