package io.millwright.models.monitor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The scans that are not evaluated yet. Of several readings of a point in one scan the latest
 * counts, of equally late ones that of the highest source sequence, of those the greatest, and of
 * equal ones the uncertain: the order of arrival decides nothing.
 *
 * <p>A numbered reading that cannot be used takes back the one of the same time and a lower
 * sequence: the point is then silent in that scan, because what came before was not kept. Of
 * several such readings of a scan the latest is remembered.
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
  private final boolean[] uncertain;

  /** Null until a reading comes that cannot be: its value or its time. */
  private @Nullable Impossible impossible;

  /** Null until a source numbers its messages. */
  private @Nullable Sequences sequences;

  /** Signs of faulty sensors. */
  private static final class Impossible {
    /** The latest value outside of the point's range, and its time. */
    private final double[] values;

    private final long[] times;

    /** Whether a reading came whose time cannot be. */
    private final boolean[] wrongTime;

    Impossible(int places) {
      values = new double[places];
      times = new long[places];
      wrongTime = new boolean[places];
    }

    void clear(int from, int to) {
      Arrays.fill(values, from, to, Double.NaN);
      Arrays.fill(times, from, to, NONE);
      Arrays.fill(wrongTime, from, to, false);
    }
  }

  /** What numbered readings need beside time and value; 0 = none. */
  private static final class Sequences {
    /** Of the values that are held. */
    private final long[] ofValue;

    /** The latest reading that cannot be used. */
    private final long[] refusedTimes;

    private final long[] refused;

    Sequences(int places) {
      ofValue = new long[places];
      refusedTimes = new long[places];
      refused = new long[places];
    }

    void clear(int from, int to) {
      Arrays.fill(ofValue, from, to, 0);
      Arrays.fill(refusedTimes, from, to, NONE);
      Arrays.fill(refused, from, to, 0);
    }

    void refuse(int place, long timeMicros, long sequence) {
      if (timeMicros > refusedTimes[place]
          || (timeMicros == refusedTimes[place] && sequence > refused[place])) {
        refusedTimes[place] = timeMicros;
        refused[place] = sequence;
      }
    }

    boolean takenBack(int place, long timeMicros) {
      return refusedTimes[place] == timeMicros && refused[place] > ofValue[place];
    }
  }

  /**
   * @param capacity as many scans as can be open at a time
   */
  ScanIntake(int points, int capacity) {
    this.points = points;
    this.capacity = capacity;
    this.scanOfSlot = new long[capacity];
    this.times = new long[capacity * points];
    this.values = new double[capacity * points];
    this.uncertain = new boolean[capacity * points];
    Arrays.fill(scanOfSlot, NONE);
  }

  /** Open scans when readings may be late by so much: those it touches, and the one begun. */
  static int capacity(long latenessMicros, long periodMicros) {
    return Math.toIntExact(latenessMicros / periodMicros + 3);
  }

  int capacity() {
    return capacity;
  }

  /**
   * Takes a reading that can be used.
   *
   * @param sequence of its message within its source; 0 = not numbered
   * @param doubtful whether its quality is uncertain
   */
  void put(long scan, int point, long timeMicros, long sequence, double value, boolean doubtful) {
    int place = open(scan) + point;
    long held = sequences == null ? 0 : sequences.ofValue[place];
    int order = Long.compare(timeMicros, times[place]);
    order = order != 0 ? order : Long.compare(sequence, held);
    order = order != 0 ? order : Double.compare(value, values[place]);
    if (order > 0) {
      times[place] = timeMicros;
      values[place] = value;
      uncertain[place] = doubtful;
      if (sequence != held) {
        numbered().ofValue[place] = sequence;
      }
    } else if (order == 0) {
      uncertain[place] |= doubtful;
    }
  }

  /** Takes a reading that cannot be used, of a source that numbers its messages. */
  void refuse(long scan, int point, long timeMicros, long sequence) {
    int place = open(scan) + point;
    numbered().refuse(place, timeMicros, sequence);
  }

  /** Notes a value outside of its point's range; of several in a scan the latest, then greatest. */
  void noteImpossible(long scan, int point, long timeMicros, double value) {
    int place = open(scan) + point;
    Impossible signs = signs();
    int order = Long.compare(timeMicros, signs.times[place]);
    if (order > 0 || order == 0 && value > signs.values[place]) {
      signs.times[place] = timeMicros;
      signs.values[place] = value;
    }
  }

  /** Notes that a reading came whose time cannot be. */
  void noteWrongTime(long scan, int point) {
    signs().wrongTime[open(scan) + point] = true;
  }

  private Impossible signs() {
    Impossible known = impossible;
    if (known == null) {
      known = new Impossible(times.length);
      known.clear(0, times.length);
      impossible = known;
    }
    return known;
  }

  /** The first place of a scan. */
  private int open(long scan) {
    int slot = (int) Math.floorMod(scan, (long) capacity);
    int first = slot * points;
    if (scanOfSlot[slot] != scan) {
      scanOfSlot[slot] = scan;
      Arrays.fill(values, first, first + points, Double.NaN);
      Arrays.fill(uncertain, first, first + points, false);
      Arrays.fill(times, first, first + points, NONE);
      if (sequences != null) {
        sequences.clear(first, first + points);
      }
      if (impossible != null) {
        impossible.clear(first, first + points);
      }
    }
    return first;
  }

  private Sequences numbered() {
    Sequences known = sequences;
    if (known == null) {
      known = new Sequences(times.length);
      known.clear(0, times.length);
      sequences = known;
    }
    return known;
  }

  /** The earliest scan that has something; {@code Long.MAX_VALUE} = none has. */
  long firstHeld() {
    long first = Long.MAX_VALUE;
    for (long scan : scanOfSlot) {
      first = scan == NONE ? first : Math.min(first, scan);
    }
    return first;
  }

  /**
   * Moves a scan out.
   *
   * @param into gets its values, and what was noted beside them; without meaning if it had neither
   * @return false = it had neither
   */
  boolean take(long scan, ScanValues into) {
    int slot = (int) Math.floorMod(scan, (long) capacity);
    if (scanOfSlot[slot] != scan) {
      return false;
    }
    scanOfSlot[slot] = NONE;
    boolean any = false;
    for (int point = 0; point < points; point++) {
      int place = slot * points + point;
      boolean silent = sequences != null && sequences.takenBack(place, times[place]);
      into.value[point] = silent ? Double.NaN : values[place];
      into.uncertain[point] = !silent && uncertain[place];
      any |= !Double.isNaN(into.value[point]);
    }
    into.signs.clear();
    if (impossible != null) {
      any |= into.signs.take(impossible.values, impossible.wrongTime, slot * points);
    }
    return any;
  }

  /**
   * Takes over the open scans of another intake of the same period.
   *
   * @param placeBefore where a point stood in the other intake; less than 0 = nowhere
   */
  void inherit(ScanIntake before, IntUnaryOperator placeBefore) {
    for (int slot = 0; slot < before.capacity; slot++) {
      if (before.scanOfSlot[slot] != NONE) {
        for (int point = 0; point < points; point++) {
          int old = placeBefore.applyAsInt(point);
          if (old >= 0) {
            inherit(before, before.scanOfSlot[slot], point, slot * before.points + old);
          }
        }
      }
    }
  }

  private void inherit(ScanIntake before, long scan, int point, int place) {
    Sequences known = before.sequences;
    if (before.times[place] != NONE) {
      long sequence = known == null ? 0 : known.ofValue[place];
      put(
          scan,
          point,
          before.times[place],
          sequence,
          before.values[place],
          before.uncertain[place]);
    }
    if (known != null && known.refused[place] != 0) {
      refuse(scan, point, known.refusedTimes[place], known.refused[place]);
    }
    Impossible signs = before.impossible;
    if (signs != null && signs.times[place] != NONE) {
      noteImpossible(scan, point, signs.times[place], signs.values[place]);
    }
    if (signs != null && signs.wrongTime[place]) {
      noteWrongTime(scan, point);
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
          out.writeBoolean(uncertain[place]);
        }
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param withQualities whether they were written
   */
  static ScanIntake read(int points, DataInput in, boolean withQualities) throws IOException {
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
          intake.uncertain[place] = withQualities && in.readBoolean();
        }
      }
    }
    return intake;
  }

  /** Writes the signs of the open scans, which {@link #write} leaves out. */
  void writeSigns(DataOutput out) throws IOException {
    Impossible known = impossible;
    out.writeBoolean(known != null);
    if (known != null) {
      for (int place = 0; place < times.length; place++) {
        if (scanOfSlot[place / points] != NONE) {
          out.writeDouble(known.values[place]);
          out.writeLong(known.times[place]);
          out.writeBoolean(known.wrongTime[place]);
        }
      }
    }
  }

  void readSigns(DataInput in) throws IOException {
    if (in.readBoolean()) {
      Impossible known = signs();
      for (int place = 0; place < times.length; place++) {
        if (scanOfSlot[place / points] != NONE) {
          known.values[place] = in.readDouble();
          known.times[place] = in.readLong();
          known.wrongTime[place] = in.readBoolean();
        }
      }
    }
  }

  /** Writes the sequences of the open scans, which {@link #write} leaves out. */
  void writeSequences(DataOutput out) throws IOException {
    Sequences known = sequences;
    out.writeBoolean(known != null);
    if (known != null) {
      for (int place = 0; place < times.length; place++) {
        if (scanOfSlot[place / points] != NONE) {
          out.writeLong(known.ofValue[place]);
          out.writeLong(known.refusedTimes[place]);
          out.writeLong(known.refused[place]);
        }
      }
    }
  }

  void readSequences(DataInput in) throws IOException {
    if (in.readBoolean()) {
      Sequences known = numbered();
      for (int place = 0; place < times.length; place++) {
        if (scanOfSlot[place / points] != NONE) {
          known.ofValue[place] = in.readLong();
          known.refusedTimes[place] = in.readLong();
          known.refused[place] = in.readLong();
        }
      }
    }
  }
}
