package io.millwright.models.advisory;

import io.millwright.models.advisory.Situation.PointFacts;
import io.millwright.models.prognosis.Contribution;
import io.millwright.models.prognosis.Prognosis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the advisory of an episode: what, why, how soon, what to do. */
final class AdvisoryWriter {
  private static final int TREND_POINTS = 4;
  private static final int POINTS_IN_WORDS = 3;
  private static final double MICROS_PER_HOUR = 3.6e9;

  private AdvisoryWriter() {}

  static Advisory write(
      AdvisoryRule rule, long episodeStartMicros, long raisedAtMicros, Situation situation) {
    Prognosis prognosis = situation.prognosis();
    double lowHours = prognosis.remainingLife().lowHours();
    // The low bound: in 19 of 20 cases there is more time than that.
    long dueByMicros = raisedAtMicros + (long) (lowHours * MICROS_PER_HOUR);
    List<String> trendPoints = trendPoints(prognosis.contributions());
    Map<String, String> places = new HashMap<>();
    places.put("asset", situation.asset().asset().value());
    places.put("failureMode", rule.failureMode());
    places.put("failureProbability", AdvisoryText.percent(prognosis.failureProbability()));
    places.put("horizon", AdvisoryText.hours(prognosis.horizon().toMinutes() / 60.0));
    places.put("remainingLife", AdvisoryText.hours(prognosis.remainingLife().hours()));
    places.put("remainingLifeLow", AdvisoryText.hours(lowHours));
    places.put("remainingLifeHigh", AdvisoryText.hours(prognosis.remainingLife().highHours()));
    places.put("limits", limits(rule, prognosis));
    places.put("movedMost", movedMost(trendPoints, situation));
    places.put("states", states(situation));
    places.put("since", AdvisoryText.time(episodeStartMicros));
    places.put("dueBy", AdvisoryText.time(dueByMicros));
    places.put("recommendedAction", rule.recommendedAction());
    return new Advisory(
        AdvisoryId.of(situation.asset(), rule.failureMode(), rule.name(), episodeStartMicros),
        situation.asset(),
        rule.failureMode(),
        rule.name(),
        episodeStartMicros,
        raisedAtMicros,
        rule.priority(),
        dueByMicros,
        AdvisoryText.fill(rule.title(), places),
        AdvisoryText.fill(rule.explanation(), places),
        rule.recommendedAction(),
        rule.checklist(),
        evidence(rule, raisedAtMicros, situation),
        prognosis,
        trendPoints,
        situation.trendFromMicros());
  }

  /** "The probability of failure within 30 h is 61 %, above the limit of 50 %." */
  private static String limits(AdvisoryRule rule, Prognosis prognosis) {
    List<String> sentences = new ArrayList<>();
    if (rule.looksAtProbability()) {
      sentences.add(
          "The probability of failure within "
              + AdvisoryText.hours(prognosis.horizon().toMinutes() / 60.0)
              + " is "
              + AdvisoryText.percent(prognosis.failureProbability())
              + ", above the limit of "
              + AdvisoryText.percent(rule.probabilityAbove())
              + ".");
    }
    if (rule.looksAtLife()) {
      sentences.add(
          "The expected remaining life is "
              + AdvisoryText.hours(prognosis.remainingLife().hours())
              + ", below the limit of "
              + AdvisoryText.hours(rule.lifeBelowHours())
              + ".");
    }
    return String.join(" ", sentences);
  }

  /** "T50 (total temperature at LPT outlet) is 1421.3 °R, was 1402.5 °R when new; ..." */
  private static String movedMost(List<String> points, Situation situation) {
    List<String> parts = new ArrayList<>();
    for (String point : points.subList(0, Math.min(POINTS_IN_WORDS, points.size()))) {
      PointFacts facts = situation.points().apply(point);
      StringBuilder part = new StringBuilder(point);
      if (!facts.description().isEmpty()) {
        part.append(" (").append(facts.description()).append(')');
      }
      String unit = facts.shownUnit().isEmpty() ? "" : " " + facts.shownUnit();
      if (Double.isFinite(facts.recent())) {
        part.append(" is ").append(AdvisoryText.number(facts.recent())).append(unit);
      }
      if (Double.isFinite(facts.recent()) && Double.isFinite(facts.baseline())) {
        part.append(facts.recent() >= facts.baseline() ? ", up from " : ", down from ")
            .append(AdvisoryText.number(facts.baseline()))
            .append(unit)
            .append(" when new");
      }
      parts.add(part.toString());
    }
    return parts.isEmpty() ? "no single point stands out" : String.join("; ", parts);
  }

  /**
   * "T50 is in ALARM: 1424.9 °R, above the limit of 1420 °R." or nothing. A state outlasts its
   * condition by deadband and delay: "T50 is still in ALARM: 1419.8 °R, no longer above ...".
   */
  private static String states(Situation situation) {
    List<String> sentences = new ArrayList<>();
    situation
        .states()
        .beyondLimits(
            (detector, state, value) -> {
              PointFacts facts = situation.points().apply(detector.point());
              String unit = facts.shownUnit().isEmpty() ? "" : " " + facts.shownUnit();
              boolean beyond = detector.beyond(value, state);
              sentences.add(
                  detector.point()
                      + (beyond ? " is in " : " is still in ")
                      + state
                      + ": "
                      + AdvisoryText.number(value)
                      + unit
                      + (beyond ? ", " : ", no longer ")
                      + detector.relation()
                      + " the limit of "
                      + AdvisoryText.number(detector.limit(state))
                      + unit
                      + ".");
            });
    return String.join(" ", sentences);
  }

  private static List<Evidence> evidence(AdvisoryRule rule, long timeMicros, Situation situation) {
    Prognosis prognosis = situation.prognosis();
    List<Evidence> evidence = new ArrayList<>();
    if (rule.looksAtProbability()) {
      evidence.add(
          new Evidence(
              "failure probability",
              prognosis.failureProbability(),
              rule.probabilityAbove(),
              "above",
              "1",
              timeMicros));
    }
    if (rule.looksAtLife()) {
      evidence.add(
          new Evidence(
              "remaining useful life",
              prognosis.remainingLife().hours(),
              rule.lifeBelowHours(),
              "below",
              "h",
              timeMicros));
    }
    situation
        .states()
        .beyondLimits(
            (detector, state, value) -> {
              if (detector.beyond(value, state)) {
                evidence.add(
                    new Evidence(
                        detector.point(),
                        value,
                        detector.limit(state),
                        detector.relation(),
                        situation.points().apply(detector.point()).unit(),
                        timeMicros));
              }
            });
    return evidence;
  }

  /**
   * The points whose descriptors raised the risk most, strongest first. Age is no trend to look at.
   */
  private static List<String> trendPoints(List<Contribution> contributions) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (Contribution contribution : contributions) {
      String descriptor = contribution.descriptor();
      int slash = descriptor.lastIndexOf('/');
      if (!descriptor.endsWith("/age")) {
        sums.merge(descriptor.substring(0, slash), contribution.contribution(), Double::sum);
      }
    }
    return sums.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .sorted(
            Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(TREND_POINTS)
        .map(Map.Entry::getKey)
        .toList();
  }
}
