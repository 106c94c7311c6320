package io.millwright.models.descriptor;

/**
 * How far the smoothed value has moved from the point's own baseline: machines of one class differ
 * when new. The weight of the newest value in percent.
 */
record Drift(Ewma smoothed) implements Descriptor {
  Drift(int percent) {
    this(new Ewma(percent));
  }

  @Override
  public String name() {
    return "drift" + smoothed.percent();
  }

  @Override
  public int window() {
    return smoothed.window();
  }

  @Override
  public int memory() {
    return 1;
  }

  @Override
  public double evaluate(RollingWindow window, double[] memory, int offset) {
    return smoothed.evaluate(window, memory, offset) - window.point().baseline();
  }
}
