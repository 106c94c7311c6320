package io.millwright.cmms.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes structures in Thrift's compact protocol, in which Parquet keeps its metadata: as much of
 * it as that needs. Fields of a structure are written in the order of their numbers.
 */
final class ThriftCompact {
  private static final int TRUE = 1;
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;

  /** What a list is of. */
  enum Element {
    NUMBER(I32),
    TEXT(BINARY),
    STRUCTURE(STRUCT);

    private final int type;

    Element(int type) {
      this.type = type;
    }
  }

  private final ByteArrayOutputStream out;
  private final Deque<Integer> enclosing = new ArrayDeque<>();
  private int lastField;

  ThriftCompact(ByteArrayOutputStream out) {
    this.out = out;
  }

  /** A number of 32 bits, also one of an enumeration. */
  ThriftCompact number(int field, int value) {
    header(field, I32);
    varint(out, zigzag(value));
    return this;
  }

  ThriftCompact longNumber(int field, long value) {
    header(field, I64);
    varint(out, zigzag(value));
    return this;
  }

  ThriftCompact yes(int field) {
    header(field, TRUE);
    return this;
  }

  ThriftCompact text(int field, String value) {
    return bytes(field, value.getBytes(UTF_8));
  }

  ThriftCompact bytes(int field, byte[] value) {
    header(field, BINARY);
    varint(out, value.length);
    out.writeBytes(value);
    return this;
  }

  /** Begins a structure, which {@link #end} ends. */
  ThriftCompact structure(int field) {
    header(field, STRUCT);
    return element();
  }

  /** Begins a list; as many elements follow, and nothing ends it. */
  ThriftCompact list(int field, Element element, int size) {
    header(field, LIST);
    if (size < 15) {
      out.write(size << 4 | element.type);
    } else {
      out.write(0xf0 | element.type);
      varint(out, size);
    }
    return this;
  }

  /** Begins a structure in a list, or one that stands alone, which {@link #end} ends. */
  ThriftCompact element() {
    enclosing.push(lastField);
    lastField = 0;
    return this;
  }

  ThriftCompact end() {
    out.write(0);
    lastField = enclosing.pop();
    return this;
  }

  ThriftCompact numberElement(int value) {
    varint(out, zigzag(value));
    return this;
  }

  ThriftCompact textElement(String value) {
    byte[] bytes = value.getBytes(UTF_8);
    varint(out, bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  /** Structures that were written elsewhere, in a list. */
  ThriftCompact written(byte[] structures) {
    out.writeBytes(structures);
    return this;
  }

  private void header(int field, int type) {
    int step = field - lastField;
    if (step > 0 && step <= 15) {
      out.write(step << 4 | type);
    } else {
      out.write(type);
      varint(out, zigzag(field));
    }
    lastField = field;
  }

  /** Small numbers of either sign become small numbers without one. */
  static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }

  /** Seven bits a byte, the lowest first. */
  static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
