package io.millwright.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.gateway.ledger.Waybill;
import io.millwright.gateway.publish.OutboundRecord;
import io.millwright.gateway.publish.OutboundRecord.Priority;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A record in a segment.
 *
 * <pre>
 *  mark 4 | body length 4 | ordinal 4 | CRC32C 4 | body: waybill length 2, waybill, topic length 1, topic,
 *                                                       key length 4, key, value
 * </pre>
 *
 * <p>The checksum begins with the salt of the segment, which nobody outside knows: a device cannot
 * put a frame into the payload of a message that would be taken for one after damage.
 *
 * @param ordinal its number in the segment, from 0
 */
record Frame(int ordinal, Waybill waybill, OutboundRecord record) {
  static final int HEADER_BYTES = 16;
  static final int MARK = 0x4D57_F4A3;

  /** What the length of a waybill can say. */
  private static final int LONGEST_WAYBILL = 65_535;

  private static final int LONGEST_TOPIC = 255;

  /** Bytes that a record takes in a segment. */
  static int size(byte[] waybill, OutboundRecord record) {
    return HEADER_BYTES
        + 2
        + waybill.length
        + 1
        + record.topic().length()
        + 4
        + record.key().length
        + record.value().length;
  }

  /**
   * Writes a record as a frame.
   *
   * @throws IllegalArgumentException if the waybill or the topic is longer than its length can say:
   *     such a frame could not be read again
   */
  static void write(ByteBuffer out, long salt, int ordinal, byte[] waybill, OutboundRecord record) {
    int start = out.position();
    byte[] topic = record.topic().getBytes(UTF_8);
    if (waybill.length > LONGEST_WAYBILL || topic.length > LONGEST_TOPIC) {
      throw new IllegalArgumentException(
          "a waybill of "
              + waybill.length
              + " bytes and a topic of "
              + topic.length
              + " do not fit into a frame, which takes "
              + LONGEST_WAYBILL
              + " and "
              + LONGEST_TOPIC);
    }
    out.putInt(MARK).putInt(size(waybill, record) - HEADER_BYTES).putInt(ordinal).putInt(0);
    out.putShort((short) waybill.length).put(waybill);
    out.put((byte) topic.length).put(topic);
    out.putInt(record.key().length).put(record.key());
    out.put(record.value());
    int end = out.position();
    out.putInt(start + 12, checksum(out, start, end, salt));
  }

  private static int checksum(ByteBuffer bytes, int start, int end, long salt) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(8).putLong(0, salt));
    crc.update(bytes.duplicate().position(start + 4).limit(start + 12));
    crc.update(bytes.duplicate().position(start + HEADER_BYTES).limit(end));
    return (int) crc.getValue();
  }

  /** Length of the whole frame at a position; -1 = there is none, or not a whole one. */
  static int sizeAt(ByteBuffer segment, int position, long salt) {
    if (position + HEADER_BYTES > segment.limit() || segment.getInt(position) != MARK) {
      return -1;
    }
    int body = segment.getInt(position + 4);
    if (body < 0 || body > segment.limit() - position - HEADER_BYTES) {
      return -1;
    }
    int end = position + HEADER_BYTES + body;
    return segment.getInt(position + 12) == checksum(segment, position, end, salt)
        ? end - position
        : -1;
  }

  /**
   * Reads a frame whose checksum is right; null when its lengths are not, or when a newer version
   * has written its waybill.
   */
  static @Nullable Frame read(ByteBuffer segment, int position, Priority priority) {
    ByteBuffer in = segment.duplicate();
    int end = position + HEADER_BYTES + segment.getInt(position + 4);
    in.position(position + HEADER_BYTES).limit(end);
    try {
      Waybill waybill = Waybill.decode(bytes(in, Short.toUnsignedInt(in.getShort())));
      String topic = new String(bytes(in, Byte.toUnsignedInt(in.get())), UTF_8);
      byte[] key = bytes(in, in.getInt());
      byte[] value = bytes(in, in.remaining());
      return waybill == null
          ? null
          : new Frame(
              segment.getInt(position + 8),
              waybill,
              new OutboundRecord(
                  topic, key, value, priority, waybill.source(), waybill.readings()));
    } catch (BufferUnderflowException e) {
      return null;
    }
  }

  private static byte[] bytes(ByteBuffer in, int count) {
    if (count < 0 || count > in.remaining()) {
      // Before so much memory is asked for.
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }
}
