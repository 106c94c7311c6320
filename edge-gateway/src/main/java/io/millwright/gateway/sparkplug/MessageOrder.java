package io.millwright.gateway.sparkplug;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of one edge node's messages, by their seq of 0 to 255, which follows 255 with 0.
 * Guarded by the edge node's lock.
 */
final class MessageOrder {
  static final int SEQUENCES = 256;

  /**
   * When a message this far ahead has come, what is missing before it will not: with twice as many
   * the seq of a message could not be told from one that comes late.
   */
  static final int MOST_AHEAD = 64;

  private int expected;

  /** Number of the last message that was its turn, counted from 1 at the NBIRTH and not wrapped. */
  private long number;

  private final @Nullable Incoming[] held = new @Nullable Incoming[SEQUENCES];
  private int heldCount;

  /** An NBIRTH begins to count again; what is held stays. */
  void start(int seq) {
    expected = next(seq);
    number = 1;
  }

  /** 0 = it is its turn; more = so many are missing before it; less = it comes late. */
  int ahead(int seq) {
    int distance = Math.floorMod(seq - expected, SEQUENCES);
    return distance < SEQUENCES / 2 ? distance : distance - SEQUENCES;
  }

  /** The message whose turn it is has come; returns its number. */
  long advance() {
    expected = next(expected);
    return ++number;
  }

  /** Number of a message that comes late; 0 = it is from before the NBIRTH. */
  long lateNumber(int ahead) {
    return Math.max(0, number + 1 + ahead);
  }

  /** Keeps a message until its turn; there must be none with its seq. */
  void hold(int seq, Incoming message) {
    held[seq] = message;
    heldCount++;
  }

  /** The message with that seq that waits; null = there is none. */
  @Nullable Incoming held(int seq) {
    return held[seq];
  }

  boolean holdsAny() {
    return heldCount > 0;
  }

  /** The held message whose turn it is; null = it has not come. */
  @Nullable Incoming takeNext() {
    Incoming message = held[expected];
    if (message != null) {
      held[expected] = null;
      heldCount--;
    }
    return message;
  }

  /** When the held message came that waits longest; only while there is one. */
  long oldestHeldNanos(long now) {
    long longest = 0;
    for (Incoming message : held) {
      if (message != null) {
        longest = Math.max(longest, now - message.nanos());
      }
    }
    return now - longest;
  }

  /** Takes out what was sent at or after {@code millis}, in its order. */
  List<Incoming> takeSentSince(long millis) {
    List<Incoming> taken = new ArrayList<>();
    for (int seq = 0; seq < SEQUENCES; seq++) {
      Incoming message = held[seq];
      if (message != null && message.payload().getTimestamp() >= millis) {
        held[seq] = null;
        heldCount--;
        taken.add(message);
      }
    }
    return taken;
  }

  /** Gives up those that are missing before the next held message; returns how many. */
  int skipToNextHeld() {
    int skipped = 0;
    while (heldCount > 0 && held[expected] == null) {
      expected = next(expected);
      number++;
      skipped++;
    }
    return skipped;
  }

  private static int next(int seq) {
    return (seq + 1) % SEQUENCES;
  }
}
