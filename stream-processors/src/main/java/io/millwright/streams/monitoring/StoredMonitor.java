package io.millwright.streams.monitoring;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millwright.models.monitor.AssetMonitor;
import io.millwright.streams.monitoring.MonitoredAsset.Pace;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A monitored asset as the bytes of the change log: a version byte, the SHA-256 of its plan in
 * hexadecimal, what {@link SilenceWatch} must know without its snapshot, the snapshot. The plan's
 * document is kept once for all assets that have it.
 *
 * @param dueMicros event time at which time alone changes something; {@code Long.MAX_VALUE} = none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and a copy would cost
public record StoredMonitor(String planSha256, Pace pace, long dueMicros, byte[] snapshot) {
  private static final byte VERSION = 2;

  /** Without pace and due time. */
  private static final byte BEFORE_TICKS = 1;

  private static final int SHA_LENGTH = 64;

  static StoredMonitor of(MonitoredAsset asset) {
    AssetMonitor monitor = asset.monitor();
    return new StoredMonitor(
        monitor.plan().sha256(), asset.pace(), monitor.nextByTimeAloneMicros(), monitor.snapshot());
  }

  /** What {@link SilenceWatch} must know, as it is after the changes that were stored since. */
  StoredMonitor after(List<byte[]> changes) {
    if (changes.isEmpty()) {
      return this;
    }
    StoredReadings last = StoredReadings.read(changes.get(changes.size() - 1));
    return new StoredMonitor(planSha256, last.pace(), last.dueMicros(), snapshot);
  }

  /** That of an asset of a history, whose time does not pass by itself. */
  public static StoredMonitor ofHistory(String planSha256, byte[] snapshot) {
    return new StoredMonitor(planSha256, Pace.NOT_LIVE, Long.MAX_VALUE, snapshot);
  }

  public byte[] write() {
    byte[] sha = planSha256.getBytes(US_ASCII);
    if (sha.length != SHA_LENGTH) {
      throw new IllegalArgumentException(
          "SHA-256 of a plan must have 64 hexadecimal digits, but was '" + planSha256 + "'");
    }
    return ByteBuffer.allocate(1 + SHA_LENGTH + 3 * Long.BYTES + snapshot.length)
        .put(VERSION)
        .put(sha)
        .putLong(pace.heardMicros())
        .putLong(pace.delayMicros())
        .putLong(dueMicros)
        .put(snapshot)
        .array();
  }

  /**
   * Reads what {@link #write} wrote, and what it wrote before there were ticks.
   *
   * @throws IllegalArgumentException if the bytes are of another version or too short
   */
  public static StoredMonitor read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      byte version = buffer.get();
      if (version != VERSION && version != BEFORE_TICKS) {
        throw new IllegalArgumentException(
            "stored monitor has version "
                + version
                + ", this program reads "
                + BEFORE_TICKS
                + " and "
                + VERSION);
      }
      byte[] sha = new byte[SHA_LENGTH];
      buffer.get(sha);
      Pace pace = Pace.NOT_LIVE;
      long due = Long.MAX_VALUE;
      if (version == VERSION) {
        pace = new Pace(buffer.getLong(), buffer.getLong());
        due = buffer.getLong();
      }
      byte[] snapshot = new byte[buffer.remaining()];
      buffer.get(snapshot);
      return new StoredMonitor(new String(sha, US_ASCII), pace, due, snapshot);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(
          "stored monitor is cut off after " + bytes.length + " bytes", e);
    }
  }
}
