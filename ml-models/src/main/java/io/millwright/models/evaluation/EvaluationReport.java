package io.millwright.models.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What advisories were worth. One cycle of C-MAPSS is one hour.
 *
 * @param failures assets that failed
 * @param foreseen of them, those with an advisory before the failure and not too early
 * @param leadHours of each failure that had an advisory, from the newest reading at which the
 *     advisory was there to the failure; sorted
 * @param falseAdvisories on an asset that did not fail, or too early before a failure
 * @param duplicates second and later advisories of one asset and failure mode
 * @param assets each for itself
 */
public record EvaluationReport(
    int failures,
    int foreseen,
    List<Double> leadHours,
    int falseAdvisories,
    int duplicates,
    List<Asset> assets) {
  public EvaluationReport {
    leadHours = List.copyOf(leadHours);
    assets = List.copyOf(assets);
  }

  /**
   * One asset.
   *
   * @param failed whether it ran to its failure
   * @param advisories how many were raised before it
   * @param leadHours of the first; NaN = none, or it did not fail
   */
  public record Asset(String tag, boolean failed, int advisories, double leadHours) {}

  static EvaluationReport of(List<Asset> assets, double tooEarlyHours) {
    int failures = 0;
    int foreseen = 0;
    int falseAdvisories = 0;
    int duplicates = 0;
    for (Asset asset : assets) {
      boolean tooEarly = asset.leadHours() > tooEarlyHours;
      duplicates += Math.max(0, asset.advisories() - 1);
      if (asset.failed()) {
        failures++;
        foreseen += asset.advisories() > 0 && !tooEarly ? 1 : 0;
        falseAdvisories += tooEarly ? 1 : 0;
      } else {
        falseAdvisories += asset.advisories();
      }
    }
    double[] leads =
        assets.stream()
            .mapToDouble(Asset::leadHours)
            .filter(lead -> !Double.isNaN(lead))
            .sorted()
            .toArray();
    return new EvaluationReport(
        failures,
        foreseen,
        Arrays.stream(leads).boxed().toList(),
        falseAdvisories,
        duplicates,
        assets);
  }

  /** NaN = no failure had an advisory. */
  public double shortestLeadHours() {
    return leadHours.isEmpty() ? Double.NaN : leadHours.get(0);
  }

  /** Mean of the middle two when they are even in number; NaN = no failure had an advisory. */
  public double medianLeadHours() {
    int count = leadHours.size();
    return count == 0
        ? Double.NaN
        : (leadHours.get((count - 1) / 2) + leadHours.get(count / 2)) / 2;
  }

  /** NaN = no failure had an advisory. */
  public double longestLeadHours() {
    return leadHours.isEmpty() ? Double.NaN : leadHours.get(leadHours.size() - 1);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d of %d failures foreseen, lead %.0f / %.0f / %.0f h (min/median/max), %d false, %d duplicate",
        foreseen,
        failures,
        shortestLeadHours(),
        medianLeadHours(),
        longestLeadHours(),
        falseAdvisories,
        duplicates);
  }
}
