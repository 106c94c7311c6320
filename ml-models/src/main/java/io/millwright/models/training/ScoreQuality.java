package io.millwright.models.training;

import io.millwright.models.classification.ProbabilityQuality;
import java.util.LinkedHashMap;
import java.util.Map;

/** Figures of how good scores were on assets that the model had not seen. */
final class ScoreQuality {
  private ScoreQuality() {}

  /** Brier score, its skill over always saying the base rate, and the calibration error. */
  static Map<String, Double> ofProbabilities(double[] probability, boolean[] happened) {
    ProbabilityQuality quality = ProbabilityQuality.of(probability, happened);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("heldOutFolds.baseRate", quality.baseRate());
    metrics.put("heldOutFolds.brier", quality.brier());
    metrics.put("heldOutFolds.brierSkill", quality.brierSkill());
    metrics.put("heldOutFolds.logLoss", quality.logLoss());
    metrics.put("heldOutFolds.expectedCalibrationError", quality.calibrationError());
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
