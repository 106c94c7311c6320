package io.millwright.cmms.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter.PlainBinaryDictionaryValuesWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalTypes;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * A column of a Parquet file that has a value in each row, and its values of the group of rows that
 * is being filled. Their number is bounded by who fills it.
 */
final class ParquetColumn {
  private static final ByteBufferAllocator HEAP = HeapByteBufferAllocator.getInstance();

  /** What an encoder takes of memory at first, and how large it expects a page to be. */
  private static final int SLAB = 1 << 12;

  private static final int PAGE = 1 << 20;

  private final SchemaElement schema;
  private final ValuesWriter values;
  private final CompressionCodec codec;
  private final Statistics<?> none;
  private Statistics<?> statistics;

  /** The text added last, whose statistics are up to date. */
  private @Nullable Binary last;

  private int rows;

  private ParquetColumn(
      SchemaElement schema, ValuesWriter values, CompressionCodec codec, Statistics<?> none) {
    this.schema = schema.setRepetition_type(FieldRepetitionType.REQUIRED);
    this.values = values;
    this.codec = codec;
    this.none = none;
    this.statistics = none.copy();
  }

  /** Few different texts: each is written once, and runs of them. */
  static ParquetColumn texts(String name) {
    return new ParquetColumn(
        new SchemaElement(name)
            .setType(Type.BYTE_ARRAY)
            .setConverted_type(ConvertedType.UTF8)
            .setLogicalType(LogicalTypes.UTF8),
        new PlainBinaryDictionaryValuesWriter(
            PAGE,
            org.apache.parquet.column.Encoding.RLE_DICTIONARY,
            org.apache.parquet.column.Encoding.PLAIN,
            HEAP),
        CompressionCodec.UNCOMPRESSED,
        Statistics.createStats(
            Types.required(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name)));
  }

  /** Microseconds since 1970, as packed differences. */
  static ParquetColumn times(String name) {
    return new ParquetColumn(
        new SchemaElement(name)
            .setType(Type.INT64)
            .setConverted_type(ConvertedType.TIMESTAMP_MICROS)
            .setLogicalType(LogicalTypes.TIMESTAMP_MICROS),
        new DeltaBinaryPackingValuesWriterForLong(SLAB, PAGE, HEAP),
        CompressionCodec.UNCOMPRESSED,
        Statistics.createStats(required(PrimitiveTypeName.INT64, name)));
  }

  /** Any numbers, without statistics: NaN has no place in the order of the others. */
  static ParquetColumn numbers(String name) {
    return new ParquetColumn(
        new SchemaElement(name).setType(Type.DOUBLE),
        new PlainValuesWriter(SLAB, PAGE, HEAP),
        CompressionCodec.GZIP,
        Statistics.noopStats(required(PrimitiveTypeName.DOUBLE, name)));
  }

  private static PrimitiveType required(PrimitiveTypeName type, String name) {
    return Types.required(type).named(name);
  }

  SchemaElement schema() {
    return schema;
  }

  /** A text as {@link #add(Binary)} takes it: of this kind it is found again the fastest. */
  static Binary text(String text) {
    return Binary.fromConstantByteArray(text.getBytes(UTF_8));
  }

  @SuppressWarnings("ReferenceEquality") // one that is equal is merely counted once more
  void add(Binary text) {
    values.writeBytes(text);
    if (text != last) {
      statistics.updateStats(text);
      last = text;
    }
    rows++;
  }

  void add(long time) {
    values.writeLong(time);
    statistics.updateStats(time);
    rows++;
  }

  void add(double number) {
    values.writeDouble(number);
    rows++;
  }

  /**
   * Writes what was added since the last time.
   *
   * @param begin where in the file it goes
   * @return where a reader finds it
   */
  ColumnChunk write(long begin, ByteArrayOutputStream out) throws IOException {
    int before = out.size();
    BytesInput raw = values.getBytes();
    Encoding encoding = Encoding.valueOf(values.getEncoding().name());
    ColumnMetaData metadata = new ColumnMetaData();
    DictionaryPage dictionary = values.toDictPageAndClose();
    if (dictionary == null) {
      metadata.setEncodings(List.of(encoding));
    } else {
      int size = (int) dictionary.getBytes().size();
      Util.writePageHeader(
          new PageHeader(PageType.DICTIONARY_PAGE, size, size)
              .setDictionary_page_header(
                  new DictionaryPageHeader(dictionary.getDictionarySize(), Encoding.PLAIN)),
          out);
      dictionary.getBytes().writeAllTo(out);
      metadata.setEncodings(List.of(Encoding.PLAIN, encoding)).setDictionary_page_offset(begin);
    }
    metadata.setData_page_offset(begin + out.size() - before);
    BytesInput packed = codec == CompressionCodec.GZIP ? gzip(raw) : raw;
    Util.writePageHeader(
        new PageHeader(PageType.DATA_PAGE, (int) raw.size(), (int) packed.size())
            .setData_page_header(new DataPageHeader(rows, encoding, Encoding.RLE, Encoding.RLE)),
        out);
    packed.writeAllTo(out);
    int size = out.size() - before;
    metadata
        .setType(schema.getType())
        .setPath_in_schema(List.of(schema.getName()))
        .setCodec(codec)
        .setNum_values(rows)
        .setTotal_compressed_size(size)
        .setTotal_uncompressed_size(size - packed.size() + raw.size());
    if (!statistics.isEmpty()) {
      metadata.setStatistics(
          new org.apache.parquet.format.Statistics()
              .setNull_count(0)
              .setMin_value(statistics.getMinBytes())
              .setMax_value(statistics.getMaxBytes()));
    }
    values.reset();
    values.resetDictionary();
    statistics = none.copy();
    rows = 0;
    last = null;
    return new ColumnChunk(begin).setMeta_data(metadata);
  }

  private static BytesInput gzip(BytesInput raw) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream((int) raw.size() / 2 + 64);
    try (OutputStream gzip = new FastGzip(packed)) {
      raw.writeAllTo(gzip);
    }
    return BytesInput.from(packed);
  }

  /** The usual level takes four times as long for a tenth less. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(1);
    }
  }
}
