package io.millwright.models.instrument;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is known of one sensor: where it was, how it scatters, and the signs against it. */
final class Patient {
  private static final InstrumentFault[] FAULTS = InstrumentFault.values();

  /** Weight of a new value in level and scatter once they are learned. */
  private static final double WEIGHT = 0.05;

  /** Of a normal distribution: its deviation over its mean distance from the mean. */
  private static final double DEVIATION = 1.2533;

  /** An allowance in deviations, for the cumulative sum against the reference. */
  private static final double ALLOWANCE = 1;

  /** How far a value may be from what a unit mistake makes of the level, beside its scatter. */
  private static final double MISTAKE_TOLERANCE = 0.03;

  private static final double MOST_TOLERANCE = 0.2;

  /** What is usual beside a reference takes longer to learn than how a point scatters. */
  private static final int LONGER = 3;

  /** A drift is slow: what parts from its reference within fewer scans is something else. */
  private static final int SHORTEST_DRIFT = 10;

  private static final int USUAL = 3;

  private final InstrumentCheck check;

  /** Values that were believed; no more are counted than are learned from. */
  private int believed;

  private double level;

  /** Mean distance from the level. */
  private double scatter;

  private double last = Double.NaN;

  /** Equal values in a row, and how many that were while all was well. */
  private int equal;

  private int equalLearned;
  private int silent;
  private int silentLearned;
  private int saturated;

  /** Values that are held back. */
  private final double[] held;

  private int heldCount;

  /** One bit a scan, the newest lowest. */
  private long spikes;

  private long impossible;
  private long wrongTime;

  /** Distance from the reference: what is usual, and the cumulative sums. */
  private int compared;

  private double distance;
  private double distanceSpread;
  private double deviations;
  private double up;
  private double down;
  private int apart;

  private @Nullable InstrumentFault fault;

  /** What it was when the examination of the latest scan began. */
  private @Nullable InstrumentFault faultBefore;

  private int well;

  Patient(InstrumentCheck check) {
    this.check = check;
    this.held = new double[check.holdScans()];
  }

  @Nullable InstrumentFault fault() {
    return fault;
  }

  @Nullable InstrumentFault faultBefore() {
    return faultBefore;
  }

  boolean isHolding() {
    return heldCount > 0;
  }

  /**
   * Takes a scan.
   *
   * @param value NaN = nothing that can be used
   * @param impossibleValue one outside of the point's range; NaN = none
   * @param hadWrongTime whether a reading came whose time cannot be
   * @param othersHeard whether other points of the asset are heard
   * @param resting whether the machine is off, so that nothing need move
   * @param alone whether no other point is jumping at the same time
   * @return the value, or NaN when it is not to be believed
   */
  double examine(
      double value,
      double impossibleValue,
      boolean hadWrongTime,
      boolean othersHeard,
      boolean resting,
      boolean alone) {
    faultBefore = fault;
    boolean heard = !Double.isNaN(value);
    wrongTime = wrongTime << 1 | (hadWrongTime && !heard ? 1 : 0);
    impossible = impossible << 1 | (!heard && !Double.isNaN(impossibleValue) ? 1 : 0);
    spikes <<= 1;
    countSilence(heard, othersHeard, !Double.isNaN(impossibleValue) || hadWrongTime);
    double seen = heard ? value : impossibleValue;
    if (Double.isNaN(seen)) {
      return Double.NaN;
    }
    countEqual(seen, resting);
    saturated = heard && !resting && check.saturated(value) ? saturated + 1 : 0;
    boolean usual = believed < check.learnScans() || distanceFromLevel(seen) <= jump();
    if (!usual || (heldCount > 0 && !heard)) {
      hold(seen, heard, alone);
    } else if (heldCount > 0) {
      // It is back where it was: what was held did not last.
      spikes |= ((1L << heldCount) - 1) << 1;
      heldCount = 0;
    }
    if (heldCount > 0 || !heard || saturated > 0) {
      return Double.NaN;
    }
    if (fault == null) {
      believe(value);
    }
    return value;
  }

  private void countSilence(boolean heard, boolean othersHeard, boolean something) {
    if (heard || something) {
      // A silence that ended by itself is this source's way.
      silentLearned = fault == null ? Math.max(silentLearned, silent) : silentLearned;
      silent = 0;
    } else if (othersHeard && believed > 0) {
      silent = Math.min(silent + 1, 1_000_000);
    }
  }

  private void countEqual(double seen, boolean resting) {
    if (resting) {
      equal = 0;
    } else if (seen == last) {
      equal = Math.min(equal + 1, 1_000_000);
    } else {
      equalLearned = fault == null ? Math.max(equalLearned, equal) : equalLearned;
      equal = 0;
    }
    last = seen;
  }

  private double distanceFromLevel(double value) {
    return Math.abs(value - level);
  }

  private double jump() {
    double deviation = Math.max(DEVIATION * scatter, 1e-4 * Math.abs(level) + 1e-9);
    return check.jumpDeviations() * deviation;
  }

