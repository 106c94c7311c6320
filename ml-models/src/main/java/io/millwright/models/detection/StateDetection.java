package io.millwright.models.detection;

import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.operation.Regime;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * The detectors of one asset. A subject, mostly a point, has the worst state of its detectors.
 *
 * <pre>
 *   UNKNOWN --first number--> NORMAL / ALERT / ALARM   when the detector's timing says so
 *      ^                           |
 *      +--- silent too long -------+
 * </pre>
 *
 * While numbers are missing nothing is counted: an alarm neither sets nor clears. The same in a
 * regime that a detector does not judge.
 */
public final class StateDetection {
  private static final State[] STATES = State.values();
  private static final int NO_BIN = 0;

  private final DetectorSet set;
  private final State[] state;
  private final LevelRun[] alert;
  private final LevelRun[] alarm;
  private final int[] silentScans;

  /** What each detector saw last. */
  private final double[] value;

  private final Indicator[] indicator;

  /** Whether each had a number in the latest scan, so that its state is not only kept. */
  private final boolean[] judged;

  /** Whose sensors are not to be believed. */
  private final boolean[] blind;

  private final double[] row;

  /**
   * @param seed of the asset
   */
  public StateDetection(DetectorSet set, long seed) {
    this.set = set;
    int count = set.size();
    this.state = new State[count];
    this.alert = runs(count);
    this.alarm = runs(count);
    this.silentScans = new int[count];
    this.value = new double[count];
    this.indicator = new Indicator[count];
    for (int i = 0; i < count; i++) {
      indicator[i] = set.detector(i).method().begin(set.bins(), seed * 31 + i);
    }
    this.judged = new boolean[count];
    this.blind = new boolean[count];
    this.row = new double[set.widest()];
    Arrays.fill(state, State.UNKNOWN);
    Arrays.fill(value, Double.NaN);
  }

  /**
   * Takes the descriptors of a scan.
   *
   * @param bin of steady operation
   * @param trusted false while an instrument is suspected: then no baseline is learned
   */
  public void evaluate(
      DescriptorVector vector,
      Regime regime,
      int bin,
      boolean trusted,
      Consumer<StateChange> changes) {
    boolean mayLearn = trusted && worst().compareTo(State.ALERT) < 0;
    for (int i = 0; i < state.length; i++) {
      judged[i] = false;
      if (blind[i] || !set.detector(i).judged().has(regime)) {
        continue;
      }
      double now =
          gather(i, vector)
              ? indicator[i].evaluate(
                  row,
                  regime == Regime.STEADY ? bin : NO_BIN,
                  vector.timeMicros(),
                  mayLearn,
                  state[i].compareTo(State.ALERT) >= 0)
              : Double.NaN;
      if (Double.isNaN(now)) {
        silent(i, vector.timeMicros(), changes);
      } else {
        silentScans[i] = 0;
        value[i] = now;
        judged[i] = true;
        judge(i, vector.timeMicros(), changes);
      }
    }
  }

  /**
   * Says for a detector whether its sensors are to be believed. While they are not, its state is
   * not known.
   */
  public void believe(int i, boolean believed, long timeMicros, Consumer<StateChange> changes) {
    blind[i] = !believed;
    if (!believed && state[i] != State.UNKNOWN) {
      becomeUnknown(i, timeMicros, changes);
    }
  }

  /** Fills the row of a detector; false = a value is missing. */
  private boolean gather(int i, DescriptorVector vector) {
    int[] members = set.members(i);
    if (members.length > 0) {
      Arrays.fill(row, 0, STATES.length, 0);
      for (int member : members) {
        row[state[member].ordinal()]++;
      }
      return true;
    }
    int[] sources = set.sources(i);
    for (int each = 0; each < sources.length; each++) {
      row[each] = vector.values()[sources[each]];
      if (!Double.isFinite(row[each])) {
        return false;
      }
    }
    return true;
  }

  private static LevelRun[] runs(int count) {
    LevelRun[] runs = new LevelRun[count];
    Arrays.setAll(runs, i -> new LevelRun());
    return runs;
  }

  private void judge(int i, long timeMicros, Consumer<StateChange> changes) {
    Timing timing = set.detector(i).timing();
    State current = state[i];
    State seen = set.detector(i).limits().judge(value[i], current);
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
    for (int i = 0; i < state.length; i++) {
      if (set.detector(i).timing().latched() && state[i].compareTo(State.ALERT) >= 0) {
        alert[i].clear();
        alarm[i].clear();
        change(i, State.NORMAL, timeMicros, changes);
      }
    }
  }

