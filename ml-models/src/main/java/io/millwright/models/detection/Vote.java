package io.millwright.models.detection;

/**
 * How many of some detectors are in ALERT or worse; those without a known state do not vote. Not
 * known while none has.
 */
public record Vote() implements Method {
  @Override
  public Indicator begin(int bins, long seed) {
    return (levels, bin, timeMicros, mayLearn, open) -> {
      double known =
          levels[State.NORMAL.ordinal()]
              + levels[State.ALERT.ordinal()]
              + levels[State.ALARM.ordinal()];
      return known == 0
          ? Double.NaN
          : levels[State.ALERT.ordinal()] + levels[State.ALARM.ordinal()];
    };
  }

  @Override
  public String meaning() {
    return "votes";
  }
}
