package io.millwright.models.plan;

import io.millwright.models.advisory.AdvisoryRule;
import io.millwright.models.advisory.AdvisoryText;
import io.millwright.models.advisory.Condition;
import io.millwright.models.detection.State;
import io.millwright.models.health.HealthPlan;
import io.millwright.models.health.HealthPlan.FailureMode;
import io.millwright.models.health.HealthPlan.From;
import io.millwright.models.health.HealthPlan.Symptom;
import io.millwright.models.prognosis.PrognosisPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what a plan makes of states: failure modes, health, prognoses, advisories. */
final class AdvisoryReader {
  private final PlanNames names;

  /** Failure modes with a prognosis, and with symptoms. */
  private final List<String> foretold = new ArrayList<>();

  private final List<String> told = new ArrayList<>();

  AdvisoryReader(PlanNames names) {
    this.names = names;
  }

  List<PrognosisPlan> prognoses(PlanFields plan) {
    List<PrognosisPlan> prognoses = new ArrayList<>();
    for (PlanFields fields : plan.sections("prognoses", "a list of failure modes", true)) {
      String mode = PlanNames.name(fields, "failureMode");
      once(fields, "failureMode", mode, foretold);
      PlanFields failure = fields.section("failureWithinHorizon", "{model: name, horizon: PT30H}");
      PlanFields life = fields.section("remainingLife", "{model: name, cap: PT125H}");
      prognoses.add(
          new PrognosisPlan(
              mode,
              PlanNames.name(failure, "model"),
              failure.duration("horizon", Duration.ofMinutes(1), PlanReader.LONGEST),
              PlanNames.name(life, "model"),
              life.duration("cap", Duration.ofMinutes(1), PlanReader.LONGEST)));
      failure.nothingElse();
      life.nothingElse();
      fields.nothingElse();
    }
    return List.copyOf(prognoses);
  }

  private static void once(PlanFields fields, String field, String mode, List<String> before) {
    if (!mode.isEmpty() && before.contains(mode)) {
      fields.faultAt(field, "'" + mode + "' is there twice; each failure mode stands once");
    }
    before.add(mode);
  }

  /** Reads the failure modes, then the health; call it behind {@link #prognoses}. */
  HealthPlan health(PlanFields plan) {
    List<FailureMode> modes = new ArrayList<>();
    for (PlanFields fields : plan.sections("failureModes", "a list of failure modes", true)) {
      String mode = PlanNames.name(fields, "name");
      once(fields, "name", mode, told);
      modes.add(new FailureMode(mode, symptoms(fields)));
      fields.nothingElse();
    }
    if (!plan.has("health")) {
      return new HealthPlan(
          foretold.isEmpty() ? From.STATES : From.REMAINING_LIFE, Map.of(), modes);
    }
    PlanFields fields = plan.section("health", "{from: remaining-life}");
    String from = fields.oneOf("from", List.of("remaining-life", "states", "failure-modes"));
    if (from.equals("remaining-life") && foretold.isEmpty()) {
      fields.faultAt("from", "remaining-life needs an entry under prognoses; or write states");
    }
    if (from.equals("failure-modes") && modes.isEmpty()) {
      fields.faultAt("from", "failure-modes needs an entry under failureModes; or write states");
    }
    Map<String, Double> weights = Map.of();
    if (fields.has("weights")) {
      PlanFields given = fields.section("weights", "{T50: 2}");
      weights = given.numbers("a weight above 0");
      for (Map.Entry<String, Double> weight : weights.entrySet()) {
        String subject = weight.getKey();
        if (!names.hasSubject(subject)) {
          given.faultAt(subject, "no detector judges '" + subject + "': it has no state");
        }
        if (weight.getValue() <= 0) {
          given.faultAt(subject, "must be a weight above 0, but is " + weight.getValue());
        }
      }
    }
    fields.nothingElse();
    From made =
        switch (from) {
          case "states" -> From.STATES;
          case "failure-modes" -> From.FAILURE_MODES;
          default -> From.REMAINING_LIFE;
        };
    return new HealthPlan(made, weights, modes);
  }

  private List<Symptom> symptoms(PlanFields mode) {
    List<Symptom> symptoms = new ArrayList<>();
    PlanFields fields = mode.section("symptoms", "{detector: 0.6}");
    fields
        .numbers("a weight above 0, at most 1")
        .forEach(
            (detector, weight) -> {
              names.checkDetector(fields, detector, detector);
              if (weight > 0 && weight <= 1) {
                symptoms.add(new Symptom(detector, weight));
              } else if (!Double.isNaN(weight)) {
                fields.faultAt(detector, "must be above 0, at most 1, but is " + weight);
              }
            });
    return symptoms;
  }

