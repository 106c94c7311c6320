package io.millwright.streams.monitoring;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * A monitor as the bytes of the change log: a version byte, the SHA-256 of its plan in hexadecimal,
 * the snapshot. The plan's document is kept once for all assets that have it.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and a copy would cost
public record StoredMonitor(String planSha256, byte[] snapshot) {
  private static final byte VERSION = 1;
  private static final int SHA_LENGTH = 64;

  /** The bytes of a monitor with that plan and snapshot. */
  public static byte[] write(String planSha256, byte[] snapshot) {
    byte[] sha = planSha256.getBytes(US_ASCII);
    if (sha.length != SHA_LENGTH) {
      throw new IllegalArgumentException(
          "SHA-256 of a plan must have 64 hexadecimal digits, but was '" + planSha256 + "'");
    }
    return ByteBuffer.allocate(1 + SHA_LENGTH + snapshot.length)
        .put(VERSION)
        .put(sha)
        .put(snapshot)
        .array();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another version or too short
   */
  public static StoredMonitor read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      byte version = buffer.get();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "stored monitor has version " + version + ", this program reads " + VERSION);
      }
      byte[] sha = new byte[SHA_LENGTH];
      buffer.get(sha);
      byte[] snapshot = new byte[buffer.remaining()];
      buffer.get(snapshot);
      return new StoredMonitor(new String(sha, US_ASCII), snapshot);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(
          "stored monitor is cut off after " + bytes.length + " bytes", e);
    }
  }
}
