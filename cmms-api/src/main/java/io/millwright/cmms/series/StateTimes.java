package io.millwright.cmms.series;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How long something was in each of its states, and how long that is not known. */
final class StateTimes {
  /** States are what a device says: what is beyond that many different ones counts as one. */
  static final int MOST_STATES = 100;

  static final String OTHERS = "(others)";

  private final Instant end;
  private final Map<String, Duration> times = new TreeMap<>();
  private Duration unknown = Duration.ZERO;
  private Instant reached;
  private @Nullable String state;
  private int changes;

  /**
   * Begins in a state.
   *
   * @param initial null = not known
   */
  StateTimes(TimeRange range, @Nullable String initial) {
    this.reached = range.from();
    this.end = range.to();
    this.state = initial;
  }

  /**
   * The state changes.
   *
   * @param time within the range, not before that of any change before
   * @param next null = it is not known any more
   */
  void change(Instant time, @Nullable String next) {
    goTo(time);
    if (next == null ? state != null : !next.equals(state)) {
      changes++;
    }
    state = next;
  }

  private void goTo(Instant time) {
    Duration step = Duration.between(reached, time);
    reached = time;
    if (state == null) {
      unknown = unknown.plus(step);
    } else {
      String name = times.containsKey(state) || times.size() < MOST_STATES ? state : OTHERS;
      times.merge(name, step, Duration::plus);
    }
  }

  /** Time in each state up to the end of the range. */
  Map<String, Duration> times() {
    goTo(end);
    return times;
  }

  /** Time in no known state up to the end of the range. */
  Duration unknown() {
    goTo(end);
    return unknown;
  }

  int changes() {
    return changes;
  }
}
