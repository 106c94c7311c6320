package io.millwright.gateway.broker;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** What has come from a broker and is not handed on; at its beginning is a packet's. */
final class PacketBuffer {
  private static final int READ_BYTES = 32 * 1024;

  private final InputStream in;

  /** From {@code next} to {@code end}. */
  private byte[] bytes = new byte[READ_BYTES];

  private int next;
  private int end;

  private int headerSize;
  private int bodySize;

  /** Of the packet's fixed header (MQTT 5, section 2.1): how much of it is here. */
  enum Header {
    WHOLE,
    PART,
    /** Its length does not end where it must. */
    ENDLESS
  }

  PacketBuffer(InputStream in) {
    this.in = in;
  }

  /** Reads the fixed header of the packet. */
  Header header() {
    int size = 1;
    int length = 0;
    int digit;
    do {
      if (size > VariableInteger.MOST_BYTES) {
        headerSize = size;
        return Header.ENDLESS;
      }
      if (size >= size()) {
        headerSize = size + 1;
        return Header.PART;
      }
      digit = bytes[next + size];
      length |= (digit & 0x7F) << 7 * (size - 1);
      size++;
    } while ((digit & 0x80) != 0);
    headerSize = size;
    bodySize = length;
    return Header.WHOLE;
  }

  /** Bytes of the header that was read: all, or those that are needed at least to go on. */
  int headerSize() {
    return headerSize;
  }

  /** Bytes of the packet behind the header that was read as a whole. */
  int bodySize() {
    return bodySize;
  }

  /** Bytes that are here. */
  int size() {
    return end - next;
  }

  boolean isEmpty() {
    return next == end;
  }

  /** One of those that are here. */
  byte at(int index) {
    return bytes[next + index];
  }

  /** Where those that are here are; until {@link #fill}. */
  byte[] array() {
    return bytes;
  }

  /** Where they begin. */
  int offset() {
    return next;
  }

  void skip(int count) {
    next += count;
  }

  /** Hands bytes on: as many as there are, up to {@code most}. */
  int take(byte[] target, int from, int most) {
    int count = Math.min(most, size());
    System.arraycopy(bytes, next, target, from, count);
    next += count;
    return count;
  }

  /**
   * Waits for more bytes; false = there are none.
   *
   * @param room bytes that are to be here together
   */
  boolean fill(int room) throws IOException {
    if (next > 0) {
      System.arraycopy(bytes, next, bytes, 0, end - next);
      end -= next;
      next = 0;
    }
    if (bytes.length < room) {
      bytes = Arrays.copyOf(bytes, room);
    }
    int count = in.read(bytes, end, bytes.length - end);
    end += Math.max(0, count);
    return count >= 0;
  }

  /** For Paho, which asks whether a packet is on its way. */
  int available() throws IOException {
    return isEmpty() ? in.available() : size();
  }

  void close() throws IOException {
    in.close();
  }
}
