package io.millwright.gateway.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.gateway.publish.OutboundRecord;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger has to know about a record. Several messages in one record are alike in their
 * count of readings, and numbered one after the other if they are numbered. It travels with the
 * record, into the store and, as a header, into Kafka, so that the books can be made again from
 * what is there.
 *
 * @param gateway the gateway that took the record
 * @param serial its number at that gateway, never given twice: {@link #run} and a counter
 * @param source who sent what is in it
 * @param messages how many messages it holds, at least 1
 * @param readings how many readings it holds in all
 * @param sequence number of the first message within its source, from 1; 0 = none
 * @param newestTimeMicros event time of its newest reading, microseconds since 1970; {@link
 *     OutboundRecord#NO_TIME} = none
 * @param rejection why its message could not be used, as in metrics; "" = it could
 */
public record Waybill(
    long gateway,
    long serial,
    String source,
    int messages,
    int readings,
    long sequence,
    long newestTimeMicros,
    String rejection) {
  /** Of one message. */
  private static final byte VERSION_1 = 1;

  private static final byte VERSION = 2;
  private static final int FIXED_BYTES = 1 + 8 + 8 + 4 + 4 + 8 + 8 + 1;
  private static final int COUNTER_BITS = 40;

  public static Waybill of(OutboundRecord record, long gateway, long serial) {
    return new Waybill(
        gateway,
        serial,
        record.source(),
        record.messages(),
        record.readings(),
        record.sequence(),
        record.newestTimeMicros(),
        record.rejection() == null ? "" : record.rejection().label());
  }

  /** The first number that a run of the gateway gives; runs count from 1. */
  public static long firstSerial(int run) {
    return (long) run << COUNTER_BITS;
  }

  /** The run of the gateway that took the record. */
  public int run() {
    return (int) (serial >>> COUNTER_BITS);
  }

  public byte[] encode() {
    byte[] sourceBytes = source.getBytes(UTF_8);
    byte[] rejectionBytes = rejection.getBytes(UTF_8);
    return ByteBuffer.allocate(FIXED_BYTES + rejectionBytes.length + sourceBytes.length)
        .put(VERSION)
        .putLong(gateway)
        .putLong(serial)
        .putInt(messages)
        .putInt(readings)
        .putLong(sequence)
        .putLong(newestTimeMicros)
        .put((byte) rejectionBytes.length)
        .put(rejectionBytes)
        .put(sourceBytes)
        .array();
  }

  /** Null when these are not the bytes of a waybill that this version reads. */
  public static @Nullable Waybill decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      byte version = in.get();
      if (version != VERSION && version != VERSION_1) {
        return null;
      }
      long gateway = in.getLong();
      long serial = in.getLong();
      int messages = version == VERSION_1 ? 1 : Math.max(1, in.getInt());
      int readings = in.getInt();
      long sequence = in.getLong();
      long newest = in.getLong();
      byte[] rejection = new byte[in.get()];
      in.get(rejection);
      byte[] source = new byte[in.remaining()];
      in.get(source);
      return new Waybill(
          gateway,
          serial,
          new String(source, UTF_8),
          messages,
          readings,
          sequence,
          newest,
          new String(rejection, UTF_8));
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      return null;
    }
  }
}
