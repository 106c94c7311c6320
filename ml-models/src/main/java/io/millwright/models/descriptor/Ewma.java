package io.millwright.models.descriptor;

/** Exponentially weighted moving average; the weight of the newest value in percent. */
record Ewma(int percent) implements Descriptor {
  @Override
  public String name() {
    return "ewma" + percent;
  }

  @Override
  public int window() {
    return 1;
  }

  @Override
  public int memory() {
    return 1;
  }

  @Override
  public double evaluate(PointWindow window, double[] memory, int offset) {
    double value = window.latest();
    double before = memory[offset];
    if (Double.isNaN(value)) {
      return before;
    }
    double now = Double.isNaN(before) ? value : before + percent / 100.0 * (value - before);
    memory[offset] = now;
    return now;
  }
}
