package io.millwright.cmms.advisory;

import io.millwright.cmms.workorder.RaisedAdvisory;
import io.millwright.cmms.workorder.Reason;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.Advisory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an advisory from the wire, once, into what a work order takes from it. */
final class AdvisoryReading {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  private AdvisoryReading() {}

  /** Whose asset it is about. */
  static AssetKey asset(Advisory advisory) {
    return AssetKey.of(advisory.getTenant(), advisory.getAsset());
  }

  /**
   * The advisory, checked.
   *
   * @throws IllegalArgumentException if a value cannot be one of an advisory
   */
  static RaisedAdvisory read(Advisory advisory) {
    if (!ID.matcher(advisory.getId()).matches()) {
      throw new IllegalArgumentException("id must be 64 lower-case hexadecimal digits");
    }
    if (advisory.getPriority() < 1 || advisory.getPriority() > 5) {
      throw new IllegalArgumentException(
          "priority must be 1 to 5, but was " + advisory.getPriority());
    }
    return new RaisedAdvisory(
        advisory.getId(),
        asset(advisory).asset().value(),
        present("failure_mode", advisory.getFailureMode()),
        advisory.getPriority(),
        instant(advisory.getRaisedAtMicros()),
        instant(advisory.getDueByMicros()),
        present("title", advisory.getTitle()),
        advisory.getRecommendedAction(),
        advisory.getChecklistList(),
        reason(advisory));
  }

  private static Reason reason(Advisory advisory) {
    var prognosis = advisory.getPrognosis();
    return new Reason(
        advisory.getId(),
        present("rule", advisory.getRule()),
        advisory.getPlanId(),
        advisory.getPlanVersion(),
        advisory.getModelsList().stream()
            .map(model -> new Reason.Model(model.getName(), model.getVersion(), model.getSha256()))
            .toList(),
        advisory.getExplanation(),
        instant(advisory.getEpisodeStartMicros()),
        instant(advisory.getRaisedAtMicros()),
        advisory.getEvidenceList().stream()
            .map(
                evidence ->
                    new Reason.Evidence(
                        evidence.getSubject(),
                        known(evidence.getValue()),
                        known(evidence.getLimit()),
                        evidence.getRelation(),
                        evidence.getUnit(),
                        instant(evidence.getTimeMicros())))
            .toList(),
        advisory.getContributionsList().stream()
            .map(
                contribution ->
                    new Reason.Contribution(
                        contribution.getDescriptorName(),
                        known(contribution.getValue()),
                        known(contribution.getTypical()),
                        known(contribution.getContribution())))
            .toList(),
        advisory.hasPrognosis()
            ? new Reason.Prognosis(
                known(prognosis.getHorizonHours()),
                known(prognosis.getFailureProbability()),
                known(prognosis.getRemainingLifeHours()),
                known(prognosis.getRemainingLifeLowHours()),
                known(prognosis.getRemainingLifeHighHours()))
            : new Reason.Prognosis(null, null, null, null, null),
        advisory.getTrendPointsList(),
        instant(advisory.getTrendFromMicros()));
  }

  /** The wire's NaN means unknown; JSON has no NaN. */
  private static @Nullable Double known(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static String present(String field, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return value;
  }
}
