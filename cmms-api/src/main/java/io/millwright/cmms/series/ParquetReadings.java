package io.millwright.cmms.series;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.api.Binary;

/**
 * Readings as Apache Parquet: {@code point} and {@code quality} as texts, {@code time} as
 * TIMESTAMP(MICROS, UTC), {@code value} as DOUBLE, all of them required. The units are in the
 * metadata of the file, as {@code unit:point}.
 *
 * <p>The encoders and the metadata are those of the reference implementation; what it has to put
 * them into a file with comes with Hadoop: see docs/decisions/025. What is kept until the end of
 * the file is 16 bytes for each 1,000 readings.
 */
final class ParquetReadings implements ReadingFormat {
  /** Readings that are written, and later read, together. */
  static final int ROW_GROUP = 100_000;

  private static final byte[] MAGIC = "PAR1".getBytes(US_ASCII);

  private static final List<Binary> QUALITIES =
      Arrays.stream(ReadingPage.QUALITIES).map(each -> ParquetColumn.text(each.name())).toList();

  private final List<SeriesReader.KnownPoint> points;
  private final boolean withAsset;
  private final ParquetColumn asset = ParquetColumn.texts("asset");
  private final ParquetColumn point = ParquetColumn.texts("point");
  private final ParquetColumn time = ParquetColumn.times("time");
  private final ParquetColumn value = ParquetColumn.numbers("value");
  private final ParquetColumn quality = ParquetColumn.texts("quality");
  private final List<ParquetColumn> columns;
  private final List<RowGroup> rowGroups = new ArrayList<>();

  /** In the group that is being filled. */
  private int rows;

  private long rowsWritten;
  private long offset;

  ParquetReadings(List<SeriesReader.KnownPoint> points, boolean withAsset) {
    this.points = points;
    this.withAsset = withAsset;
    this.columns =
        withAsset
            ? List.of(asset, point, time, value, quality)
            : List.of(point, time, value, quality);
  }

  @Override
  public void begin(ByteArrayOutputStream out) {
    out.writeBytes(MAGIC);
    offset = MAGIC.length;
  }

  @Override
  public void add(int of, ReadingPage page, ByteArrayOutputStream out) throws IOException {
    Binary assetTag = ParquetColumn.text(points.get(of).asset());
    Binary pointName = ParquetColumn.text(points.get(of).point());
    for (int i = 0; i < page.size(); i++) {
      if (withAsset) {
        asset.add(assetTag);
      }
      point.add(pointName);
      time.add(page.time(i));
      value.add(page.value(i));
      quality.add(QUALITIES.get(page.quality(i).ordinal()));
      if (++rows == ROW_GROUP) {
        writeRowGroup(out);
      }
    }
  }

  private void writeRowGroup(ByteArrayOutputStream out) throws IOException {
    List<ColumnChunk> chunks = new ArrayList<>(columns.size());
    long size = 0;
    for (ParquetColumn column : columns) {
      int before = out.size();
      ColumnChunk chunk = column.write(offset, out);
      offset += out.size() - before;
      size += chunk.getMeta_data().getTotal_uncompressed_size();
      chunks.add(chunk);
    }
    rowGroups.add(new RowGroup(chunks, size, rows));
    rowsWritten += rows;
    rows = 0;
  }

  @Override
  public void end(ByteArrayOutputStream out) throws IOException {
    if (rows > 0) {
      writeRowGroup(out);
    }
    int before = out.size();
    Util.writeFileMetaData(footer(), out);
    BytesUtils.writeIntLittleEndian(out, out.size() - before);
    out.writeBytes(MAGIC);
  }

  private FileMetaData footer() {
    List<SchemaElement> schema = new ArrayList<>();
    schema.add(new SchemaElement("readings").setNum_children(columns.size()));
    columns.forEach(column -> schema.add(column.schema()));
    return new FileMetaData(1, schema, rowsWritten, rowGroups)
        .setKey_value_metadata(metadata())
        .setCreated_by("millwright")
        .setColumn_orders(
            Collections.nCopies(columns.size(), ColumnOrder.TYPE_ORDER(new TypeDefinedOrder())));
  }

  private List<KeyValue> metadata() {
    Stream<KeyValue> whose =
        points.stream()
            .limit(withAsset ? 0 : 1)
            .map(each -> new KeyValue("asset").setValue(each.asset()));
    Stream<KeyValue> units =
        points.stream()
            .filter(each -> each.unit() != null)
            .map(
                each ->
                    new KeyValue("unit:" + (withAsset ? each.asset() + "/" : "") + each.point())
                        .setValue(each.unit()));
    return Stream.concat(whose, units).toList();
  }
}
