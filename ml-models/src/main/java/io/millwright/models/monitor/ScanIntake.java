package io.millwright.models.monitor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The scans that are not evaluated yet. Of several readings of a point in one scan the latest
 * counts, and of equally late ones the greatest: the order of arrival decides nothing.
 *
 * <pre>
 *   closed scans | open scans: at most capacity | not yet begun
 *                ^ next                ^ newest event time
 * </pre>
 */
final class ScanIntake {
  private static final long NONE = Long.MIN_VALUE;

  private final int points;
  private final int capacity;

  /** The scan that a slot holds; a scan's slot is its number modulo the capacity. */
  private final long[] scanOfSlot;

  private final long[] times;
  private final double[] values;

  /**
   * @param capacity as many scans as can be open at a time
   */
  ScanIntake(int points, int capacity) {
    this.points = points;
    this.capacity = capacity;
    this.scanOfSlot = new long[capacity];
    this.times = new long[capacity * points];
    this.values = new double[capacity * points];
    Arrays.fill(scanOfSlot, NONE);
  }

  /** Open scans when readings may be late by so much: those it touches, and the one begun. */
  static int capacity(long latenessMicros, long periodMicros) {
    return Math.toIntExact(latenessMicros / periodMicros + 3);
  }

  int capacity() {
    return capacity;
  }

  void put(long scan, int point, long timeMicros, double value) {
    int slot = (int) Math.floorMod(scan, (long) capacity);
    int first = slot * points;
    if (scanOfSlot[slot] != scan) {
      scanOfSlot[slot] = scan;
      Arrays.fill(values, first, first + points, Double.NaN);
      Arrays.fill(times, first, first + points, NONE);
    }
    int place = first + point;
    if (timeMicros > times[place]
        || (timeMicros == times[place] && Double.compare(value, values[place]) > 0)) {
      times[place] = timeMicros;
      values[place] = value;
    }
  }

  /** Moves the values of a scan out: false = it had no reading. NaN = the point had none. */
  boolean take(long scan, double[] valueOfPoint) {
    int slot = (int) Math.floorMod(scan, (long) capacity);
    if (scanOfSlot[slot] != scan) {
      return false;
    }
    System.arraycopy(values, slot * points, valueOfPoint, 0, points);
    scanOfSlot[slot] = NONE;
    return true;
  }

  /**
   * Takes over the open scans of another intake of the same period.
   *
   * @param placeBefore for each point its place in the other intake, or -1
   */
  void inherit(ScanIntake before, int[] placeBefore) {
    for (int slot = 0; slot < before.capacity; slot++) {
      if (before.scanOfSlot[slot] != NONE) {
        for (int point = 0; point < points; point++) {
          int place = slot * before.points + placeBefore[point];
          if (placeBefore[point] >= 0 && before.times[place] != NONE) {
            put(before.scanOfSlot[slot], point, before.times[place], before.values[place]);
          }
        }
      }
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(capacity);
    for (int slot = 0; slot < capacity; slot++) {
      out.writeLong(scanOfSlot[slot]);
      if (scanOfSlot[slot] != NONE) {
        for (int place = slot * points; place < (slot + 1) * points; place++) {
          out.writeLong(times[place]);
          out.writeDouble(values[place]);
        }
      }
    }
  }

  static ScanIntake read(int points, DataInput in) throws IOException {
    int capacity = in.readInt();
    if (capacity < 1 || capacity > 10_000) {
      throw new IOException("there cannot be " + capacity + " open scans");
    }
    ScanIntake intake = new ScanIntake(points, capacity);
    for (int slot = 0; slot < capacity; slot++) {
      intake.scanOfSlot[slot] = in.readLong();
      if (intake.scanOfSlot[slot] != NONE) {
        for (int place = slot * points; place < (slot + 1) * points; place++) {
          intake.times[place] = in.readLong();
          intake.values[place] = in.readDouble();
        }
      }
    }
    return intake;
  }
}
