package io.millwright.models.training;

import java.util.LinkedHashMap;
import java.util.Map;

/** Figures of how good scores were on assets that the model had not seen. */
final class ScoreQuality {
  private static final int BINS = 10;

  private ScoreQuality() {}

  /** Brier score, its skill over always saying the base rate, and the calibration error. */
  static Map<String, Double> ofProbabilities(double[] probability, boolean[] happened) {
    int rows = probability.length;
    double brier = 0;
    double events = 0;
    double logLoss = 0;
    double[] sum = new double[BINS];
    double[] seen = new double[BINS];
    for (int i = 0; i < rows; i++) {
      double y = happened[i] ? 1 : 0;
      brier += (probability[i] - y) * (probability[i] - y) / rows;
      events += y;
      double right = happened[i] ? probability[i] : 1 - probability[i];
      logLoss -= Math.log(Math.max(1e-15, right)) / rows;
      int bin = Math.min(BINS - 1, (int) (probability[i] * BINS));
      sum[bin] += probability[i];
      seen[bin] += y;
    }
    double calibrationError = 0;
    for (int bin = 0; bin < BINS; bin++) {
      calibrationError += Math.abs(sum[bin] - seen[bin]) / rows;
    }
    double rate = events / rows;
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("heldOutFolds.baseRate", rate);
    metrics.put("heldOutFolds.brier", brier);
    metrics.put("heldOutFolds.brierSkill", 1 - brier / (rate * (1 - rate)));
    metrics.put("heldOutFolds.logLoss", logLoss);
    metrics.put("heldOutFolds.expectedCalibrationError", calibrationError);
    return metrics;
  }

  /** Errors in hours; truth capped as the prediction is. */
  static Map<String, Double> ofLives(double[] predicted, double[] actual, double capHours) {
    double squares = 0;
    double absolute = 0;
    double nearSquares = 0;
    int near = 0;
    for (int i = 0; i < predicted.length; i++) {
      double error = predicted[i] - Math.min(capHours, actual[i]);
      squares += error * error;
      absolute += Math.abs(error);
      if (actual[i] <= capHours / 2) {
        nearSquares += error * error;
        near++;
      }
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("heldOutFolds.capHours", capHours);
    metrics.put("heldOutFolds.rmseHours.truthCapped", Math.sqrt(squares / predicted.length));
    metrics.put("heldOutFolds.meanAbsoluteErrorHours.truthCapped", absolute / predicted.length);
    metrics.put("heldOutFolds.rmseHours.lastHalfOfCap", Math.sqrt(nearSquares / near));
    return metrics;
  }
}
