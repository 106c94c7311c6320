package io.millwright.gateway.broker;

import java.io.IOException;
import java.io.InputStream;

/**
 * What comes from a broker that speaks MQTT 3.1.1, as MQTT 5 would have it: with properties, of
 * which there are none, and with reason codes. When the socket has a timeout, reading goes on after
 * it where it was.
 */
final class Mqtt311Input extends InputStream {
  private static final int CONNACK = 2;
  private static final int PUBLISH = 3;
  private static final int SUBACK = 9;

  /** Reason codes of MQTT 5 for the return codes 1 to 5 of CONNACK. */
  private static final int[] REASONS = {0x84, 0x85, 0x88, 0x86, 0x87};

  private static final int UNSPECIFIED_ERROR = 0x80;

  private final PacketBuffer in;

  /** The beginning of a packet as MQTT 5 has it, and what of it has been handed on. */
  private byte[] beginning = {};

  private int begun;

  /** Bytes of the packet behind its beginning: they are the same in both versions. */
  private int rest;

  Mqtt311Input(InputStream in) {
    this.in = new PacketBuffer(in);
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
        if (in.isEmpty()) {
          if (count > 0) {
            return count;
          } else if (!in.fill(0)) {
            return -1;
          }
        }
        int part = in.take(target, from + count, Math.min(most - count, rest));
        rest -= part;
        count += part;
      }
    }
    return count;
  }

  @Override
  public int available() throws IOException {
    return in.available();
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
      int needed = begin();
      if (needed == 0) {
        return true;
      }
      if (hereOnly || !in.fill(needed)) {
        return false;
      }
    }
  }

  /** Begins the next packet if enough of it is here, and gives 0; else how much is needed. */
  private int begin() {
    switch (in.header()) {
      case PART -> {
        return in.headerSize();
      }
      case ENDLESS -> {
        // Whoever reads it says so.
        return pass(in.headerSize());
      }
      case WHOLE -> {}
    }
    int header = in.headerSize();
    int length = in.bodySize();
    return switch ((in.at(0) & 0xF0) >> 4) {
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
    if (needed > in.size()) {
      return needed;
    }
    int code = in.at(header + 1) & 0xFF;
    int reason = code == 0 ? 0 : code <= REASONS.length ? REASONS[code - 1] : UNSPECIFIED_ERROR;
    beginning = new byte[] {in.at(0), 3, in.at(header), (byte) reason, 0};
    begun = 0;
    in.skip(needed);
    return 0;
  }

  private int publish(int header, int length) {
    if (length < 2) {
      return pass(header + length);
    }
    int needed = header + 2;
    if (needed > in.size()) {
      return needed;
    }
    int topic = (in.at(header) & 0xFF) << 8 | in.at(header + 1) & 0xFF;
    int head = 2 + topic + ((in.at(0) & 0x06) == 0 ? 0 : 2);
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
    if (needed > in.size()) {
      return needed;
    }
    byte[] digits = VariableInteger.bytes(length + 1);
    beginning = new byte[1 + digits.length + head + 1];
    beginning[0] = in.at(0);
    System.arraycopy(digits, 0, beginning, 1, digits.length);
    System.arraycopy(in.array(), in.offset() + header, beginning, 1 + digits.length, head);
    begun = 0;
    rest = length - head;
    in.skip(needed);
    return 0;
  }
}
