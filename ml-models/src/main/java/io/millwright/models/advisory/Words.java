package io.millwright.models.advisory;

import io.millwright.models.advisory.Condition.FailureProbability;
import io.millwright.models.advisory.Condition.ModeLikelihood;
import io.millwright.models.advisory.Condition.RemainingLife;
import io.millwright.models.advisory.Condition.StatesReached;
import io.millwright.models.advisory.Situation.PointFacts;
import io.millwright.models.detection.Detector;
import io.millwright.models.detection.Indicator;
import io.millwright.models.detection.Limits;
import io.millwright.models.detection.State;
import io.millwright.models.detection.StateDetection;
import io.millwright.models.prognosis.Prognosis;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sentences in which an advisory says why it is there. */
final class Words {
  private static final int POINTS = 3;

  private Words() {}

  /** "The probability of failure within 30 h is 61 %, above the limit of 50 %." */
  static String limits(AdvisoryRule rule, Situation situation, @Nullable Prognosis prognosis) {
    List<String> sentences = new ArrayList<>();
    for (Condition condition : rule.conditions()) {
      sentences.add(limit(condition, situation, prognosis));
    }
    return String.join(" ", sentences);
  }

  private static String limit(
      Condition condition, Situation situation, @Nullable Prognosis prognosis) {
    if (condition instanceof FailureProbability probability) {
      Prognosis known = Objects.requireNonNull(prognosis);
      return "The probability of failure within "
          + AdvisoryText.hours(known.horizon().toMinutes() / 60.0)
          + " is "
          + AdvisoryText.percent(known.failureProbability())
          + ", above the limit of "
          + AdvisoryText.percent(probability.above())
          + ".";
    }
    if (condition instanceof RemainingLife life) {
      return "The expected remaining life is "
          + AdvisoryText.hours(situation.lifeHours())
          + ", below the limit of "
          + AdvisoryText.hours(life.belowHours())
          + ".";
    }
    if (condition instanceof ModeLikelihood likelihood) {
      return "The likelihood of "
          + situation.failureMode()
          + " is "
          + AdvisoryText.percent(situation.likelihood())
          + ", above the limit of "
          + AdvisoryText.percent(likelihood.above())
          + (situation.coverage() < 1
              ? " (" + AdvisoryText.percent(situation.coverage()) + " of its symptoms are known)"
              : "")
          + ".";
    }
    StatesReached states = (StatesReached) condition;
    List<String> reached =
        states.detectors().stream()
            .filter(it -> situation.stateOf(it).compareTo(states.level()) >= 0)
            .toList();
    return (reached.size() == 1 ? "Detector " : "Detectors ")
        + String.join(", ", reached)
        + (reached.size() == 1 ? " is in " : " are in ")
        + states.level()
        + (states.level() == State.ALERT ? " or worse." : ".");
  }

  /** "T50 (total temperature at LPT outlet) is 1421.3 °R, was 1402.5 °R when new; ..." */
  static String movedMost(List<String> points, Situation situation) {
    List<String> parts = new ArrayList<>();
    for (String point : points.subList(0, Math.min(POINTS, points.size()))) {
      PointFacts facts = situation.point(point);
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
  static String states(Situation situation) {
    List<String> sentences = new ArrayList<>();
    StateDetection states = situation.states();
    for (int i = 0; i < states.set().size(); i++) {
      if (states.stateOfDetector(i).compareTo(State.ALERT) >= 0) {
        sentences.add(state(i, situation));
      }
    }
    return String.join(" ", sentences);
  }

  private static String state(int i, Situation situation) {
    Detector detector = situation.states().set().detector(i);
    State state = situation.states().stateOfDetector(i);
    double value = situation.states().valueOf(i);
    Limits limits = detector.limits();
    boolean beyond = limits.beyond(value, state);
    String unit = unit(detector, situation);
    long since = situation.states().changeMicros(i);
    String meaning = detector.method().explain(value);
    return detector.subject()
        + (beyond ? " is in " : " is still in ")
        + state
        + ": "
        + (meaning.isEmpty() ? "" : meaning + ", ")
        + AdvisoryText.number(value)
        + unit
        + (beyond ? ", " : ", no longer ")
        + limits.relation()
        + " the limit of "
        + AdvisoryText.number(limits.limit(state))
        + unit
        + (since == Indicator.NEVER ? "" : ", since about " + AdvisoryText.time(since))
        + ".";
  }

  private static String unit(Detector detector, Situation situation) {
    if (!detector.method().hasUnitOfPoint()) {
      return "";
    }
    String shown = situation.point(pointOf(detector.descriptors().get(0))).shownUnit();
    return shown.isEmpty() ? "" : " " + shown;
  }

  /** The point of a {@code point/descriptor}; a point's name may have a slash. */
  static String pointOf(String descriptor) {
    return descriptor.substring(0, descriptor.lastIndexOf('/'));
  }
}