  /**
   * What was learned of the asset is no longer true: its detectors learn anew, and until then their
   * states are not known.
   */
  public void relearn(long timeMicros, Consumer<StateChange> changes) {
    for (int i = 0; i < state.length; i++) {
      if (set.detector(i).method().learns()) {
        indicator[i].relearn();
        silentScans[i] = unknownAfter(i);
        if (state[i] != State.UNKNOWN) {
          becomeUnknown(i, timeMicros, changes);
        }
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
    // The detector that becomes unknown first comes first: changes are told in event-time order.
    for (int next = nextUnknown(); next >= 0; next = nextUnknown()) {
      long missing = unknownAfter(next) - silentScans[next];
      if (missing > scans) {
        break;
      }
      becomeUnknown(next, firstEndMicros + (missing - 1) * periodMicros, changes);
    }
    for (int i = 0; i < state.length; i++) {
      silentScans[i] = (int) Math.min(unknownAfter(i), silentScans[i] + scans);
    }
  }

  /** After so many scans without any reading the next state is known no longer; 0 = none is. */
  public int scansUntilUnknown() {
    int next = nextUnknown();
    return next < 0 ? 0 : unknownAfter(next) - silentScans[next];
  }

  private int unknownAfter(int i) {
    return set.detector(i).unknownAfterScans();
  }

  /** The detector with a known state that loses it after the fewest scans, or -1. */
  private int nextUnknown() {
    int next = -1;
    for (int i = 0; i < state.length; i++) {
      if (state[i] != State.UNKNOWN
          && (next < 0
              || unknownAfter(i) - silentScans[i] < unknownAfter(next) - silentScans[next])) {
        next = i;
      }
    }
    return next;
  }

  private void silent(int i, long timeMicros, Consumer<StateChange> changes) {
    silentScans[i] = Math.min(unknownAfter(i), silentScans[i] + 1);
    if (silentScans[i] >= unknownAfter(i) && state[i] != State.UNKNOWN) {
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
    Detector detector = set.detector(i);
    int subject = set.subjectOf(i);
    State before = stateOf(subject);
    State own = state[i];
    state[i] = to;
    State after = stateOf(subject);
    if (after != before) {
      State limitOf = to.compareTo(own) > 0 ? to : own;
      changes.accept(
          new StateChange(
              detector.subject(),
              timeMicros,
              after,
              before,
              detector.name(),
              value[i],
              detector.limits().limit(limitOf),
              Double.isNaN(value[i]) ? "" : detector.method().explain(value[i])));
    }
  }

  /** The worst state of a subject's detectors, by its place in {@link DetectorSet#subjects()}. */
  public State stateOf(int subject) {
    State worst = State.UNKNOWN;
    for (int detector : set.detectorsOf(subject)) {
      worst = worse(worst, state[detector]);
    }
    return worst;
  }

  /** The state of one detector, by its place in the plan. */
  public State stateOfDetector(int detector) {
    return state[detector];
  }

  /** Whether a detector judged the latest scan; if not, its state is as it was. */
  public boolean hasJudged(int detector) {
    return judged[detector];
  }

  /** The worst state of all detectors. */
  public State worst() {
    State worst = State.UNKNOWN;
    for (State each : state) {
      worst = worse(worst, each);
    }
    return worst;
  }

  private static State worse(State a, State b) {
    return b.compareTo(a) > 0 ? b : a;
  }

  /** Share of the detectors whose state is known, 0 to 1. */
  public double knownShare() {
    int known = 0;
    for (State each : state) {
      known += each == State.UNKNOWN ? 0 : 1;
    }
    return state.length == 0 ? 0 : (double) known / state.length;
  }

  /** Age of the oldest number behind a known state, in scans. */
  public int ageScans() {
    int oldest = 0;
    for (int i = 0; i < state.length; i++) {
      oldest = state[i] == State.UNKNOWN ? oldest : Math.max(oldest, silentScans[i]);
    }
    return oldest;
  }

  public DetectorSet set() {
    return set;
  }

  /** What a detector saw last; NaN = nothing, or its state is not known. */
  public double valueOf(int detector) {
    return value[detector];
  }

  /** When what a detector sees began, if it can tell; {@link Indicator#NEVER} = it cannot. */
  public long changeMicros(int detector) {
    return indicator[detector].changeMicros();
  }

  /**
   * Each descriptor's share in the number of a detector; the same for all while a value is missing.
   *
   * @param bin of steady operation
   */
  public double[] sharesOf(int detector, DescriptorVector vector, int bin) {
    double[] shares = new double[set.detector(detector).descriptors().size()];
    if (shares.length == 0) {
      return shares;
    }
    if (gather(detector, vector)) {
      indicator[detector].shares(row, bin, shares);
    } else {
      Arrays.fill(shares, 1.0 / shares.length);
    }
    return shares;
  }

  /**
   * Takes over the states of detectors that make the same number in another plan, and what they
   * learned. A state that other limits or times have led to stays until these lead to another.
   *
   * @param placeBefore the place there of such a detector; less than 0 = there is none
   * @param sameBins whether steady operation is divided the same there
   */
  public void inherit(StateDetection before, IntUnaryOperator placeBefore, boolean sameBins) {
    for (int i = 0; i < state.length; i++) {
      int old = placeBefore.applyAsInt(i);
      if (old < 0) {
        continue;
      }
      Detector now = set.detector(i);
      Detector then = before.set.detector(old);
      state[i] = before.state[old];
      silentScans[i] = Math.min(unknownAfter(i), before.silentScans[old]);
      value[i] = before.value[old];
      if (now.limits().equals(then.limits()) && now.timing().equals(then.timing())) {
        alert[i].copy(before.alert[old]);
        alarm[i].copy(before.alarm[old]);
      }
      if (sameBins) {
        indicator[i] = before.indicator[old];
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
      indicator[i].write(out);
    }
  }

  public void read(DataInput in) throws IOException {
    for (int i = 0; i < state.length; i++) {
      state[i] = state(in.readByte());
      alert[i].read(in);
      alarm[i].read(in);
      silentScans[i] = in.readInt();
      value[i] = in.readDouble();
      indicator[i].read(in);
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
