package io.millwright.models.monitor;

import java.util.Arrays;

/** One scan's value of each point of the plan, and what came beside the values. */
final class ScanValues {
  /** NaN = the point was silent. */
  final double[] value;

  /** Whether the quality of a point's value is uncertain. */
  final boolean[] uncertain;

  final ScanSigns signs;

  ScanValues(int points) {
    this.value = new double[points];
    this.uncertain = new boolean[points];
    this.signs = new ScanSigns(points);
    silence();
  }

  /** No point was heard. */
  void silence() {
    Arrays.fill(value, Double.NaN);
    Arrays.fill(uncertain, false);
    signs.clear();
  }

  /** A point is a gap, whatever it said. */
  void leaveOut(int point) {
    value[point] = Double.NaN;
    uncertain[point] = false;
  }
}
