package io.millwright.models.descriptor;

/** The value of the scan itself. */
record Last() implements Descriptor {
  @Override
  public String name() {
    return "last";
  }

  @Override
  public int window() {
    return 1;
  }

  @Override
  public double evaluate(RollingWindow window, double[] memory, int offset) {
    return window.point().latest();
  }
}
