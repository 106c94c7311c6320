package io.millwright.streams.monitoring;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link LiveStore} keeps an object whose changes are smaller than it is: its whole, and
 * beside it each change since then in a record of its own.
 *
 * <p>Wholes and changes are numbered. The whole of number n holds all changes up to n; change n is
 * in the slot n modulo {@link #SLOTS}, where it takes the place of one that lies behind a newer
 * whole. So nothing must be deleted, and what is there tells by itself how far it goes: from the
 * whole on as long as the numbers follow each other.
 */
final class StoredForm {
  /** Changes of an object that may follow its whole. */
  static final int SLOTS = 16;

  /** Begins a numbered whole; no other form begins with it. */
  private static final byte NUMBERED = 0x7f;

  /** The same, of an object that was live here: its changes do not follow on what is stored. */
  private static final byte NUMBERED_HERE = 0x7e;

  /** Between a key and its slot; no key has it. */
  private static final byte SLOT = 0;

  private StoredForm() {}

  /**
   * A stored whole.
   *
   * @param followed whether changes may follow it in the change log
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and a copy would cost
  record Whole(long number, byte[] bytes, boolean followed) {

    /** One without a number, as it was written before there were changes, has 0. */
    static Whole read(byte[] stored) {
      if (stored.length > Long.BYTES && (stored[0] == NUMBERED || stored[0] == NUMBERED_HERE)) {
        return new Whole(
            ByteBuffer.wrap(stored).getLong(1),
            Arrays.copyOfRange(stored, 1 + Long.BYTES, stored.length),
            stored[0] == NUMBERED);
      }
      return new Whole(0, stored, true);
    }

    byte[] write() {
      return ByteBuffer.allocate(1 + Long.BYTES + bytes.length)
          .put(followed ? NUMBERED : NUMBERED_HERE)
          .putLong(number)
          .put(bytes)
          .array();
    }
  }

  static byte[] change(long number, byte[] change) {
    return ByteBuffer.allocate(Long.BYTES + change.length).putLong(number).put(change).array();
  }

  /**
   * The changes that follow a whole, in their order.
   *
   * @param stored what is stored under a key; null = nothing
   */
  static List<byte[]> changesSince(
      Whole whole, Bytes key, Function<Bytes, byte @Nullable []> stored) {
    List<byte[]> changes = new ArrayList<>();
    while (changes.size() < SLOTS) {
      long number = whole.number() + changes.size() + 1;
      byte[] change = change(stored.apply(slot(key, number)), number);
      if (change == null) {
        break;
      }
      changes.add(change);
    }
    return changes;
  }

  static boolean isSlot(Bytes key) {
    byte[] raw = key.get();
    return raw.length > 2 && raw[raw.length - 2] == SLOT;
  }

  static Bytes slot(Bytes key, long number) {
    byte[] raw = Arrays.copyOf(key.get(), key.get().length + 2);
    raw[raw.length - 2] = SLOT;
    raw[raw.length - 1] = (byte) (1 + Math.floorMod(number, SLOTS));
    return Bytes.wrap(raw);
  }

  /** All slots of a key. */
  static List<Bytes> slots(Bytes key) {
    Bytes[] slots = new Bytes[SLOTS];
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = slot(key, i);
    }
    return List.of(slots);
  }

  /** Null = what is in the slot is another. */
  private static byte @Nullable [] change(byte @Nullable [] stored, long number) {
    return stored == null || number(stored) != number
        ? null
        : Arrays.copyOfRange(stored, Long.BYTES, stored.length);
  }

  /** The number of what is in a slot; negative = it is none. */
  static long number(byte[] stored) {
    return stored.length < Long.BYTES ? -1 : ByteBuffer.wrap(stored).getLong();
  }
}
