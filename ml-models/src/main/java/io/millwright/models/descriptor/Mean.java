package io.millwright.models.descriptor;

/**
 * Mean of the last scans, gaps left out.
 *
 * <p>Summed afresh from the window: a running sum would drift, and differ after a restore.
 */
record Mean(int window) implements Descriptor {
  @Override
  public String name() {
    return "mean" + window;
  }

  @Override
  public double evaluate(PointWindow history, double[] memory, int offset) {
    double sum = 0;
    int count = 0;
    for (int age = 0; age < window; age++) {
      double value = history.ago(age);
      if (!Double.isNaN(value)) {
        sum += value;
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
