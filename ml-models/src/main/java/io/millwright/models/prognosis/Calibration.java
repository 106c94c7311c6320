package io.millwright.models.prognosis;

/**
 * Platt's scaling: turns the raw log-odds of trees into a probability that keeps what it says.
 *
 * @param slope of the calibrated log-odds over the raw ones
 * @param intercept added to them
 */
public record Calibration(double slope, double intercept) {
  private static final int MOST_STEPS = 50;
  private static final double RIDGE = 1e-3;

  /**
   * Fits both by maximum likelihood.
   *
   * @param raw log-odds of rows that the model had not seen
   * @param happened whether the failure came, one a row
   */
  public static Calibration fit(double[] raw, boolean[] happened) {
    Calibration best = new Calibration(1, 0);
    double loss = best.loss(raw, happened);
    for (int step = 0; step < MOST_STEPS; step++) {
      Calibration newton = best.newtonStep(raw, happened);
      // Newton's method may jump too far where the logistic is flat: then half as far.
      double share = 1;
      Calibration next = best.towards(newton, share);
      while (!(next.loss(raw, happened) <= loss) && share > 1e-6) {
        share /= 2;
        next = best.towards(newton, share);
      }
      double nextLoss = next.loss(raw, happened);
      if (!(nextLoss < loss - 1e-12 * raw.length)) {
        break;
      }
      best = next;
      loss = nextLoss;
    }
    return best;
  }

  private Calibration towards(Calibration other, double share) {
    return new Calibration(
        slope + share * (other.slope - slope), intercept + share * (other.intercept - intercept));
  }

  /** Negative log-likelihood and a little ridge, which holds when the classes are fully apart. */
  private double loss(double[] raw, boolean[] happened) {
    double loss = RIDGE / 2 * ((slope - 1) * (slope - 1) + intercept * intercept);
    for (int i = 0; i < raw.length; i++) {
      double logOdds = (happened[i] ? 1 : -1) * (slope * raw[i] + intercept);
      loss += Math.max(0, -logOdds) + Math.log1p(Math.exp(-Math.abs(logOdds)));
    }
    return loss;
  }

  private Calibration newtonStep(double[] raw, boolean[] happened) {
    double gradientSlope = RIDGE * (slope - 1);
    double gradientIntercept = RIDGE * intercept;
    double hessianSlope = RIDGE;
    double hessianIntercept = RIDGE;
    double hessianBoth = 0;
    for (int i = 0; i < raw.length; i++) {
      double p = probability(raw[i]);
      double error = p - (happened[i] ? 1 : 0);
      double weight = p * (1 - p);
      gradientSlope += error * raw[i];
      gradientIntercept += error;
      hessianSlope += weight * raw[i] * raw[i];
      hessianIntercept += weight;
      hessianBoth += weight * raw[i];
    }
    double determinant = hessianSlope * hessianIntercept - hessianBoth * hessianBoth;
    return new Calibration(
        slope - (hessianIntercept * gradientSlope - hessianBoth * gradientIntercept) / determinant,
        intercept - (hessianSlope * gradientIntercept - hessianBoth * gradientSlope) / determinant);
  }

  public double probability(double raw) {
    return logistic(slope * raw + intercept);
  }

  private static double logistic(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }
}
