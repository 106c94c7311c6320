package io.millwright.gateway.quality;

import org.jspecify.annotations.Nullable;

/**
 * From one unit to another: {@code value * scale + offset}.
 *
 * @param problem why there is no such conversion; null = there is
 */
record Conversion(double scale, double offset, @Nullable String problem) {
  static final Conversion NONE_NEEDED = new Conversion(1, 0, null);

  static Conversion impossible(String problem) {
    return new Conversion(1, 0, problem);
  }

  boolean changes() {
    return scale != 1 || offset != 0;
  }

  double of(double value) {
    return value * scale + offset;
  }
}
