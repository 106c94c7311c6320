package io.millwright.models.descriptor;

/** Standard deviation over the last scans, gaps left out; known from three values on. */
record Deviation(int window) implements Descriptor {
  private static final int FEWEST = 3;

  @Override
  public String name() {
    return "deviation" + window;
  }

  @Override
  public double evaluate(PointWindow history, double[] memory, int offset) {
    // Distances from one of the values: squares of large readings would cancel.
    double origin = Double.NaN;
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int age = 0; age < window; age++) {
      double value = history.ago(age);
      if (!Double.isNaN(value)) {
        if (count == 0) {
          origin = value;
        }
        double distance = value - origin;
        sum += distance;
        squares += distance * distance;
        count++;
      }
    }
    return count < FEWEST
        ? Double.NaN
        : Math.sqrt(Math.max(0, (squares - sum * sum / count) / (count - 1)));
  }
}
