package io.millwright.contracts.measurement;

/**
 * How far a reading can be trusted. The codes are those of Sparkplug B, and OPC's for uncertain.
 */
public enum Quality {
  GOOD(192),
  UNCERTAIN(64),
  BAD(0),
  /** The last known value of a source that has gone. */
  STALE(500);

  private final int code;

  Quality(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** Whether a model or an alarm may use the value. */
  public boolean usable() {
    return this == GOOD || this == UNCERTAIN;
  }

  /** The quality with that code; a code that nobody defined counts as {@link #UNCERTAIN}. */
  public static Quality ofCode(int code) {
    return switch (code) {
      case 192 -> GOOD;
      case 0 -> BAD;
      case 500 -> STALE;
      default -> UNCERTAIN;
    };
  }
}
