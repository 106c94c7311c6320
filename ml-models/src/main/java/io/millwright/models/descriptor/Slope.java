package io.millwright.models.descriptor;

/**
 * Slope of the regression line through the last scans, in units per scan, gaps left out; known from
 * five values on.
 */
record Slope(int window) implements Descriptor {
  private static final int FEWEST = 5;

  @Override
  public String name() {
    return "slope" + window;
  }

  @Override
  public double evaluate(PointWindow history, double[] memory, int offset) {
    double origin = Double.NaN;
    double sumX = 0;
    double sumXx = 0;
    double sumY = 0;
    double sumXy = 0;
    int count = 0;
    for (int age = 0; age < window; age++) {
      double value = history.ago(age);
      if (!Double.isNaN(value)) {
        if (count == 0) {
          origin = value;
        }
        double y = value - origin;
        double x = -age;
        sumX += x;
        sumXx += x * x;
        sumY += y;
        sumXy += x * y;
        count++;
      }
    }
    return count < FEWEST
        ? Double.NaN
        : (count * sumXy - sumX * sumY) / (count * sumXx - sumX * sumX);
  }
}
