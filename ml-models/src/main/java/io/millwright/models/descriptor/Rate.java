package io.millwright.models.descriptor;

/** How much the value has changed since some scans ago, in units per scan; NaN = one is a gap. */
record Rate(int scans) implements Descriptor {
  @Override
  public String name() {
    return "rate" + scans;
  }

  @Override
  public int window() {
    return scans + 1;
  }

  @Override
  public double evaluate(RollingWindow window, double[] memory, int offset) {
    return (window.point().latest() - window.point().ago(scans)) / scans;
  }
}
