package io.millwright.simulators.replay;

/**
 * How fast event time passes. A cycle is one step of event time: all rows of one time.
 *
 * @param cyclesPerSecond positive; infinite = as fast as the gateway acknowledges
 */
public record ReplayPace(double cyclesPerSecond) {
  public static final ReplayPace AS_FAST_AS_ACKNOWLEDGED = new ReplayPace(Double.POSITIVE_INFINITY);

  public ReplayPace {
    if (Double.isNaN(cyclesPerSecond) || cyclesPerSecond <= 0) {
      throw new IllegalArgumentException(
          "speed must be more than 0 cycles per second, but was " + cyclesPerSecond);
    }
  }

  /** {@code max}, or cycles per second. */
  public static ReplayPace parse(String text) {
    if (text.equals("max")) {
      return AS_FAST_AS_ACKNOWLEDGED;
    }
    try {
      return new ReplayPace(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "speed '" + text + "' is not valid: write cycles per second, or max", e);
    }
  }

  boolean isLimited() {
    return !Double.isInfinite(cyclesPerSecond);
  }

  long nanosPerCycle() {
    return (long) (1e9 / cyclesPerSecond);
  }
}
