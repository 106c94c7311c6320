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
 *   UNKNOWN --first value--> NORMAL / ALERT / ALARM   after the detector's number of scans
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
  private final State[] candidate;
  private final int[] candidateScans;
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
    this.candidate = new State[source.length];
    this.candidateScans = new int[source.length];
    this.silentScans = new int[source.length];
    this.value = new double[source.length];
    Arrays.fill(state, State.UNKNOWN);
    Arrays.fill(candidate, State.UNKNOWN);
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

  private void judge(int i, long timeMicros, Consumer<StateChange> changes) {
    Detector detector = detectors.get(i);
    State current = state[i];
    State target = detector.judge(value[i], current);
    if (target == current) {
      candidate[i] = current;
      candidateScans[i] = 0;
      return;
    }
    boolean worse = target.compareTo(current) > 0;
    boolean goesOn = candidateScans[i] > 0 && worse == candidate[i].compareTo(current) > 0;
    if (!goesOn) {
      candidate[i] = target;
      candidateScans[i] = 1;
    } else {
      // Of the states seen on the way, the one nearest to the current held all the time.
      boolean nearer =
          worse ? target.compareTo(candidate[i]) < 0 : target.compareTo(candidate[i]) > 0;
      candidate[i] = nearer ? target : candidate[i];
      candidateScans[i]++;
    }
    boolean firstNormal = current == State.UNKNOWN && candidate[i] == State.NORMAL;
    if (firstNormal || candidateScans[i] >= detector.scans()) {
      change(i, candidate[i], timeMicros, changes);
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
    change(i, State.UNKNOWN, timeMicros, changes);
  }

  private void change(int i, State to, long timeMicros, Consumer<StateChange> changes) {
    Detector detector = detectors.get(i);
    State before = stateOf(detector.point());
    State own = state[i];
    state[i] = to;
    candidate[i] = to;
    candidateScans[i] = 0;
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
        candidate[i] = before.candidate[old];
        candidateScans[i] = before.candidateScans[old];
        silentScans[i] = before.silentScans[old];
        value[i] = before.value[old];
      }
    }
  }

  public void write(DataOutput out) throws IOException {
    for (int i = 0; i < state.length; i++) {
      out.writeByte(state[i].ordinal());
      out.writeByte(candidate[i].ordinal());
      out.writeInt(candidateScans[i]);
      out.writeInt(silentScans[i]);
      out.writeDouble(value[i]);
    }
  }

  public void read(DataInput in) throws IOException {
    for (int i = 0; i < state.length; i++) {
      state[i] = state(in.readByte());
      candidate[i] = state(in.readByte());
      candidateScans[i] = in.readInt();
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
