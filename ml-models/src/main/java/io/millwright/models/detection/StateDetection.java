package io.millwright.models.detection;

import io.millwright.models.descriptor.DescriptorVector;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The detectors of one asset. A point has the worst state of its detectors.
 *
 * <pre>
 *   UNKNOWN --first value--> NORMAL / ALERT / ALARM   when the detector's timing says so
 *      ^                          |
 *      +--- silent too long ------+
 * </pre>
 *
 * While values are missing nothing is counted: an alarm neither sets nor clears.
 */
public final class StateDetection {
  private static final State[] STATES = State.values();

  private final List<Detector> detectors;

  /** Place of each detector's descriptor in the vector. */
  private final int[] source;

  private final int unknownAfterScans;
  private final State[] state;
  private final Run[] alert;
  private final Run[] alarm;
  private final int[] silentScans;

  /** What each detector saw last. */
  private final double[] value;

  /**
   * @param names of the descriptor vectors to come
   * @param unknownAfterScans a point that is silent for so many scans has no known state
   */
  public StateDetection(List<Detector> detectors, List<String> names, int unknownAfterScans) {
    this.detectors = detectors;
    this.unknownAfterScans = unknownAfterScans;
    this.source =
        detectors.stream().mapToInt(d -> names.indexOf(d.point() + "/" + d.descriptor())).toArray();
    this.state = new State[source.length];
    this.alert = runs(source.length);
    this.alarm = runs(source.length);
    this.silentScans = new int[source.length];
    this.value = new double[source.length];
    Arrays.fill(state, State.UNKNOWN);
    Arrays.fill(value, Double.NaN);
  }

  /** Takes the descriptors of a scan. */
  public void evaluate(DescriptorVector vector, Consumer<StateChange> changes) {
    for (int i = 0; i < source.length; i++) {
      double now = vector.values()[source[i]];
      if (Double.isNaN(now)) {
        silent(i, vector.timeMicros(), changes);
      } else {
        silentScans[i] = 0;
        value[i] = now;
        judge(i, vector.timeMicros(), changes);
      }
    }
  }

  private static Run[] runs(int count) {
    Run[] runs = new Run[count];
    Arrays.setAll(runs, i -> new Run());
    return runs;
  }

  private void judge(int i, long timeMicros, Consumer<StateChange> changes) {
    Detector detector = detectors.get(i);
    Timing timing = detector.timing();
    State current = state[i];
    State seen = detector.judge(value[i], current);
    alert[i].add(seen.compareTo(State.ALERT) >= 0);
    alarm[i].add(seen == State.ALARM);
    State next = current;
    if (current != State.ALARM && alarm[i].sets(timing)) {
      next = State.ALARM;
    } else if (current.compareTo(State.ALERT) < 0 && alert[i].sets(timing)) {
      next = State.ALERT;
    } else if (current == State.UNKNOWN && seen == State.NORMAL) {
      next = State.NORMAL;
    } else if (!timing.latched() && current == State.ALARM && alarm[i].clears(timing)) {
      next = alert[i].clears(timing) ? State.NORMAL : State.ALERT;
    } else if (!timing.latched() && current == State.ALERT && alert[i].clears(timing)) {
      next = State.NORMAL;
    }
    if (next != current) {
      change(i, next, timeMicros, changes);
    }
  }

  /** Ends the latched states of a maintained asset: what is beyond a limit sets them anew. */
  public void reset(long timeMicros, Consumer<StateChange> changes) {
    for (int i = 0; i < source.length; i++) {
      if (detectors.get(i).timing().latched() && state[i].compareTo(State.ALERT) >= 0) {
        alert[i].clear();
        alarm[i].clear();
        change(i, State.NORMAL, timeMicros, changes);
      }
    }
  }

  /** How often a level has been reached of late, in scans with a value. */
  private static final class Run {
    /** In a row until now; one of both is 0. */
    private int beyond;

    private int behind;

    /** The last 64, the newest lowest: 1 = beyond. */
    private long latest;

    private void add(boolean isBeyond) {
      beyond = isBeyond ? Math.min(beyond + 1, Integer.MAX_VALUE - 1) : 0;
      behind = isBeyond ? 0 : Math.min(behind + 1, Integer.MAX_VALUE - 1);
      latest = latest << 1 | (isBeyond ? 1 : 0);
    }

    private boolean sets(Timing timing) {
      if (!timing.votes()) {
        return beyond >= timing.scans();
      }
      long voters = latest & -1L >>> Long.SIZE - timing.of();
      return beyond > 0 && Long.bitCount(voters) >= timing.scans();
    }

    private boolean clears(Timing timing) {
      return behind >= timing.clearScans();
    }

    private void clear() {
      beyond = 0;
      behind = 0;
      latest = 0;
    }

    private void copy(Run other) {
      beyond = other.beyond;
      behind = other.behind;
      latest = other.latest;
    }

    private void write(DataOutput out) throws IOException {
      out.writeInt(beyond);
      out.writeInt(behind);
      out.writeLong(latest);
    }

    private void read(DataInput in) throws IOException {
      beyond = in.readInt();
      behind = in.readInt();
      latest = in.readLong();
    }