  /** Reads the rules; call it behind {@link #health}. */
  List<AdvisoryRule> rules(PlanFields plan) {
    List<AdvisoryRule> rules = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (PlanFields fields : plan.sections("advisories", "a list of advisory rules", true)) {
      String name = PlanNames.name(fields, "rule");
      if (!name.isEmpty() && !seen.add(name)) {
        fields.faultAt("rule", "rule '" + name + "' is there twice; each name stands once");
      }
      String mode = PlanNames.name(fields, "failureMode");
      List<Condition> conditions = conditions(fields, mode);
      int persistence = fields.integer("persistenceScans", 1, 100_000, 1);
      int clear = fields.integer("clearScans", 1, 100_000, 1);
      int priority = fields.integer("priority", 1, 5);
      Duration due =
          fields.has("dueWithin")
              ? fields.duration("dueWithin", Duration.ofMinutes(1), PlanReader.LONGEST)
              : null;
      String title = template(fields, "title");
      String explanation = template(fields, "explanation");
      String action = fields.text("recommendedAction", "what to do");
      List<String> checklist = fields.texts("checklist", "a step", true);
      fields.nothingElse();
      if (!conditions.isEmpty()) {
        rules.add(
            new AdvisoryRule(
                name,
                mode,
                conditions,
                persistence,
                clear,
                priority,
                due,
                title,
                explanation,
                action,
                checklist));
      }
    }
    return List.copyOf(rules);
  }

  private List<Condition> conditions(PlanFields rule, String mode) {
    PlanFields when = rule.section("when", "{failureProbability: {above: 0.5, endsBelow: 0.25}}");
    List<Condition> conditions = new ArrayList<>();
    if (when.has("failureProbability")) {
      needs(rule, mode, foretold, "prognosis", "prognoses");
      double[] limits = share(when, "failureProbability");
      conditions.add(new Condition.FailureProbability(limits[0], limits[1]));
    }
    if (when.has("remainingLife")) {
      needs(rule, mode, foretold, "prognosis", "prognoses");
      conditions.add(life(when));
    }
    if (when.has("likelihood")) {
      needs(rule, mode, told, "symptoms", "failureModes");
      double[] limits = share(when, "likelihood");
      conditions.add(new Condition.ModeLikelihood(limits[0], limits[1]));
    }
    if (when.has("detectors")) {
      conditions.add(states(when));
    }
    if (conditions.isEmpty()) {
      when.faultAt("when", "must name failureProbability, remainingLife, likelihood or detectors");
    }
    when.nothingElse();
    return conditions;
  }

  private static void needs(
      PlanFields rule, String mode, List<String> known, String what, String section) {
    if (!mode.isEmpty() && !known.contains(mode)) {
      rule.faultAt(
          "failureMode",
          "'"
              + mode
              + "' has no "
              + what
              + "; add it under "
              + section
              + (known.isEmpty() ? "" : " or use one of " + String.join(", ", known)));
    }
  }

  /** A share of one and where its hysteresis ends. */
  private static double[] share(PlanFields when, String name) {
    PlanFields fields = when.section(name, "{above: 0.5}");
    if (!fields.has("above")) {
      fields.faultAt("above", "above is missing; write a number from 0 to 1");
    }
    double above = fields.numberIn("above", 0, 1, 0.5);
    double end = fields.numberIn("endsBelow", 0, 1, above);
    if (end > above) {
      fields.faultAt("endsBelow", "must be at most above, " + above + ", but is " + end);
    }
    fields.nothingElse();
    return new double[] {above, end};
  }

  private static Condition life(PlanFields when) {
    PlanFields fields = when.section("remainingLife", "{below: PT40H}");
    Duration below = fields.duration("below", Duration.ZERO, PlanReader.LONGEST);
    Duration end = fields.duration("endsAbove", Duration.ZERO, PlanReader.LONGEST, below);
    if (end.compareTo(below) < 0) {
      fields.faultAt("endsAbove", "must be at least below, " + below + ", but is " + end);
    }
    fields.nothingElse();
    return new Condition.RemainingLife(hours(below), hours(end));
  }

  private static double hours(Duration duration) {
    return duration.toMillis() / 3_600_000.0;
  }

  private Condition states(PlanFields when) {
    PlanFields fields = when.section("detectors", "{of: [zone], level: ALARM}");
    List<String> of = fields.texts("of", "names of detectors", false);
    of.forEach(detector -> names.checkDetector(fields, "of", detector));
    int atLeast = fields.integer("atLeast", 1, 1_000, 1);
    if (atLeast > of.size()) {
      fields.faultAt("atLeast", "must be 1 to the " + of.size() + " detectors, but is " + atLeast);
    }
    String level = fields.has("level") ? fields.oneOf("level", List.of("ALERT", "ALARM")) : "ALERT";
    fields.nothingElse();
    return new Condition.StatesReached(of, atLeast, State.valueOf(level));
  }

  private static String template(PlanFields fields, String field) {
    String template = fields.text(field, "a text; it may name {asset}, {remainingLife} and so on");
    Set<String> unknown = AdvisoryText.unknownPlaces(template);
    if (!unknown.isEmpty()) {
      fields.faultAt(
          field,
          "nothing can fill {"
              + String.join("}, {", unknown)
              + "}; known are "
              + String.join(", ", AdvisoryText.PLACES));
    }
    return template;
  }
}
