package io.millwright.cmms.series;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;

/** The encodings of Parquet's pages that readings need (parquet-format, Encodings.md). */
final class ParquetEncoding {
  private static final int BLOCK = 128;
  private static final int MINI_BLOCKS = 4;
  private static final int MINI_BLOCK = BLOCK / MINI_BLOCKS;

  private ParquetEncoding() {}

  /** Each run as its length and its entry; how wide an entry is, comes first. */
  static byte[] runs(int[] index, int entries) {
    int bits = 32 - Integer.numberOfLeadingZeros(entries - 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bits);
    for (int from = 0; from < index.length; ) {
      int to = from;
      while (to < index.length && index[to] == index[from]) {
        to++;
      }
      ThriftCompact.varint(out, (long) (to - from) << 1);
      for (int shift = 0; shift < bits; shift += Byte.SIZE) {
        out.write(index[from] >>> shift);
      }
      from = to;
    }
    return out.toByteArray();
  }

  /** The times as DELTA_BINARY_PACKED: the first, and how far each is from the one before. */
  static byte[] steps(ReadingPage rows) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ThriftCompact.varint(out, BLOCK);
    ThriftCompact.varint(out, MINI_BLOCKS);
    ThriftCompact.varint(out, rows.size());
    ThriftCompact.varint(out, ThriftCompact.zigzag(rows.time(0)));
    long[] steps = new long[BLOCK];
    for (int from = 1; from < rows.size(); from += BLOCK) {
      int count = Math.min(BLOCK, rows.size() - from);
      long least = Long.MAX_VALUE;
      for (int i = 0; i < count; i++) {
        steps[i] = rows.time(from + i) - rows.time(from + i - 1);
        least = Math.min(least, steps[i]);
      }
      ThriftCompact.varint(out, ThriftCompact.zigzag(least));
      int[] widths = new int[MINI_BLOCKS];
      for (int i = 0; i < count; i++) {
        steps[i] -= least;
        int block = i / MINI_BLOCK;
        widths[block] = Math.max(widths[block], Long.SIZE - Long.numberOfLeadingZeros(steps[i]));
      }
      for (int width : widths) {
        out.write(width);
      }
      for (int block = 0; block * MINI_BLOCK < count; block++) {
        int begin = block * MINI_BLOCK;
        int end = Math.min(begin + MINI_BLOCK, count);
        pack(steps, begin, end, widths[block], out);
      }
    }
    return out.toByteArray();
  }

  /** The lowest bits of each, one after the other; a mini block is always whole. */
  private static void pack(long[] steps, int from, int to, int width, ByteArrayOutputStream out) {
    long word = 0;
    int filled = 0;
    for (int i = from; i < from + MINI_BLOCK; i++) {
      long step = i < to ? steps[i] : 0;
      for (int bit = 0; bit < width; ) {
        int taken = Math.min(Byte.SIZE - filled, width - bit);
        word |= (step >>> bit & (1 << taken) - 1) << filled;
        filled += taken;
        bit += taken;
        if (filled == Byte.SIZE) {
          out.write((int) word);
          word = 0;
          filled = 0;
        }
      }
    }
  }

  /** The values as they are. */
  static byte[] plain(ReadingPage rows) {
    ByteBuffer values = littleEndian(rows.size() * Double.BYTES);
    for (int row = 0; row < rows.size(); row++) {
      values.putDouble(rows.value(row));
    }
    return values.array();
  }

  static byte[] gzip(byte[] raw) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length / 2 + 64);
    try (GZIPOutputStream gzip = new FastGzip(out)) {
      gzip.write(raw);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  /** The usual level takes four times as long for a tenth less. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(1);
    }
  }

  static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
