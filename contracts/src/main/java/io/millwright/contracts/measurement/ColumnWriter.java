package io.millwright.contracts.measurement;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes packed fields of protobuf into an array of the right size. Protobuf's own writer looks at
 * every number for room, which for the millions of readings of a gateway is most of the work.
 */
final class ColumnWriter {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private int at;

  ColumnWriter(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  /** Bytes up to here. */
  int position() {
    return at;
  }

  /** Begins a column of so many bytes. */
  void begin(int field, int length) {
    unsigned(field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
    unsigned(length);
  }

  /** Writes a field of one number. */
  void number(int field, int value) {
    unsigned(field << 3 | WireFormat.WIRETYPE_VARINT);
    unsigned(value);
  }

  /** Numbers and how many bytes they need, by {@link #size(int[])}. */
  void unsigned(int[] values, int length) {
    if (length == values.length) {
      for (int i = 0; i < length; i++) {
        bytes[at + i] = (byte) values[i];
      }
      at += length;
      return;
    }
    for (int value : values) {
      unsigned(value);
    }
  }

  void unsigned(short[] values) {
    for (short value : values) {
      unsigned(value);
    }
  }

  void unsigned(byte[] values) {
    for (byte value : values) {
      unsigned(value);
    }
  }

  void fixed(double[] values) {
    int length = values.length * Double.BYTES;
    ByteBuffer.wrap(bytes, at, length).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    at += length;
  }

  /** Distances from a time, which most often is the same several times in a row. */
  void offsets(long[] times, long base) {
    int next = 0;
    while (next < times.length) {
      int end = endOfRun(times, next);
      int from = at;
      signed(times[next] - base);
      again(at - from, end - next - 1);
      next = end;
    }
  }

  private static int endOfRun(long[] times, int from) {
    long time = times[from];
    int end = from + 1;
    while (end < times.length && times[end] == time) {
      end++;
    }
    return end;
  }

  private void unsigned(int value) {
    int rest = value;
    int to = at;
    while ((rest & ~0x7F) != 0) {
      bytes[to++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[to++] = (byte) rest;
    at = to;
  }

  /** In zigzag form: small numbers are short whatever their sign. */
  private void signed(long value) {
    long rest = value << 1 ^ value >> 63;
    int to = at;
    while ((rest & ~0x7FL) != 0) {
      bytes[to++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[to++] = (byte) rest;
    at = to;
  }

  /** Writes the latest number, which has so many bytes, some more times. */
  private void again(int length, int times) {
    int to = at;
    at += length * times;
    if (length <= Long.BYTES && at + Long.BYTES <= bytes.length) {
      // What a word has too much, the next one overwrites.
      long word = (long) WORD.get(bytes, to - length);
      for (int i = 0; i < times; i++, to += length) {
        WORD.set(bytes, to, word);
      }
    } else {
      for (; to < at; to++) {
        bytes[to] = bytes[to - length];
      }
    }
  }

  /** Bytes that the numbers need. */
  static int size(int[] values) {
    int together = 0;
    for (int value : values) {
      together |= value;
    }
    if ((together & ~0x7F) == 0) {
      return values.length;
    }
    int size = 0;
    for (int value : values) {
      size += CodedOutputStream.computeUInt32SizeNoTag(value);
    }
    return size;
  }

  static int size(short[] values) {
    int size = 0;
    for (short value : values) {
      size += CodedOutputStream.computeUInt32SizeNoTag(value);
    }
    return size;
  }

  static int size(byte[] values) {
    int size = 0;
    for (byte value : values) {
      size += CodedOutputStream.computeUInt32SizeNoTag(value);
    }
    return size;
  }

  static int size(long[] times, long base) {
    int size = 0;
    int next = 0;
    while (next < times.length) {
      int end = endOfRun(times, next);
      size += (end - next) * CodedOutputStream.computeSInt64SizeNoTag(times[next] - base);
      next = end;
    }
    return size;
  }
}
