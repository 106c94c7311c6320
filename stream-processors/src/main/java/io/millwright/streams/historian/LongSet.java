package io.millwright.streams.historian;

import java.util.Arrays;
import java.util.function.LongPredicate;

/** Numbers other than 0, each once, without an object for each. */
final class LongSet {
  private static final int SMALLEST = 1024;

  /** Open addressing; 0 = free; never more than half full. */
  private long[] slots = new long[SMALLEST];

  private int size;

  int size() {
    return size;
  }

  boolean contains(long number) {
    return slots[slot(number)] == number;
  }

  /**
   * @throws IllegalArgumentException if the number is 0
   */
  void add(long number) {
    if (number == 0) {
      throw new IllegalArgumentException("0 stands for a free place");
    }
    int slot = slot(number);
    if (slots[slot] == number) {
      return;
    }
    slots[slot] = number;
    size++;
    if (size * 2 > slots.length) {
      long[] full = slots;
      slots = new long[full.length * 2];
      for (long each : full) {
        if (each != 0) {
          slots[slot(each)] = each;
        }
      }
    }
  }

  private int slot(long number) {
    long spread = number * 0x9E3779B97F4A7C15L;
    int slot = (int) (spread >>> 32) & slots.length - 1;
    while (slots[slot] != 0 && slots[slot] != number) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  void clear() {
    if (slots.length == SMALLEST) {
      Arrays.fill(slots, 0);
    } else {
      slots = new long[SMALLEST];
    }
    size = 0;
  }

  /** Those that are chosen, in ascending order. */
  long[] sorted(LongPredicate chosen) {
    long[] numbers =
        Arrays.stream(slots).filter(number -> number != 0 && chosen.test(number)).toArray();
    Arrays.sort(numbers);
    return numbers;
  }
}
