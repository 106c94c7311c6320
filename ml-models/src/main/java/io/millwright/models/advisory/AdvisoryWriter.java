package io.millwright.models.advisory;

import io.millwright.models.advisory.Condition.FailureProbability;
import io.millwright.models.advisory.Condition.ModeLikelihood;
import io.millwright.models.advisory.Condition.RemainingLife;
import io.millwright.models.detection.Detector;
import io.millwright.models.detection.State;
import io.millwright.models.detection.StateDetection;
import io.millwright.models.prognosis.Contribution;
import io.millwright.models.prognosis.Prognosis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the advisory of an episode: what, why, how soon, what to do. */
final class AdvisoryWriter {
  private static final int TREND_POINTS = 4;
  private static final int CONTRIBUTIONS = 12;
  private static final double MICROS_PER_HOUR = 3.6e9;

  /** How soon work is due by its priority, when nothing else says so; the first is 1. */
  private static final Duration[] DUE_BY_PRIORITY = {
    Duration.ofHours(8),
    Duration.ofDays(2),
    Duration.ofDays(7),
    Duration.ofDays(30),
    Duration.ofDays(90)
  };

  private AdvisoryWriter() {}

  static Advisory write(
      AdvisoryRule rule, long episodeStartMicros, long raisedAtMicros, Situation situation) {
    Prognosis prognosis = situation.explained();
    long dueByMicros = raisedAtMicros + dueAfterMicros(rule, prognosis);
    List<Contribution> contributions =
        prognosis == null ? contributions(situation) : prognosis.contributions();
    List<String> trendPoints = trendPoints(contributions);
    Map<String, String> places = new HashMap<>();
    places.put("asset", situation.asset().asset().value());
    places.put("failureMode", rule.failureMode());
    places.put("failureProbability", AdvisoryText.percent(situation.failureProbability()));
    places.put(
        "horizon",
        AdvisoryText.hours(
            prognosis == null ? Double.NaN : prognosis.horizon().toMinutes() / 60.0));
    places.put("remainingLife", AdvisoryText.hours(situation.lifeHours()));
    places.put(
        "remainingLifeLow",
        AdvisoryText.hours(prognosis == null ? Double.NaN : prognosis.remainingLife().lowHours()));
    places.put(
        "remainingLifeHigh",
        AdvisoryText.hours(prognosis == null ? Double.NaN : prognosis.remainingLife().highHours()));
    places.put("likelihood", AdvisoryText.percent(situation.likelihood()));
    places.put("limits", Words.limits(rule, situation, prognosis));
    places.put("movedMost", Words.movedMost(trendPoints, situation));
    places.put("states", Words.states(situation));
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
        contributions,
        prognosis,
        situation.likelihood(),
        trendPoints,
        situation.trendFromMicros());
  }

  private static long dueAfterMicros(AdvisoryRule rule, @Nullable Prognosis prognosis) {
    Duration within = rule.dueWithin();
    if (within == null && prognosis != null) {
      // The low bound: in 19 of 20 cases there is more time than that.
      return (long) (prognosis.remainingLife().lowHours() * MICROS_PER_HOUR);
    }
    return (within == null ? DUE_BY_PRIORITY[rule.priority() - 1] : within).toNanos() / 1_000;
  }

  private static List<Evidence> evidence(AdvisoryRule rule, long timeMicros, Situation situation) {
    List<Evidence> evidence = new ArrayList<>();
    for (Condition condition : rule.conditions()) {
      if (condition instanceof FailureProbability probability) {
        evidence.add(
            new Evidence(
                "failure probability",
                situation.failureProbability(),
                probability.above(),
                "above",
                "1",
                timeMicros));
      } else if (condition instanceof RemainingLife life) {
        evidence.add(
            new Evidence(
                "remaining useful life",
                situation.lifeHours(),
                life.belowHours(),
                "below",
                "h",
                timeMicros));
      } else if (condition instanceof ModeLikelihood likelihood) {
        evidence.add(
            new Evidence(
                "likelihood",
                situation.likelihood(),
                likelihood.above(),
                "above",
                "1",
                timeMicros));
      }
    }
    StateDetection states = situation.states();
    for (int i = 0; i < states.set().size(); i++) {
      State state = states.stateOfDetector(i);
      Detector detector = states.set().detector(i);
      if (state.compareTo(State.ALERT) >= 0 && detector.limits().beyond(states.valueOf(i), state)) {
        evidence.add(evidence(detector, state, states.valueOf(i), timeMicros, situation));
      }
    }
    return evidence;
  }

  private static Evidence evidence(
      Detector detector, State state, double value, long timeMicros, Situation situation) {
    String meaning = detector.method().meaning();
    String unit =
        detector.method().hasUnitOfPoint()
            ? situation.point(Words.pointOf(detector.descriptors().get(0))).unit()
            : "1";
    return new Evidence(
        meaning.isEmpty() ? detector.subject() : detector.subject() + ", " + meaning,
        value,
        detector.limits().limit(state),
        detector.limits().relation(),
        unit,
        timeMicros);
  }

  /**
   * What has put the detectors into their states, where no model tells more: each of them speaks
   * with the number of limits that it is beyond, divided among its descriptors.
   */
  private static List<Contribution> contributions(Situation situation) {
    Map<String, Double> sums = new LinkedHashMap<>();
    StateDetection states = situation.states();
    for (int i = 0; i < states.set().size(); i++) {
      State state = states.stateOfDetector(i);
      if (state.compareTo(State.ALERT) >= 0) {
        double[] shares = situation.sharesOf(i);
        for (int each = 0; each < shares.length; each++) {
          sums.merge(
              states.set().detector(i).descriptors().get(each),
              shares[each] * (state == State.ALARM ? 2 : 1),
              Double::sum);
        }
      }
    }
    return sums.entrySet().stream()
        .filter(it -> it.getValue() > 0)
        .sorted(
            Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(CONTRIBUTIONS)
        .map(
            it ->
                new Contribution(
                    it.getKey(),
                    situation.valueOf(it.getKey()),
                    situation.point(Words.pointOf(it.getKey())).baseline(),
                    it.getValue()))
        .toList();
  }

  /**
   * The points whose descriptors raised the risk most, strongest first. Age is no trend to look at.
   */
  private static List<String> trendPoints(List<Contribution> contributions) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (Contribution contribution : contributions) {
      if (!contribution.descriptor().endsWith("/age")) {
        sums.merge(
            Words.pointOf(contribution.descriptor()), contribution.contribution(), Double::sum);
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
