package io.millwright.models.evaluation;

/**
 * What detections were worth by NAB.
 *
 * @param threshold scores from here on are detections; infinite = there are none
 * @param points what was given, less what was taken
 * @param nothing the points of a detector that never detects
 * @param perfect the points of one that finds every anomaly at its first row, and nothing else
 */
public record NabResult(double threshold, double points, double nothing, double perfect) {

  /**
   * The figure that NAB lists: 100 = perfect, 0 = as good as a detector that never detects, below 0
   * = worse than that; NaN = there was nothing to find.
   */
  public double normalized() {
    return perfect == nothing ? Double.NaN : 100 * (points - nothing) / (perfect - nothing);
  }

  /**
   * Both together, as when each group of series was scored with a threshold from the others; the
   * threshold is NaN unless they share it.
   */
  public NabResult plus(NabResult other) {
    return new NabResult(
        threshold == other.threshold ? threshold : Double.NaN,
        points + other.points,
        nothing + other.nothing,
        perfect + other.perfect);
  }
}
