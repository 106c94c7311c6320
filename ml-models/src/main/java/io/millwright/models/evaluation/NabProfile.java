package io.millwright.models.evaluation;

/**
 * What NAB gives and takes.
 *
 * @param hit given at most for an anomaly that was found, above 0
 * @param falseAlarm taken at most for a detection outside all windows, 0 or more
 * @param miss taken for an anomaly that was not found, 0 or more
 */
public record NabProfile(double hit, double falseAlarm, double miss) {
  public static final NabProfile STANDARD = new NabProfile(1, 0.11, 1);
  public static final NabProfile FEW_FALSE_ALARMS = new NabProfile(1, 0.22, 1);
  public static final NabProfile FEW_MISSES = new NabProfile(1, 0.11, 2);

  public NabProfile {
    if (!(hit > 0 && falseAlarm >= 0 && miss >= 0) || Double.isInfinite(hit + falseAlarm + miss)) {
      throw new IllegalArgumentException(
          "a profile gives more than 0 and takes 0 or more, all finite, but was given "
              + hit
              + ", "
              + falseAlarm
              + " and "
              + miss);
    }
  }
}
