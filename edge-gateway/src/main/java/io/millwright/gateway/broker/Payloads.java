package io.millwright.gateway.broker;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Payloads on their way around Paho, which reads every byte of them twice, with a lock for each. It
 * gets a key instead, and hands over messages in the order they came. For one connection; one
 * thread puts and another takes.
 */
final class Payloads {
  static final int KEY_BYTES = Integer.BYTES;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private int latest;

  private record Entry(int key, @SuppressWarnings("ArrayRecordComponent") byte[] payload) {}

  /**
   * Keeps a payload until it is taken.
   *
   * @return its key
   */
  synchronized int put(byte[] payload) {
    entries.add(new Entry(++latest, payload));
    return latest;
  }

  /**
   * The payload of a key, and forgets those before it, whose messages Paho has dropped.
   *
   * @return null = there is none
   */
  synchronized byte @Nullable [] take(byte[] key) {
    if (key.length != KEY_BYTES) {
      return null;
    }
    int wanted = ByteBuffer.wrap(key).getInt();
    Entry entry;
    while ((entry = entries.poll()) != null) {
      if (entry.key == wanted) {
        return entry.payload;
      }
    }
    return null;
  }
}
