package io.millwright.benchmarks.gateway;

import java.util.List;
import java.util.Map;

/**
 * What to measure.
 *
 * @param mqttVersion 4 = MQTT 3.1.1, 5 = MQTT 5
 * @param window messages of a connection that wait for their PUBACK at most, at full speed; 0 = so
 *     many that about {@value #IN_FLIGHT} wait in all, but at least {@value #SMALLEST_WINDOW} and
 *     at most {@value #LARGEST_WINDOW}
 * @param gatewaySettings besides the addresses; what is not named has its default
 */
record Plan(
    List<Row> rows,
    Effort effort,
    int mqttVersion,
    int window,
    Map<String, String> gatewaySettings) {
  private static final int IN_FLIGHT = 10_000;
  private static final int LARGEST_WINDOW = 1_000;

  /** What libmosquitto sends before an acknowledgement comes, unless told otherwise. */
  private static final int SMALLEST_WINDOW = 20;

  /** At a set rate the window must not hold back what is due. */
  private static final int PACED_WINDOW = 8_192;

  static Plan of(List<Row> rows, Effort effort) {
    return new Plan(rows, effort, 4, 0, Map.of());
  }

  int window(Row row) {
    if (row.pace() != Row.Pace.FULL_SPEED) {
      return row.pace() == Row.Pace.PACED ? PACED_WINDOW : 4;
    }
    return window > 0
        ? window
        : Math.max(SMALLEST_WINDOW, Math.min(LARGEST_WINDOW, IN_FLIGHT / row.connections()));
  }
}
