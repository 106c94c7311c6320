package io.millwright.cmms.series;

/** The worst state of an asset's points; the historian stores the number of the wire's State. */
public enum ConditionState {
  UNKNOWN(0),
  NORMAL(1),
  ALERT(2),
  ALARM(3);

  private final int code;

  ConditionState(int code) {
    this.code = code;
  }

  /** As stored. */
  public int code() {
    return code;
  }

  /** The state with that code; a code that nobody defined counts as unknown. */
  public static ConditionState ofCode(int code) {
    for (ConditionState state : values()) {
      if (state.code == code) {
        return state;
      }
    }
    return UNKNOWN;
  }
}
