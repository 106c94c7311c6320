package io.millwright.models.monitor;

import java.util.List;

/**
 * Readings of one input whose scans were evaluated already: what was concluded for their time does
 * not know them. A repeated reading of such a scan is among them, as nobody remembers it.
 *
 * @param number of readings
 * @param fromMicros event time of the earliest, microseconds since 1970-01-01T00:00:00Z
 * @param toMicros event time of the latest
 * @param reachedMicros event time that had been reached when the last of them was looked at
 * @param points whose readings they are, in the order of the plan
 */
public record LateReadings(
    int number, long fromMicros, long toMicros, long reachedMicros, List<String> points) {
  public LateReadings {
    points = List.copyOf(points);
  }
}
