package io.millwright.models.descriptor;

/** Exponentially weighted moving average; the weight of the newest value in percent. */
record Ewma(int percent) implements Descriptor {
  @Override
  public String name() {
    return "ewma" + percent;
  }

  /** What is older has less than a seventh of the weight. */
  @Override
  public int window() {
    return Math.max(1, 200 / percent);
  }

  @Override
  public int memory() {
    return 1;
  }

  @Override
  public double evaluate(RollingWindow window, double[] memory, int offset) {
    double value = window.point().latest();
    double before = memory[offset];
    if (Double.isNaN(value)) {
      return before;
    }
    double now = Double.isNaN(before) ? value : before + percent / 100.0 * (value - before);
    memory[offset] = now;
    return now;
  }
}
