package io.millwright.models.descriptor;

/** Scans since the component was first seen, or replaced. */
record Age() implements Descriptor {
  @Override
  public String name() {
    return "age";
  }

  @Override
  public int window() {
    return 1;
  }

  @Override
  public double evaluate(RollingWindow window, double[] memory, int offset) {
    return window.point().age();
  }
}
