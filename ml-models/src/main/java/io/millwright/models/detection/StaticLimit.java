package io.millwright.models.detection;

/**
 * Fixed limits, from a standard, the maker or experience.
 *
 * @param high true = values above the limits are bad, false = values below
 * @param alert limit of the first level; NaN = none
 * @param alarm limit of the second level; NaN = none
 * @param deadband the value must come back behind the limit by this much; 0 or more
 */
public record StaticLimit(
    String name,
    String point,
    String descriptor,
    boolean high,
    double alert,
    double alarm,
    double deadband,
    Timing timing)
    implements Detector {

  @Override
  public State judge(double value, State current) {
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

  @Override
  public double limit(State worse) {
    return worse == State.ALARM || Double.isNaN(alert) ? alarm : alert;
  }

  @Override
  public String relation() {
    return high ? "above" : "below";
  }
}
