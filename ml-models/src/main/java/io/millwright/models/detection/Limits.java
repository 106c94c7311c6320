package io.millwright.models.detection;

/**
 * Two levels that a value is held against.
 *
 * @param high true = values above the limits are bad, false = values below
 * @param alert limit of the first level; NaN = none
 * @param alarm limit of the second level; NaN = none
 * @param deadband the value must come back behind the limit by this much; 0 or more
 */
public record Limits(boolean high, double alert, double alarm, double deadband) {
  public Limits {
    if (!(deadband >= 0)) {
      throw new IllegalArgumentException("deadband must be 0 or more, but was " + deadband);
    }
  }

  public static Limits above(double alert, double alarm) {
    return new Limits(true, alert, alarm, 0);
  }

  /**
   * The state that a value stands for.
   *
   * @param current the state until now, which the deadband leaves late
   */
  State judge(double value, State current) {
    if (beyond(value, alarm, current == State.ALARM)) {
      return State.ALARM;
    }
    return beyond(value, alert, current.compareTo(State.ALERT) >= 0) ? State.ALERT : State.NORMAL;
  }

  /** Comparison with NaN is false: a limit that is not set is never passed. */
  private boolean beyond(double value, double limit, boolean already) {
    double margin = already ? deadband : 0;
    return high ? value > limit - margin : value < limit + margin;
  }

  /** The limit that parts {@code worse} from the next better state, for people. */
  public double limit(State worse) {
    return worse == State.ALARM || Double.isNaN(alert) ? alarm : alert;
  }

  /** Whether a value is beyond the limit of a state: a state may outlast it by its deadband. */
  public boolean beyond(double value, State worse) {
    return beyond(value, limit(worse), false);
  }

  /** "above" or "below": how a value relates to the limit when the condition holds. */
  public String relation() {
    return high ? "above" : "below";
  }
}
