package io.millwright.contracts.measurement;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes packed fields of protobuf into an array of the right size. Protobuf's own writer looks at
 * every number for room, which for the millions of readings of a gateway is most of the work.
 */
final class ColumnWriter {
  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

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

  void unsigned(int[] values) {
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
    for (double value : values) {
      DOUBLE.set(bytes, at, value);
      at += Double.BYTES;
    }
  }

  /** Distances from a time, which most often is the same several times in a row. */
  void offsets(long[] times, long base) {
    int length = 0;
    for (int i = 0; i < times.length; i++) {
      if (i > 0 && times[i] == times[i - 1]) {
        again(length);
      } else {
        int from = at;
        signed(times[i] - base);
        length = at - from;
      }
    }
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

  private void again(int length) {
    int to = at;
    for (int i = 0; i < length; i++, to++) {
      bytes[to] = bytes[to - length];
    }
    at = to;
  }

  /** Bytes that the numbers need. */
  static int size(int[] values) {
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
    int length = 0;
    for (int i = 0; i < times.length; i++) {
      if (i == 0 || times[i] != times[i - 1]) {
        length = CodedOutputStream.computeSInt64SizeNoTag(times[i] - base);
      }
      size += length;
    }
    return size;
  }
}
