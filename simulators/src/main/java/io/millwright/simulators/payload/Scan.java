package io.millwright.simulators.payload;

import java.util.List;

/**
 * All values that a machine measured at one time.
 *
 * @param timeMicros microseconds since 1970-01-01T00:00:00Z
 * @param number of the scan within its machine, rising by one from 1
 * @param points names of the measurement points
 * @param values one for each point; NaN = not measured this time
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived, never compared
public record Scan(long timeMicros, long number, List<String> points, double[] values) {
  public Scan {
    if (number < 1) {
      throw new IllegalArgumentException("number of a scan must be 1 or more, but was " + number);
    }
    if (points.size() != values.length) {
      throw new IllegalArgumentException(
          "a scan needs one value for each point, but has "
              + points.size()
              + " points and "
              + values.length
              + " values");
    }
  }

  /** How many values were measured. */
  public int readings() {
    int readings = 0;
    for (double value : values) {
      if (!Double.isNaN(value)) {
        readings++;
      }
    }
    return readings;
  }
}
