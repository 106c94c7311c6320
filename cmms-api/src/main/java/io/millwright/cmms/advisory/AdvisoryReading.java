package io.millwright.cmms.advisory;

import static io.millwright.cmms.platform.WireValues.bounded;
import static io.millwright.cmms.platform.WireValues.instant;
import static io.millwright.cmms.platform.WireValues.known;
import static io.millwright.cmms.platform.WireValues.present;

import io.millwright.cmms.workorder.RaisedAdvisory;
import io.millwright.cmms.workorder.Reason;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.Advisory;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads an advisory from the wire, once, into what a work order takes from it. */
final class AdvisoryReading {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  /** Characters of a name: a failure mode, a rule, a plan, a point, a unit. */
  private static final int NAME = 128;

  private static final int LINE = 500;
  private static final int TEXT = 20_000;

  /** Entries of a list. */
  private static final int ENTRIES = 1000;

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
        present("failure_mode", advisory.getFailureMode(), NAME),
        advisory.getPriority(),
        instant(advisory.getRaisedAtMicros()),
        instant(advisory.getDueByMicros()),
        present("title", advisory.getTitle(), LINE),
        bounded("recommended_action", advisory.getRecommendedAction(), TEXT),
        each("checklist", advisory.getChecklistList(), text -> bounded("checklist", text, LINE)),
        reason(advisory),
        advisory.hasLikelihood() ? known(advisory.getLikelihood()) : null);
  }

  private static Reason reason(Advisory advisory) {
    var prognosis = advisory.getPrognosis();
    return new Reason(
        advisory.getId(),
        present("rule", advisory.getRule(), NAME),
        bounded("plan_id", advisory.getPlanId(), NAME),
        advisory.getPlanVersion(),
        each(
            "models",
            advisory.getModelsList(),
            model ->
                new Reason.Model(
                    bounded("model name", model.getName(), NAME),
                    model.getVersion(),
                    bounded("model sha256", model.getSha256(), NAME))),
        bounded("explanation", advisory.getExplanation(), TEXT),
        instant(advisory.getEpisodeStartMicros()),
        instant(advisory.getRaisedAtMicros()),
        each(
            "evidence",
            advisory.getEvidenceList(),
            evidence ->
                new Reason.Evidence(
                    bounded("subject", evidence.getSubject(), LINE),
                    known(evidence.getValue()),
                    known(evidence.getLimit()),
                    bounded("relation", evidence.getRelation(), NAME),
                    bounded("unit", evidence.getUnit(), NAME),
                    instant(evidence.getTimeMicros()))),
        each(
            "contributions",
            advisory.getContributionsList(),
            contribution ->
                new Reason.Contribution(
                    bounded("descriptor_name", contribution.getDescriptorName(), LINE),
                    known(contribution.getValue()),
                    known(contribution.getTypical()),
                    known(contribution.getContribution()))),
        advisory.hasPrognosis()
            ? new Reason.Prognosis(
                known(prognosis.getHorizonHours()),
                known(prognosis.getFailureProbability()),
                known(prognosis.getRemainingLifeHours()),
                known(prognosis.getRemainingLifeLowHours()),
                known(prognosis.getRemainingLifeHighHours()))
            : new Reason.Prognosis(null, null, null, null, null),
        each(
            "trend_points",
            advisory.getTrendPointsList(),
            point -> bounded("trend_points", point, LINE)),
        instant(advisory.getTrendFromMicros()));
  }

  private static <T, R> List<R> each(
      String field, List<T> entries, Function<? super T, ? extends R> read) {
    if (entries.size() > ENTRIES) {
      throw new IllegalArgumentException(
          field + " may have " + ENTRIES + " entries, but has " + entries.size());
    }
    return entries.stream().<R>map(read).toList();
  }
}
