package io.millwright.cmms.asset;

import org.jspecify.annotations.Nullable;

/** What a breakdown of an asset leads to, in the classes that ISO 14224 users give. */
public enum Criticality {
  /** Safety, environment, or a line that stands still without a spare. */
  A,
  /** Reduced output. */
  B,
  /** Little effect. */
  C;

  /** By its stored name; null = nobody has said. */
  public static @Nullable Criticality orNull(@Nullable String name) {
    return name == null ? null : valueOf(name);
  }
}
