package io.millwright.gateway.ledger;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Which message numbers of a source have been seen. Remembers the latest 1,024 one by one, so that
 * disorder within those is told from gaps and repetitions.
 */
final class SequenceWindow {
  private static final int WORDS = 16;
  private static final int SIZE = WORDS * Long.SIZE;

  private final long[] seen = new long[WORDS];

  /** Of the present numbering; 0 = no number yet. */
  private long first;

  private long highest;

  /** How often the source has begun to number anew. */
  private int restarts;

  private long expectedBefore;
  private long distinct;

  /**
   * Takes note of a number.
   *
   * @param newer whether the message is newer, in event time, than all before it
   * @param found whether it came long ago and has only now been found: then it is behind the window
   *     for no fault of the source
   * @return whether the number has been seen before
   */
  boolean repeated(long sequence, boolean newer, boolean found) {
    if (first == 0) {
      begin(sequence);
      return false;
    }
    if (sequence > highest) {
      advance(sequence);
      distinct++;
      return false;
    }
    boolean behindTheWindow = sequence <= highest - SIZE;
    // A source that was restarted counts from 1 again, and what it sends is new.
    if (newer && !found && (sequence == 1 || behindTheWindow)) {
      restarts++;
      expectedBefore = plus(expectedBefore, highest - first);
      begin(sequence);
      return false;
    }
    if (behindTheWindow ? !found : test(sequence)) {
      return true;
    }
    if (!behindTheWindow) {
      set(sequence);
    }
    distinct++;
    // A number below the first one seen, out of order at the beginning.
    first = Math.min(first, sequence);
    return false;
  }

  /** How many messages the source has numbered, from the first one seen. */
  long expected() {
    return first == 0 ? 0 : plus(expectedBefore, highest - first);
  }

  /** One more than both together; a source may name any number, and the sum must not wrap. */
  private static long plus(long before, long span) {
    return span >= Long.MAX_VALUE - before ? Long.MAX_VALUE : before + span + 1;
  }

  long missing() {
    return Math.max(0, expected() - distinct);
  }

  int restarts() {
    return restarts;
  }

  private void begin(long sequence) {
    Arrays.fill(seen, 0);
    first = sequence;
    highest = sequence;
    distinct++;
    set(sequence);
  }

  private void advance(long sequence) {
    long gap = sequence - highest;
    if (gap >= SIZE) {
      Arrays.fill(seen, 0);
    } else {
      for (long skipped = highest + 1; skipped < sequence; skipped++) {
        clear(skipped);
      }
    }
    highest = sequence;
    set(sequence);
  }

  private boolean test(long sequence) {
    return (seen[word(sequence)] & 1L << (sequence & 63)) != 0;
  }

  private void set(long sequence) {
    seen[word(sequence)] |= 1L << (sequence & 63);
  }

  private void clear(long sequence) {
    seen[word(sequence)] &= ~(1L << (sequence & 63));
  }

  private static int word(long sequence) {
    return (int) (sequence >>> 6) & WORDS - 1;
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeLong(first);
    if (first == 0) {
      return;
    }
    out.writeLong(highest);
    out.writeInt(restarts);
    out.writeLong(expectedBefore);
    out.writeLong(distinct);
    for (long word : seen) {
      out.writeLong(word);
    }
  }

  static SequenceWindow readFrom(DataInput in) throws IOException {
    SequenceWindow window = new SequenceWindow();
    window.first = in.readLong();
    if (window.first != 0) {
      window.highest = in.readLong();
      window.restarts = in.readInt();
      window.expectedBefore = in.readLong();
      window.distinct = in.readLong();
      for (int i = 0; i < WORDS; i++) {
        window.seen[i] = in.readLong();
      }
    }
    return window;
  }
}
