package io.millwright.models.prognosis;

/**
 * Platt's scaling: turns the raw log-odds of trees into a probability that keeps what it says.
 *
 * @param slope of the calibrated log-odds over the raw ones
 * @param intercept added to them
 */
public record Calibration(double slope, double intercept) {
  private static final int MOST_STEPS = 50;

  /**
   * Fits both by maximum likelihood.
   *
   * @param raw log-odds of rows that the model had not seen
   * @param happened whether the failure came, one a row
   */
  public static Calibration fit(double[] raw, boolean[] happened) {
    double slope = 1;
    double intercept = 0;
    for (int step = 0; step < MOST_STEPS; step++) {
      // Newton's method; a little ridge keeps it in place when the classes are fully apart.
      double gradientSlope = 1e-3 * (slope - 1);
      double gradientIntercept = 1e-3 * intercept;
      double hessianSlope = 1e-3;
      double hessianIntercept = 1e-3;
      double hessianBoth = 0;
      for (int i = 0; i < raw.length; i++) {
        double p = logistic(slope * raw[i] + intercept);
        double error = p - (happened[i] ? 1 : 0);
        double weight = p * (1 - p);
        gradientSlope += error * raw[i];
        gradientIntercept += error;
        hessianSlope += weight * raw[i] * raw[i];
        hessianIntercept += weight;
        hessianBoth += weight * raw[i];
      }
      double determinant = hessianSlope * hessianIntercept - hessianBoth * hessianBoth;
      double stepSlope =
          (hessianIntercept * gradientSlope - hessianBoth * gradientIntercept) / determinant;
      double stepIntercept =
          (hessianSlope * gradientIntercept - hessianBoth * gradientSlope) / determinant;
      slope -= stepSlope;
      intercept -= stepIntercept;
      if (Math.abs(stepSlope) + Math.abs(stepIntercept) < 1e-10) {
        break;
      }
    }
    return new Calibration(slope, intercept);
  }

  public double probability(double raw) {
    return logistic(slope * raw + intercept);
  }

  private static double logistic(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }
}
