package io.millwright.models.dataset;

import java.util.List;

/**
 * One series of NAB.
 *
 * @param name group and file: {@code realTraffic/speed_7578.csv}
 * @param readings in the order of the file, which is not always that of time
 * @param windows in the order of the readings, none of them in another; none = nothing is to be
 *     found
 */
public record NabSeries(String name, List<NabReading> readings, List<NabWindow> windows) {
  public NabSeries {
    readings = List.copyOf(readings);
    windows = List.copyOf(windows);
  }

  /** {@code realTraffic} */
  public String group() {
    return name.substring(0, Math.max(0, name.indexOf('/')));
  }
}
