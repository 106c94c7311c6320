package io.millwright.models.detection;

/**
 * Holds one descriptor of one point against something. Stateless itself; {@link StateDetection}
 * keeps the state and counts the scans.
 */
public interface Detector {
  /** Unique in its plan. */
  String name();

  String point();

  /** Name of the descriptor of that point, for example "mean5". */
  String descriptor();

  /** How long a value must be beyond a limit, or behind it. */
  Timing timing();

  /**
   * The state that a value stands for.
   *
   * @param current the state until now; a detector with a deadband leaves it late
   */
  State judge(double value, State current);

  /**
   * The limit that parts {@code worse} from the next better state, for the reason given to people.
   */
  double limit(State worse);

  /** "above" or "below": how the value relates to the limit when the condition holds. */
  String relation();

  /** Whether a value is beyond the limit of a state: a state may outlast it by its deadband. */
  default boolean beyond(double value, State worse) {
    return relation().equals("above") ? value > limit(worse) : value < limit(worse);
  }
}
