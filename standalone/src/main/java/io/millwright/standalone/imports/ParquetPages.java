package io.millwright.standalone.imports;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * The pages of a column in a group of rows, unpacked. Packed they may be with snappy, gzip, zstd or
 * not at all. What is damaged ends with an {@link UncheckedIOException}.
 */
final class ParquetPages implements PageReader {
  /** Writers make pages of a megabyte; a page is in memory whole, once packed and once not. */
  private static final int LARGEST_PAGE = 64 << 20;

  private final FileBytes file;
  private final ColumnMetaData metadata;
  private final long end;
  private long position;
  private long valuesLeft;

  ParquetPages(FileBytes file, ColumnMetaData metadata) {
    this.file = file;
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
    Measured in = new Measured(file.from(position));
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
    byte[] body = file.read(position, length).array();
    position += length;
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
