package io.millwright.cmms.series;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesReader;
import org.apache.parquet.column.values.plain.PlainValuesReader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** A Parquet file as the reference implementation's decoders read it. */
final class ParquetRows {
  /** One reading; asset is empty where the file has no such column. */
  record Row(String asset, String point, long micros, double value, String quality) {}

  private final byte[] file;
  private final FileMetaData footer;
  private final List<Row> rows = new ArrayList<>();

  private ParquetRows(byte[] file) throws IOException {
    this.file = file;
    assertThat(new String(file, 0, 4, UTF_8)).isEqualTo("PAR1");
    assertThat(new String(file, file.length - 4, 4, UTF_8)).isEqualTo("PAR1");
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
    footer = Util.readFileMetaData(at(file.length - 8 - length));
    for (RowGroup group : footer.getRow_groups()) {
      readGroup(group);
    }
    assertThat(footer.getNum_rows()).isEqualTo(rows.size());
  }

  static ParquetRows of(byte[] file) throws IOException {
    return new ParquetRows(file);
  }

  List<Row> rows() {
    return rows;
  }

  int rowGroups() {
    return footer.getRow_groups().size();
  }

  FileMetaData footer() {
    return footer;
  }

  Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>();
    footer.getKey_value_metadata().forEach(each -> metadata.put(each.getKey(), each.getValue()));
    return metadata;
  }

  private InputStream at(long offset) {
    return new ByteArrayInputStream(file, (int) offset, file.length - (int) offset);
  }

  private void readGroup(RowGroup group) throws IOException {
    int count = (int) group.getNum_rows();
    String[] assets = new String[count];
    Arrays.fill(assets, "");
    String[] points = new String[count];
    String[] qualities = new String[count];
    long[] times = new long[count];
    double[] values = new double[count];
    for (ColumnChunk column : group.getColumns()) {
      ColumnMetaData metadata = column.getMeta_data();
      String name = metadata.getPath_in_schema().get(0);
      ValuesReader reader = reader(metadata, count);
      for (int row = 0; row < count; row++) {
        switch (name) {
          case "asset" -> assets[row] = reader.readBytes().toStringUsingUTF8();
          case "point" -> points[row] = reader.readBytes().toStringUsingUTF8();
          case "quality" -> qualities[row] = reader.readBytes().toStringUsingUTF8();
          case "time" -> times[row] = reader.readLong();
          case "value" -> values[row] = reader.readDouble();
          default -> throw new IOException("column " + name);
        }
      }
      String[] texts =
          switch (name) {
            case "asset" -> assets;
            case "point" -> points;
            case "quality" -> qualities;
            default -> new String[0];
          };
      if (texts.length > 0) {
        checkStatistics(metadata, Arrays.asList(texts), bytes -> new String(bytes, UTF_8));
      }
      if (name.equals("time")) {
        checkStatistics(metadata, Arrays.stream(times).boxed().toList(), ParquetRows::littleEndian);
      }
    }
    for (int row = 0; row < count; row++) {
      rows.add(new Row(assets[row], points[row], times[row], values[row], qualities[row]));
    }
  }

  private static <T extends Comparable<T>> void checkStatistics(
      ColumnMetaData metadata, List<T> values, Function<byte[], T> decoded) {
    assertThat(decoded.apply(metadata.getStatistics().getMin_value()))
        .isEqualTo(Collections.min(values));
    assertThat(decoded.apply(metadata.getStatistics().getMax_value()))
        .isEqualTo(Collections.max(values));
    assertThat(metadata.getStatistics().getNull_count()).isZero();
  }

  private static long littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private ValuesReader reader(ColumnMetaData metadata, int count) throws IOException {
    PrimitiveTypeName type =
        switch (metadata.getType()) {
          case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
          case INT64 -> PrimitiveTypeName.INT64;
          default -> PrimitiveTypeName.DOUBLE;
        };
    String name = metadata.getPath_in_schema().get(0);
    ColumnDescriptor descriptor =
        new ColumnDescriptor(new String[] {name}, Types.required(type).named(name), 0, 0);
    assertThat(metadata.getNum_values()).isEqualTo(count);
    long begin =
        metadata.isSetDictionary_page_offset()
            ? metadata.getDictionary_page_offset()
            : metadata.getData_page_offset();
    InputStream in = at(begin);
    int available = in.available();
    Dictionary dictionary = null;
    if (metadata.isSetDictionary_page_offset()) {
      PageHeader header = Util.readPageHeader(in);
      dictionary =
          Encoding.PLAIN.initDictionary(
              descriptor,
              new DictionaryPage(
                  BytesInput.from(bytes(in, header, metadata)),
                  header.getDictionary_page_header().getNum_values(),
                  Encoding.PLAIN));
    }
    PageHeader header = Util.readPageHeader(in);
    assertThat(header.getData_page_header().getNum_values()).isEqualTo(count);
    byte[] data = bytes(in, header, metadata);
    assertThat(available - in.available()).isEqualTo((int) metadata.getTotal_compressed_size());
    ValuesReader reader =
        switch (header.getData_page_header().getEncoding()) {
          case DELTA_BINARY_PACKED -> new DeltaBinaryPackingValuesReader();
          case PLAIN -> new PlainValuesReader.DoublePlainValuesReader();
          case RLE_DICTIONARY ->
              Encoding.RLE_DICTIONARY.getDictionaryBasedValuesReader(
                  descriptor, ValuesType.VALUES, Objects.requireNonNull(dictionary));
          default -> throw new IOException("encoding " + header);
        };
    reader.initFromPage(count, ByteBufferInputStream.wrap(ByteBuffer.wrap(data)));
    return reader;
  }

  private static byte[] bytes(InputStream in, PageHeader header, ColumnMetaData metadata)
      throws IOException {
    byte[] bytes = in.readNBytes(header.getCompressed_page_size());
    if (metadata.getCodec() == CompressionCodec.GZIP) {
      bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    }
    assertThat(bytes).hasSize(header.getUncompressed_page_size());
    return bytes;
  }
}
