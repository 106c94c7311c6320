package io.millwright.gateway.store;

import io.millwright.gateway.ledger.Ledger;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The books at one moment, together with the state of Kafka and of the segments that they belong
 * to.
 *
 * @param nextId of the segments; a file with a lower number that is not in {@code segments} was to
 *     be deleted
 * @param segments by id
 */
record Snapshot(Positions positions, long nextId, Map<Long, Included> segments) {
  private static final int MAGIC = 0x4D57_4C45;
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 12;

  /** How many records of a segment are in the books, and which of those are settled. */
  record Included(int count, BitSet settled) {
    boolean has(int ordinal) {
      return ordinal < count;
    }
  }

  /** Of a gateway that has never run. */
  static Snapshot none() {
    return new Snapshot(new Positions(), 1, Map.of());
  }

  /** Under the ledger's monitor. */
  static byte[] encode(Ledger ledger, Positions positions, long nextId, List<Segment> segments)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[HEADER_BYTES]);
    ledger.writeTo(out);
    positions.writeTo(out);
    out.writeLong(nextId);
    out.writeInt(segments.size());
    for (Segment segment : segments) {
      out.writeLong(segment.id());
      out.writeInt(segment.count());
      long[] settled = segment.settledBits();
      out.writeInt(settled.length);
      for (long word : settled) {
        out.writeLong(word);
      }
    }
    byte[] all = bytes.toByteArray();
    ByteBuffer.wrap(all).putInt(MAGIC).putInt(VERSION).putInt(checksum(all));
    return all;
  }

  /**
   * Reads the books into the ledger.
   *
   * @throws IOException if the bytes are damaged or from another version; the ledger is unchanged
   */
  static Snapshot decode(byte[] all, Ledger ledger) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(all);
    if (all.length < HEADER_BYTES || header.getInt() != MAGIC) {
      throw new IOException("this is not a snapshot of a ledger");
    }
    int version = header.getInt();
    if (version != VERSION) {
      throw new IOException("it has version " + version + ", and this gateway reads " + VERSION);
    }
    if (header.getInt() != checksum(all)) {
      throw new IOException("its checksum is wrong");
    }
    DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(all, HEADER_BYTES, all.length - HEADER_BYTES));
    ledger.readFrom(in);
    Positions positions = Positions.readFrom(in);
    long nextId = in.readLong();
    Map<Long, Included> segments = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      long id = in.readLong();
      int count = in.readInt();
      long[] settled = new long[in.readInt()];
      for (int i = 0; i < settled.length; i++) {
        settled[i] = in.readLong();
      }
      segments.put(id, new Included(count, BitSet.valueOf(settled)));
    }
    return new Snapshot(positions, nextId, segments);
  }

  private static int checksum(byte[] all) {
    CRC32C crc = new CRC32C();
    crc.update(all, HEADER_BYTES, all.length - HEADER_BYTES);
    return (int) crc.getValue();
  }
}
