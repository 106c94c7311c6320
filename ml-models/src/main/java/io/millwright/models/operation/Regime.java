package io.millwright.models.operation;

import java.util.Locale;

/** How a machine runs in a scan. */
public enum Regime {
  /** The point that tells is silent. */
  UNKNOWN,
  OFF,
  /** It runs, but not for long yet. */
  START,
  /** It runs, and its speed or load is changing. */
  TRANSIENT,
  /** It runs evenly: values can be compared with a baseline of the same speed and load. */
  STEADY;

  /** As plans write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
