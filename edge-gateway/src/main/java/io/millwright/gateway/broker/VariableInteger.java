package io.millwright.gateway.broker;

import java.io.ByteArrayOutputStream;

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
}
