package io.millwright.models.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Holds values against the baseline of their own burn-in, snapshot by snapshot, and knows nothing
 * of what comes later. In place of the monitor, until a plan can say this.
 */
final class BurnInWatch {
  private final FemtoEvaluation.Setting setting;
  private final List<double[]> burnIn = new ArrayList<>();
  private double firstSeconds = Double.NaN;
  private double[] baseline = {};

  /** Of the last snapshots, the newest lowest: 1 = beyond the limit. */
  private long latest;

  private int behind;
  private boolean stands;

  BurnInWatch(FemtoEvaluation.Setting setting) {
    this.setting = setting;
  }

  /**
   * Takes a snapshot.
   *
   * @param values above 0, always as many
   * @return whether an advisory stands after it
   */
  boolean accept(double ageSeconds, double... values) {
    if (Double.isNaN(firstSeconds)) {
      firstSeconds = ageSeconds;
    }
    if (baseline.length == 0) {
      burnIn.add(values);
      if (ageSeconds - firstSeconds >= setting.burnInSeconds()
          && burnIn.size() >= setting.fewestForBaseline()) {
        baseline = medians();
        burnIn.clear();
      }
      return false;
    }
    boolean beyond = false;
    for (int i = 0; i < values.length; i++) {
      beyond |= values[i] > setting.limit() * baseline[i];
    }
    latest = latest << 1 | (beyond ? 1 : 0);
    behind = beyond ? 0 : behind + 1;
    if (beyond && Long.bitCount(latest & (1L << setting.of()) - 1) >= setting.snapshots()) {
      stands = true;
    } else if (behind >= setting.snapshots()) {
      stands = false;
    }
    return stands;
  }

  private double[] medians() {
    double[] medians = new double[burnIn.get(0).length];
    for (int i = 0; i < medians.length; i++) {
      int value = i;
      double[] sorted = burnIn.stream().mapToDouble(values -> values[value]).sorted().toArray();
      // Of an even number the geometric mean of the middle two: levels are ratios.
      medians[i] = Math.sqrt(sorted[(sorted.length - 1) / 2] * sorted[sorted.length / 2]);
    }
    return medians;
  }
}
