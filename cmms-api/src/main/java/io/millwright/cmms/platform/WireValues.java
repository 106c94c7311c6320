package io.millwright.cmms.platform;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Values of a message, checked before they are stored. */
public final class WireValues {
  private WireValues() {}

  /** The wire's NaN means unknown; JSON has no NaN. */
  public static @Nullable Double known(double value) {
    return Double.isFinite(value) ? value : null;
  }

  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /**
   * A text that must be there.
   *
   * @param most characters
   * @throws IllegalArgumentException if it is missing or cannot be stored
   */
  public static String present(String field, String value, int most) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return bounded(field, value, most);
  }

  /**
   * A text that may be empty.
   *
   * @param most characters
   * @throws IllegalArgumentException if it cannot be stored
   */
  public static String bounded(String field, String value, int most) {
    if (value.length() > most) {
      throw new IllegalArgumentException(
          field + " may have " + most + " characters, but has " + value.length());
    }
    // PostgreSQL refuses it, but only where it is stored.
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(field + " must not contain the character U+0000");
    }
    return value;
  }
}