    /** From how long a candidate for the next state had been seen. */
    private void readVersion2(boolean isBeyond, boolean wasBeyond, int scans) {
      clear();
      if (isBeyond && !wasBeyond) {
        beyond = scans;
        latest = scans >= Long.SIZE ? -1L : (1L << scans) - 1;
      } else if (!isBeyond && wasBeyond) {
        behind = scans;
      }
    }
  }

  /**
   * Scans without any reading.
   *
   * @param firstEndMicros end of the first of them
   */
  public void skip(
      long scans, long firstEndMicros, long periodMicros, Consumer<StateChange> changes) {
    // The detector that is silent for longest comes first: changes are told in event-time order.
    for (int next = longestSilent(); next >= 0; next = longestSilent()) {
      long missing = unknownAfterScans - silentScans[next];
      if (missing > scans) {
        break;
      }
      becomeUnknown(next, firstEndMicros + (missing - 1) * periodMicros, changes);
    }
    for (int i = 0; i < source.length; i++) {
      silentScans[i] = (int) Math.min(unknownAfterScans, silentScans[i] + scans);
    }
  }

  /** The detector with a known state that is silent for longest, or -1. */
  private int longestSilent() {
    int longest = -1;
    for (int i = 0; i < source.length; i++) {
      if (state[i] != State.UNKNOWN && (longest < 0 || silentScans[i] > silentScans[longest])) {
        longest = i;
      }
    }
    return longest;
  }

  private void silent(int i, long timeMicros, Consumer<StateChange> changes) {
    silentScans[i] = Math.min(unknownAfterScans, silentScans[i] + 1);
    if (silentScans[i] >= unknownAfterScans && state[i] != State.UNKNOWN) {
      becomeUnknown(i, timeMicros, changes);
    }
  }

  private void becomeUnknown(int i, long timeMicros, Consumer<StateChange> changes) {
    value[i] = Double.NaN;
    alert[i].clear();
    alarm[i].clear();
    change(i, State.UNKNOWN, timeMicros, changes);
  }

  private void change(int i, State to, long timeMicros, Consumer<StateChange> changes) {
    Detector detector = detectors.get(i);
    State before = stateOf(detector.point());
    State own = state[i];
    state[i] = to;
    State after = stateOf(detector.point());
    if (after != before) {
      State limitOf = to.compareTo(own) > 0 ? to : own;
      changes.accept(
          new StateChange(
              detector.point(),
              timeMicros,
              after,
              before,
              detector.name(),
              value[i],
              detector.limit(limitOf)));
    }
  }

  /** The worst state of a point's detectors. */
  public State stateOf(String point) {
    State worst = State.UNKNOWN;
    for (int i = 0; i < state.length; i++) {
      if (detectors.get(i).point().equals(point) && state[i].compareTo(worst) > 0) {
        worst = state[i];
      }
    }
    return worst;
  }

  /** The worst state of all points. */
  public State worst() {
    State worst = State.UNKNOWN;
    for (State each : state) {
      worst = each.compareTo(worst) > 0 ? each : worst;
    }
    return worst;
  }

  /** Shows each detector that is beyond a limit now. */
  public void beyondLimits(Finding finding) {
    for (int i = 0; i < state.length; i++) {
      if (state[i].compareTo(State.ALERT) >= 0) {
        finding.found(detectors.get(i), state[i], value[i]);
      }
    }
  }

  /** A detector whose descriptor is beyond a limit. */
  @FunctionalInterface
  public interface Finding {
    void found(Detector detector, State state, double value);
  }

  /** Takes over the states of detectors that are the same in another plan. */
  public void inherit(StateDetection before) {
    for (int i = 0; i < state.length; i++) {
      int old = before.detectors.indexOf(detectors.get(i));
      if (old >= 0) {
        state[i] = before.state[old];
        alert[i].copy(before.alert[old]);
        alarm[i].copy(before.alarm[old]);
        silentScans[i] = before.silentScans[old];
        value[i] = before.value[old];
      }
    }
  }

  public void write(DataOutput out) throws IOException {
    for (int i = 0; i < state.length; i++) {
      out.writeByte(state[i].ordinal());
      alert[i].write(out);
      alarm[i].write(out);
      out.writeInt(silentScans[i]);
      out.writeDouble(value[i]);
    }
  }

  public void read(DataInput in) throws IOException {
    for (int i = 0; i < state.length; i++) {
      state[i] = state(in.readByte());
      alert[i].read(in);
      alarm[i].read(in);
      silentScans[i] = in.readInt();
      value[i] = in.readDouble();
    }
  }

  /** Reads what was written while there was one candidate for the next state. */
  public void readVersion2(DataInput in) throws IOException {
    for (int i = 0; i < state.length; i++) {
      state[i] = state(in.readByte());
      State candidate = state(in.readByte());
      int scans = in.readInt();
      for (State level : new State[] {State.ALERT, State.ALARM}) {
        (level == State.ALERT ? alert[i] : alarm[i])
            .readVersion2(candidate.compareTo(level) >= 0, state[i].compareTo(level) >= 0, scans);
      }
      silentScans[i] = in.readInt();
      value[i] = in.readDouble();
    }
  }

  private static State state(int ordinal) throws IOException {
    if (ordinal < 0 || ordinal >= STATES.length) {
      throw new IOException("state " + ordinal + " is unknown");
    }
    return STATES[ordinal];
  }
}
