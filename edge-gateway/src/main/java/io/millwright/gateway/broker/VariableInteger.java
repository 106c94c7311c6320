package io.millwright.gateway.broker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Lengths as MQTT writes them: seven bits in a byte, the least significant first. */
final class VariableInteger {
  static final int MOST_BYTES = 4;

  private VariableInteger() {}

  static byte[] bytes(int value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(MOST_BYTES);
    int left = value;
    while (left > 0x7F) {
      bytes.write(left & 0x7F | 0x80);
      left >>>= 7;
    }
    bytes.write(left);
    return bytes.toByteArray();
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it does not end
   */
  static int read(ByteBuffer in) {
    int value = 0;
    for (int i = 0; i < MOST_BYTES; i++) {
      int digit = in.get();
      value |= (digit & 0x7F) << 7 * i;
      if (digit >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a length has more than " + MOST_BYTES + " bytes");
  }
}
