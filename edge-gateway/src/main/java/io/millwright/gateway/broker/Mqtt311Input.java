package io.millwright.gateway.broker;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * What comes from a broker that speaks MQTT 3.1.1, as MQTT 5 would have it: with properties, of
 * which there are none, and with reason codes. When the socket has a timeout, reading goes on after
 * it where it was.
 */
final class Mqtt311Input extends InputStream {
  private static final int READ_BYTES = 32 * 1024;
  private static final int CONNACK = 2;
  private static final int PUBLISH = 3;
  private static final int SUBACK = 9;

  /** Reason codes of MQTT 5 for the return codes 1 to 5 of CONNACK. */
  private static final int[] REASONS = {0x84, 0x85, 0x88, 0x86, 0x87};

  private static final int UNSPECIFIED_ERROR = 0x80;

  private final InputStream in;

  /** What has come and is not handed on, from {@code next} to {@code end}. */
  private byte[] bytes = new byte[READ_BYTES];

  private int next;
  private int end;

  /** The beginning of a packet as MQTT 5 has it, and what of it has been handed on. */
  private byte[] beginning = {};

  private int begun;

  /** Bytes of the packet behind its beginning: they are the same in both versions. */
  private int rest;

  Mqtt311Input(InputStream in) {
    this.in = in;
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
    int count = 0;
    while (count < most) {
      if (begun == beginning.length && rest == 0 && !nextPacket(count > 0)) {
        return count > 0 ? count : -1;
      }
      if (begun < beginning.length) {
        int part = Math.min(most - count, beginning.length - begun);
        System.arraycopy(beginning, begun, target, from + count, part);
        begun += part;
        count += part;
      }
      if (rest > 0) {
        if (next == end) {
          if (count > 0) {
            return count;
          } else if (!fill()) {
            return -1;
          }
        }
        int part = Math.min(most - count, Math.min(rest, end - next));
        System.arraycopy(bytes, next, target, from + count, part);
        next += part;
        rest -= part;
        count += part;
      }
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

  /**
   * Begins the next packet; false = it has not come.
   *
   * @param hereOnly whether not to wait for it
   */
  private boolean nextPacket(boolean hereOnly) throws IOException {
    while (true) {
      if (begin() == 0) {
        return true;
      }
      if (hereOnly || !fill()) {
        return false;
      }
    }
  }

  /** Begins the next packet if enough of it is here, and gives 0; else how much is needed. */
  private int begin() {
    int header = 1;
    int length = 0;
    int digit;
    do {
      if (header > VariableInteger.MOST_BYTES) {
        // Whoever reads it says that it has no end.
        return pass(header);
      }
      if (next + header >= end) {
        return header + 1;
      }
      digit = bytes[next + header];
      length |= (digit & 0x7F) << 7 * (header - 1);
      header++;
    } while ((digit & 0x80) != 0);
    return switch ((bytes[next] & 0xF0) >> 4) {
      case CONNACK -> length == 2 ? connack(header) : pass(header + length);
      case SUBACK -> length > 2 ? withoutProperties(header, length, 2) : pass(header + length);
      case PUBLISH -> publish(header, length);
      default -> pass(header + length);
    };
  }

  private int pass(int size) {
    beginning = new byte[0];
    begun = 0;
    rest = size;
    return 0;
  }

  private int connack(int header) {
    int needed = header + 2;
    if (needed > end - next) {
      return needed;
    }
    int code = bytes[next + header + 1] & 0xFF;
    int reason = code == 0 ? 0 : code <= REASONS.length ? REASONS[code - 1] : UNSPECIFIED_ERROR;
    beginning = new byte[] {bytes[next], 3, bytes[next + header], (byte) reason, 0};
    begun = 0;
    next += needed;
    return 0;
  }

  private int publish(int header, int length) {
    if (length < 2) {
      return pass(header + length);
    }
    int needed = header + 2;
    if (needed > end - next) {
      return needed;
    }
    int topic = (bytes[next + header] & 0xFF) << 8 | bytes[next + header + 1] & 0xFF;
    int head = 2 + topic + ((bytes[next] & 0x06) == 0 ? 0 : 2);
    // One that runs over its end stays malformed.
    return head > length ? pass(header + length) : withoutProperties(header, length, head);
  }

  /**
   * Begins a packet with the length of its properties, 0.
   *
   * @param head bytes of it before the properties, behind the fixed header
   */
  private int withoutProperties(int header, int length, int head) {
    int needed = header + head;
    if (needed > end - next) {
      return needed;
    }
    byte[] digits = VariableInteger.bytes(length + 1);
    beginning = new byte[1 + digits.length + head + 1];
    beginning[0] = bytes[next];
    System.arraycopy(digits, 0, beginning, 1, digits.length);
    System.arraycopy(bytes, next + header, beginning, 1 + digits.length, head);
    begun = 0;
    rest = length - head;
    next += needed;
    return 0;
  }

  /** Waits for more bytes; false = there are none. */
  private boolean fill() throws IOException {
    if (next > 0) {
      System.arraycopy(bytes, next, bytes, 0, end - next);
      end -= next;
      next = 0;
    }
    if (end == bytes.length) {
      // A topic has at most 65,535 bytes.
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    int count = in.read(bytes, end, bytes.length - end);
    end += Math.max(0, count);
    return count >= 0;
  }
}
