package io.millwright.gateway.broker;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The packets from a broker, in which each PUBLISH at QoS 0 or 1 has a key of {@link Payloads} in
 * the place of its payload. Everything else is as it came, also what is malformed or too large:
 * Paho says so. When the socket has a timeout, reading goes on after it where it was.
 */
final class PublishStream extends InputStream {
  private static final int READ_BYTES = 32 * 1024;
  private static final int PUBLISH = 0x30;
  private static final int QOS_2 = 0x04;
  private static final int MOST_LENGTH_BYTES = 4;

  private final BufferedInputStream in;
  private final Payloads payloads;
  private final int maxPacketBytes;

  /** What is ready to be read, from {@code next} to {@code end}. */
  private byte[] ready = new byte[256];

  private int next;
  private int end;

  /** Bytes of the packet that follow those and are passed on as they come. */
  private int rest;

  /** The header of the packet that is being read: its first byte, and its length so far. */
  private int headerBytes;

  private int first;
  private int length;

  /** What stands behind the header of a PUBLISH; the first {@code come} bytes are here. */
  private byte[] body = new byte[1024];

  private int come;
  private boolean inBody;

  PublishStream(InputStream in, Payloads payloads, int maxPacketBytes) {
    this.in = new Read(in);
    this.payloads = payloads;
    this.maxPacketBytes = maxPacketBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int most) throws IOException {
    if (most == 0) {
      return 0;
    }
    if (next == end && rest == 0 && !readPacket()) {
      return -1;
    }
    int count;
    if (next < end) {
      count = Math.min(most, end - next);
      System.arraycopy(ready, next, target, from, count);
      next += count;
    } else {
      count = in.read(target, from, Math.min(most, rest));
      rest -= Math.max(0, count);
    }
    return count;
  }

  @Override
  public int available() throws IOException {
    return next < end ? end - next : in.available();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Makes the beginning of the next packet ready, or all of it; false = there is no more. */
  private boolean readPacket() throws IOException {
    if (!inBody && !readHeader()) {
      return false;
    }
    if (inBody) {
      readBody();
    }
    return true;
  }

  private boolean readHeader() throws IOException {
    int digit;
    do {
      int read = in.read();
      if (read < 0) {
        return false;
      }
      if (headerBytes == 0) {
        first = read;
        length = 0;
        digit = 0x80;
      } else {
        digit = read;
        length |= (digit & 0x7F) << 7 * (headerBytes - 1);
      }
      ready[headerBytes++] = (byte) read;
    } while ((digit & 0x80) != 0 && headerBytes <= MOST_LENGTH_BYTES);
    boolean publish = (first & 0xF0) == PUBLISH && (first & QOS_2) == 0;
    inBody = publish && (digit & 0x80) == 0 && length <= maxPacketBytes - headerBytes;
    if (inBody) {
      come = 0;
      if (body.length < length) {
        body = new byte[length];
      }
    } else {
      // A length that has no end makes Paho end the connection.
      ready(headerBytes, length);
    }
    return true;
  }

  private void readBody() throws IOException {
    while (come < length) {
      int count = in.read(body, come, length - come);
      if (count < 0) {
        throw new EOFException();
      }
      come += count;
    }
    inBody = false;
    int head = headBytes();
    if (head > length) {
      // Malformed.
      makeRoom(headerBytes + length);
      System.arraycopy(body, 0, ready, headerBytes, length);
      ready(headerBytes + length, 0);
      return;
    }
    int key = payloads.put(Arrays.copyOfRange(body, head, length));
    makeRoom(1 + MOST_LENGTH_BYTES + head + Payloads.KEY_BYTES);
    ByteBuffer packet = ByteBuffer.wrap(ready).put((byte) first);
    int left = head + Payloads.KEY_BYTES;
    while (left > 0x7F) {
      packet.put((byte) (left & 0x7F | 0x80));
      left >>>= 7;
    }
    packet.put((byte) left).put(body, 0, head).putInt(key);
    ready(packet.position(), 0);
  }

  /** Bytes before the payload; more than there are = malformed. */
  private int headBytes() {
    int at = 2;
    if (at > length) {
      return Integer.MAX_VALUE;
    }
    at += (body[0] & 0xFF) << 8 | body[1] & 0xFF;
    at += (first & 0x06) == 0 ? 0 : 2;
    int properties = 0;
    int digit;
    int shift = 0;
    do {
      if (at >= length || shift > 21) {
        return Integer.MAX_VALUE;
      }
      digit = body[at++];
      properties |= (digit & 0x7F) << shift;
      shift += 7;
    } while ((digit & 0x80) != 0);
    return at + properties;
  }

  private void makeRoom(int bytes) {
    if (ready.length < bytes) {
      ready = Arrays.copyOf(ready, bytes);
    }
  }

  private void ready(int bytes, int following) {
    next = 0;
    end = bytes;
    rest = following;
    headerBytes = 0;
  }

  /** Paho asks before each packet whether there are bytes: the system needs not be asked if so. */
  private static final class Read extends BufferedInputStream {
    private Read(InputStream in) {
      super(in, READ_BYTES);
    }

    @Override
    public synchronized int available() throws IOException {
      return count > pos ? count - pos : super.available();
    }
  }
}