  /** Holds a value back; when enough are held, it is told what they are. */
  private void hold(double seen, boolean possible, boolean alone) {
    held[heldCount++] = seen;
    if (heldCount < held.length) {
      return;
    }
    if (fault == null && alone && mistake() != null) {
      fault = InstrumentFault.UNIT_JUMP;
    } else if (fault == null && possible) {
      // It lasts: the machine has changed, and may scatter otherwise too.
      believed = 0;
    }
    heldCount = 0;
  }

  /** What a wrong unit would have made of the level, if that is what is held; or null. */
  private @Nullable UnitMistake mistake() {
    double middle = middle();
    for (UnitMistake mistake : check.mistakes()) {
      double expected = mistake.of(level);
      double tolerance =
          Math.min(
              MISTAKE_TOLERANCE * Math.abs(expected) + 2 * Math.abs(mistake.factor()) * scatter,
              MOST_TOLERANCE * Math.abs(expected));
      if (Math.abs(middle - expected) <= tolerance && alike(mistake)) {
        return mistake;
      }
    }
    return null;
  }

  /** Whether what is held scatters, and no more than the level would in that unit. */
  private boolean alike(UnitMistake mistake) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (double each : held) {
      least = Math.min(least, each);
      greatest = Math.max(greatest, each);
    }
    if (greatest == least && equalLearned + 1 < held.length) {
      return false;
    }
    double usual = Math.max(Math.abs(mistake.factor()) * scatter, 1e-3 * Math.abs(greatest));
    return greatest - least <= 8 * usual;
  }

  /** The middle of what is held. */
  private double middle() {
    double[] sorted = Arrays.copyOf(held, heldCount);
    Arrays.sort(sorted);
    return (sorted[(heldCount - 1) / 2] + sorted[heldCount / 2]) / 2;
  }

  private void believe(double value) {
    double off = Math.abs(value - level);
    if (believed == 0) {
      level = value;
      scatter = 0;
      off = 0;
    }
    believed = Math.min(believed + 1, check.learnScans());
    double weight = Math.max(WEIGHT, 1.0 / believed);
    level += weight * (value - level);
    scatter += weight * (off - scatter);
  }

  /**
   * Compares a believed value with the reference.
   *
   * @param reference NaN = it cannot be told now
   */
  void compare(double value, double reference) {
    double off = value - reference;
    if (Double.isNaN(off) || equal >= USUAL && equal > equalLearned) {
      return;
    }
    if (compared < LONGER * check.learnScans()) {
      if (fault == null) {
        compared++;
        double from = off - distance;
        distance += from / compared;
        distanceSpread += from * (off - distance);
      }
      return;
    }
    double deviation =
        Math.max(
            Math.sqrt(distanceSpread / Math.max(1, compared - 1)), 1e-4 * Math.abs(value) + 1e-9);
    deviations = (off - distance) / deviation;
    double most = 4 * check.driftDeviations();
    up = Math.min(most, Math.max(0, up + deviations - ALLOWANCE));
    down = Math.min(most, Math.max(0, down - deviations - ALLOWANCE));
    apart = up == 0 && down == 0 ? 0 : Math.min(apart + 1, 1_000_000);
  }

  /** The fault that the signs stand for now, worst told first; null = none. */
  private @Nullable InstrumentFault diagnosis() {
    if (Long.bitCount(wrongTime) >= check.clockScans()) {
      return InstrumentFault.CLOCK;
    }
    if (silent >= Math.max(check.dropoutScans(), USUAL * silentLearned)) {
      return InstrumentFault.DROPOUT;
    }
    if (inARow(impossible) >= check.outOfRangeScans()
        || Long.bitCount(impossible) >= InstrumentCheck.MEMORY / 2) {
      return InstrumentFault.OUT_OF_RANGE;
    }
    if (saturated >= check.saturatedScans()) {
      return InstrumentFault.SATURATED;
    }
    if (equal + 1 >= Math.max(check.stuckScans(), USUAL * (equalLearned + 1))) {
      return InstrumentFault.STUCK;
    }
    if (bouts(spikes) >= check.spikes()) {
      return InstrumentFault.SPIKES;
    }
    if (Math.max(up, down) > check.driftDeviations() && apart >= SHORTEST_DRIFT) {
      return InstrumentFault.DRIFT;
    }
    return null;
  }

  /** How many of the lowest bits are set without a gap. */
  private static int inARow(long bits) {
    return Long.numberOfTrailingZeros(~bits);
  }

  /** How many separate runs of bits there are. */
  private static int bouts(long bits) {
    return Long.bitCount(bits & ~(bits << 1));
  }

  /** Signs of the fault that is there, in the scan that was examined last. */
  private boolean isIll(InstrumentFault now) {
    return switch (now) {
      case CLOCK -> (wrongTime & 1) != 0;
      case DROPOUT -> silent > 0;
      case UNIT_JUMP -> distanceFromLevel(last) > jump();
      case OUT_OF_RANGE -> (impossible & 1) != 0;
      case SATURATED -> saturated > 0;
      case STUCK -> equal > 0;
      case SPIKES -> heldCount > 0 || (spikes & 2) != 0;
      case DRIFT -> Math.abs(deviations) > ALLOWANCE + 2;
    };
  }

  /** What changes in a scan. */
  enum Course {
    SAME,
    FELL_ILL,
    RECOVERED
  }

  /** Ends the examination of a scan. */
  Course conclude() {
    InstrumentFault before = faultBefore;
    if (before != null) {
      well = isIll(before) ? 0 : well + 1;
      if (well < check.clearScans()) {
        return Course.SAME;
      }
      recover();
      return Course.RECOVERED;
    }
    if (fault == null) {
      fault = diagnosis();
    }
    return fault == null ? Course.SAME : Course.FELL_ILL;
  }

  private void recover() {
    fault = null;
    well = 0;
    spikes = 0;
    impossible = 0;
    wrongTime = 0;
    heldCount = 0;
    deviations = 0;
    up = 0;
    down = 0;
    apart = 0;
  }

  /** Scans without a reading of any point. */
  void skip(long scans) {
    int bits = (int) Math.min(scans, Long.SIZE - 1);
    spikes <<= bits;
    impossible <<= bits;
    wrongTime <<= bits;
    heldCount = 0;
  }

  /** The sensor was mended or exchanged: all is learned anew. */
  void relearn() {
    recover();
    believed = 0;
    level = 0;
    scatter = 0;
    last = Double.NaN;
    equal = 0;
    equalLearned = 0;
    silent = 0;
    silentLearned = 0;
    saturated = 0;
    compared = 0;
    distance = 0;
    distanceSpread = 0;
  }

  /** What it showed last; NaN = nothing. */
  double last() {
    return last;
  }

  /** What was seen, in a sentence for people. */
  String explanation() {
    InstrumentFault now = fault;
    if (now == null) {
      return "its readings are as usual again";
    }
    return switch (now) {
      case CLOCK ->
          Long.bitCount(wrongTime)
              + " of "
              + InstrumentCheck.MEMORY
              + " scans had readings only with times that cannot be";
      case DROPOUT -> "no reading for " + silent + " scans, though other points are heard";
      case UNIT_JUMP -> {
        UnitMistake mistake = heldMistake();
        yield "all values jumped at once"
            + (mistake == null ? "" : " as if they were " + mistake.explanation());
      }
      case OUT_OF_RANGE ->
          Long.bitCount(impossible) + " scans with nothing but values outside of its range";
      case SATURATED -> "at the end of its span for " + saturated + " scans";
      case STUCK -> "exactly the same value for " + (equal + 1) + " scans";
      case SPIKES ->
          bouts(spikes)
              + " times within "
              + InstrumentCheck.MEMORY
              + " scans far off and back at once";
      case DRIFT -> "slowly away from its reference for " + apart + " scans";
    };
  }

  /** The mistake behind a jump: what was held is still there. */
  private @Nullable UnitMistake heldMistake() {
    heldCount = held.length;
    UnitMistake mistake = mistake();
    heldCount = 0;
    return mistake;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(believed);
    out.writeInt(equal);
    out.writeInt(equalLearned);
    out.writeInt(silent);
    out.writeInt(silentLearned);
    out.writeInt(saturated);
    out.writeInt(compared);
    out.writeInt(apart);
    out.writeInt(well);
    out.writeByte(heldCount);
    out.writeByte(fault == null ? -1 : fault.ordinal());
    for (double each :
        new double[] {level, scatter, last, distance, distanceSpread, deviations, up, down}) {
      out.writeDouble(each);
    }
    for (double each : held) {
      out.writeDouble(each);
    }
    out.writeLong(spikes);
    out.writeLong(impossible);
    out.writeLong(wrongTime);
  }

  void read(DataInput in) throws IOException {
    believed = in.readInt();
    equal = in.readInt();
    equalLearned = in.readInt();
    silent = in.readInt();
    silentLearned = in.readInt();
    saturated = in.readInt();
    compared = in.readInt();
    apart = in.readInt();
    well = in.readInt();
    heldCount = in.readByte();
    int ordinal = in.readByte();
    if (heldCount < 0 || heldCount >= held.length || ordinal < -1 || ordinal >= FAULTS.length) {
      throw new IOException("instrument fault " + ordinal + " with " + heldCount + " held values");
    }
    fault = ordinal < 0 ? null : FAULTS[ordinal];
    level = in.readDouble();
    scatter = in.readDouble();
    last = in.readDouble();
    distance = in.readDouble();
    distanceSpread = in.readDouble();
    deviations = in.readDouble();
    up = in.readDouble();
    down = in.readDouble();
    for (int i = 0; i < held.length; i++) {
      held[i] = in.readDouble();
    }
    spikes = in.readLong();
    impossible = in.readLong();
    wrongTime = in.readLong();
  }
}
