package io.millwright.models.advisory;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.models.detection.StateDetection;
import io.millwright.models.prognosis.Prognosis;
import java.util.function.Function;

/**
 * What an advisory is made from.
 *
 * @param prognosis with its contributions
 * @param trendFromMicros event time from which the trend is worth looking at
 * @param points what is known about a point of the plan, by name
 */
public record Situation(
    AssetKey asset,
    Prognosis prognosis,
    StateDetection states,
    long trendFromMicros,
    Function<String, PointFacts> points) {

  /**
   * A point, for people.
   *
   * @param description may be empty
   * @param unit UCUM
   * @param shownUnit as people write it
   * @param recent mean of the last scans; NaN = not known
   * @param baseline when new or newly repaired; NaN = not known
   */
  public record PointFacts(
      String name,
      String description,
      String unit,
      String shownUnit,
      double recent,
      double baseline) {}
}
