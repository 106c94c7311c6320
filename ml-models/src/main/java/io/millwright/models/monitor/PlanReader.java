package io.millwright.models.monitor;

import io.millwright.contracts.asset.PointName;
import io.millwright.models.advisory.AdvisoryRule;
import io.millwright.models.advisory.AdvisoryText;
import io.millwright.models.descriptor.Descriptor;
import io.millwright.models.descriptor.Descriptors;
import io.millwright.models.descriptor.PointDescriptor;
import io.millwright.models.detection.Detector;
import io.millwright.models.detection.StaticLimit;
import io.millwright.models.detection.Timing;
import io.millwright.models.expression.Expression;
import io.millwright.models.expression.InvalidExpressionException;
import io.millwright.models.health.HealthPlan;
import io.millwright.models.monitor.MonitoringPlan.Point;
import io.millwright.models.monitor.MonitoringPlan.Scan;
import io.millwright.models.prognosis.PrognosisPlan;
import io.millwright.models.release.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a plan document into its checked parts, or names every fault of it. */
final class PlanReader {
  private static final int LONGEST_DOCUMENT = 1_000_000;
  private static final int MOST_POINTS = 2_000;
  private static final int MOST_DESCRIPTORS = 20_000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
  private static final String A_NAME =
      "a name of 1 to 128 characters of A-Z a-z 0-9 . _ : -, beginning with a letter or digit";
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final List<String> faults = new ArrayList<>();
  private final Map<String, Integer> pointIndex = new LinkedHashMap<>();
  private final Set<String> descriptorNames = new HashSet<>();

  private PlanReader() {}

  /** What a plan says. */
  record Content(
      String id,
      int version,
      String assetClass,
      String title,
      Scan scan,
      List<Point> points,
      List<PointDescriptor> descriptors,
      List<Detector> detectors,
      HealthPlan health,
      List<PrognosisPlan> prognoses,
      List<AdvisoryRule> rules,
      Duration shelveAfterNoFault,
      String document,
      String sha256) {}

  static Content read(String document) {
    if (document.length() > LONGEST_DOCUMENT) {
      throw new InvalidPlanException(
          "the monitoring plan has "
              + document.length()
              + " characters; at most "
              + LONGEST_DOCUMENT
              + " are read");
    }
    PlanReader reader = new PlanReader();
    Content content = reader.read(PlanNode.read(document), document);
    if (!reader.faults.isEmpty()) {
      int count = reader.faults.size();
      throw new InvalidPlanException(
          "the monitoring plan has "
              + (count == 1 ? "a fault" : count + " faults")
              + ":\n  "
              + String.join("\n  ", reader.faults));
    }
    return content;
  }

  private Content read(PlanNode root, String document) {
    PlanFields plan = new PlanFields(root, faults);
    String id = name(plan, "id");
    int version = plan.integer("version", 1, 1_000_000);
    String assetClass = name(plan, "assetClass");
    String title = plan.text("title", "a title for people");
    Scan scan = scan(plan.section("scan", "scan: {period: PT1H, lateness: PT1H}"));
    List<Point> points = points(plan);
    List<PointDescriptor> descriptors = descriptors(plan);
    List<Detector> detectors = detectors(plan);
    List<PrognosisPlan> prognoses = prognoses(plan);
    HealthPlan health = health(plan, prognoses);
    List<AdvisoryRule> rules = rules(plan, prognoses);
    Duration shelve =
        plan.duration("shelveAfterNoFault", Duration.ZERO, LONGEST, Duration.ofDays(30));
    plan.nothingElse();
    return new Content(
        id,
        version,
        assetClass,
        title,
        scan,
        points,
        descriptors,
        detectors,
        health,
        prognoses,
        rules,
        shelve,
        document,
        Sha256.hex(document.getBytes(StandardCharsets.UTF_8)));
  }

  private static String name(PlanFields fields, String field) {
    String name = fields.text(field, A_NAME);
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      fields.faultAt(field, "must be " + A_NAME + ", but is '" + name + "'");
    }
    return name;
  }

  private Scan scan(PlanFields scan) {
    int before = faults.size();
    Duration period = scan.duration("period", MILLISECOND, Duration.ofDays(366));
    // A period that is wrong says nothing about the lateness.
    Duration most = faults.size() == before ? period.multipliedBy(1_000) : LONGEST;
    Scan checked =
        new Scan(
            period,
            scan.duration("lateness", Duration.ZERO, most),
            scan.duration("maxAhead", Duration.ZERO, LONGEST, Duration.ofMinutes(15)),
            scan.integer("unknownAfterScans", 1, 1_000_000, 10),
            scan.integer("baselineScans", 1, 100_000, 20));
    scan.nothingElse();
    return checked;
  }

  private List<Point> points(PlanFields plan) {
    List<Point> points = new ArrayList<>();
    List<PlanFields> sections = new ArrayList<>();
    for (PlanFields fields :
        plan.sections("points", "- {name: T50, unit: Cel, range: [0, 900]}", false)) {
      String name = fields.text("name", "the name of a measurement point");
      checkPointName(fields, name);
      if (!name.isEmpty() && pointIndex.putIfAbsent(name, points.size()) != null) {
        fields.faultAt("name", "point '" + name + "' is there twice; each point stands once");
      }
      String unit = fields.text("unit", "a UCUM unit such as Cel, bar, mm/s; 1 for none");
      if (!unit.isEmpty() && !UcumUnit.isValid(unit)) {
        fields.faultAt(
            "unit",
            "'" + unit + "' is not a UCUM unit; write for example Cel, bar, mm/s, /min, [degF]");
      }
      double[] range = fields.range("range");
      points.add(
          new Point(
              name,
              unit,
              fields.text("symbol", "the unit as people write it", unit.equals("1") ? "" : unit),
              fields.text("description", "what is measured", ""),
              range[0],
              range[1],
              expression(fields)));
      fields.nothingElse();
      sections.add(fields);
    }
    checkExpressions(points, sections);
    if (points.isEmpty() || points.size() > MOST_POINTS) {
      plan.faultAt("points", "must have 1 to " + MOST_POINTS + " points, but has " + points.size());
    }
    return List.copyOf(points);
  }

  private static @Nullable Expression expression(PlanFields fields) {
    if (!fields.has("expression")) {
      return null;
    }
    String text = fields.text("expression", "arithmetic over points, such as p1 - p2");
    try {
      return text.isEmpty() ? null : Expression.parse(text);
    } catch (InvalidExpressionException e) {
      fields.faultAt("expression", String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Each uses points of the plan, and not itself through others; together they cost little. */
  private void checkExpressions(List<Point> points, List<PlanFields> sections) {
    Map<String, Point> byName = new HashMap<>();
    points.forEach(point -> byName.put(point.name(), point));
    int steps = 0;
    for (int i = 0; i < points.size(); i++) {
      Expression expression = points.get(i).expression();
      if (expression != null) {
        PlanFields fields = sections.get(i);
        expression.points().forEach(name -> knownPoint(fields, "expression", name));
        List<String> loop = VirtualPoints.loop(points.get(i), byName);
        if (!loop.isEmpty()) {
          fields.faultAt(
              "expression",
              "'" + loop.get(0) + "' is computed from itself: " + String.join(" from ", loop));
        }
        steps += expression.steps();
        if (steps > VirtualPoints.MOST_STEPS
            && steps - expression.steps() <= VirtualPoints.MOST_STEPS) {
          fields.faultAt(
              "expression",
              "up to here the expressions take "
                  + steps
                  + " steps a scan; at most "
                  + VirtualPoints.MOST_STEPS
                  + " are computed");
        }
      }
    }
  }

  private static void checkPointName(PlanFields fields, String name) {
    if (name.isEmpty()) {
      return;
    }
    try {
      PointName.check(name);
    } catch (IllegalArgumentException e) {
      fields.faultAt("name", String.valueOf(e.getMessage()));
    }
  }

  private List<PointDescriptor> descriptors(PlanFields plan) {
    List<PointDescriptor> descriptors = new ArrayList<>();
    for (PlanFields fields :
        plan.sections("descriptors", "- {points: [T50], kinds: [last, mean15]}", false)) {
      List<String> points = fields.texts("points", "names of points", false);
      List<String> kinds = fields.texts("kinds", "some of " + Descriptors.known(), false);
      for (String point : points) {
        knownPoint(fields, "points", point);
        for (String kind : kinds) {
          Descriptor descriptor = Descriptors.find(kind);
          if (descriptor != null && pointIndex.containsKey(point)) {
            add(descriptors, fields, new PointDescriptor(point, pointIndex.get(point), descriptor));
          }
        }
      }
      for (String kind : kinds) {
        if (Descriptors.find(kind) == null) {
          fields.faultAt(
              "kinds", "'" + kind + "' is no descriptor; known are " + Descriptors.known());
        }
      }
      fields.nothingElse();
    }
    if (descriptors.size() > MOST_DESCRIPTORS) {
      plan.faultAt(
          "descriptors", "make " + descriptors.size() + ", but at most " + MOST_DESCRIPTORS);
    }
    return List.copyOf(descriptors);
  }

  private void add(
      List<PointDescriptor> descriptors, PlanFields fields, PointDescriptor descriptor) {
    if (descriptorNames.add(descriptor.name())) {
      descriptors.add(descriptor);
    } else {
      fields.faultAt("kinds", descriptor.name() + " is there twice; name each descriptor once");
    }
  }

  private void knownPoint(PlanFields fields, String field, String point) {
    if (!point.isEmpty() && !pointIndex.containsKey(point)) {
      fields.faultAt(
          field,
          "'"
              + point
              + "' is not a point of this plan; known are "
              + String.join(", ", pointIndex.keySet()));
    }
  }

  private List<Detector> detectors(PlanFields plan) {
    List<Detector> detectors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (PlanFields fields : plan.sections("detectors", "a list of detectors", true)) {
      String name = name(fields, "name");
      if (!name.isEmpty() && !names.add(name)) {
        fields.faultAt("name", "detector '" + name + "' is there twice; each name stands once");
      }
      String point = fields.text("point", "the name of a point");
      knownPoint(fields, "point", point);
      String descriptor = fields.text("descriptor", "a descriptor of that point, such as mean5");
      if (pointIndex.containsKey(point)
          && !descriptor.isEmpty()
          && !descriptorNames.contains(point + "/" + descriptor)) {
        fields.faultAt(
            "descriptor",
            "'" + descriptor + "' is not computed for " + point + "; add it under descriptors");
      }
      Timing timing = timing(fields);
      // A new kind of detector is one class and one line here.
      String kind = fields.oneOf("kind", List.of("static-limit"));
      if (kind.equals("static-limit")) {
        detectors.add(staticLimit(fields, name, point, descriptor, timing));
      }
      fields.nothingElse();
    }
    return List.copyOf(detectors);
  }

  private static Timing timing(PlanFields fields) {
    int scans = fields.integer("scans", 1, 100_000, 1);
    int of = fields.integer("of", 1, 100_000, scans);
    if (of < scans) {
      fields.faultAt("of", "must be at least scans, " + scans + ", but is " + of);
      of = scans;
    } else if (of > scans && of > Timing.LONGEST_VOTE) {
      fields.faultAt("of", "must be at most " + Timing.LONGEST_VOTE + ", but is " + of);
      of = scans;
    }
    return new Timing(
        scans,
        of,
        fields.integer("clearScans", 1, 100_000, scans),
        fields.has("latched") && fields.oneOf("latched", List.of("true", "false")).equals("true"));
  }

  private static Detector staticLimit(
      PlanFields fields, String name, String point, String descriptor, Timing timing) {
    boolean high = fields.oneOf("direction", List.of("high", "low")).equals("high");
    double alert = fields.number("alert", "the limit of the first level", Double.NaN);
    double alarm = fields.number("alarm", "the limit of the second level", Double.NaN);
    if (!fields.has("alert") && !fields.has("alarm")) {
      fields.faultAt("alert", "alert or alarm is missing; write at least one limit");
    }
    if (high ? alarm < alert : alarm > alert) {
      fields.faultAt(
          "alarm",
          "must lie " + (high ? "above" : "below") + " alert " + alert + ", but is " + alarm);
    }
    double deadband = fields.numberIn("deadband", 0, Double.MAX_VALUE, 0);
    return new StaticLimit(name, point, descriptor, high, alert, alarm, deadband, timing);
  }

  private List<PrognosisPlan> prognoses(PlanFields plan) {
    List<PrognosisPlan> prognoses = new ArrayList<>();
    Set<String> modes = new HashSet<>();
    for (PlanFields fields : plan.sections("prognoses", "a list of failure modes", true)) {
      String mode = name(fields, "failureMode");
      if (!mode.isEmpty() && !modes.add(mode)) {
        fields.faultAt(
            "failureMode", "'" + mode + "' is there twice; each failure mode stands once");
      }
      PlanFields failure = fields.section("failureWithinHorizon", "{model: name, horizon: PT30H}");
      PlanFields life = fields.section("remainingLife", "{model: name, cap: PT125H}");
      prognoses.add(
          new PrognosisPlan(
              mode,
              name(failure, "model"),
              failure.duration("horizon", Duration.ofMinutes(1), LONGEST),
              name(life, "model"),
              life.duration("cap", Duration.ofMinutes(1), LONGEST)));
      failure.nothingElse();
      life.nothingElse();
      fields.nothingElse();
    }
    return List.copyOf(prognoses);
  }

  private HealthPlan health(PlanFields plan, List<PrognosisPlan> prognoses) {
    if (!plan.has("health")) {
      return new HealthPlan(!prognoses.isEmpty(), Map.of());
    }
    PlanFields fields = plan.section("health", "{from: remaining-life}");
    String from = fields.oneOf("from", List.of("remaining-life", "states"));
    if (from.equals("remaining-life") && prognoses.isEmpty()) {
      fields.faultAt("from", "remaining-life needs an entry under prognoses; or write states");
    }
    Map<String, Double> weights = Map.of();
    if (fields.has("weights")) {
      PlanFields given = fields.section("weights", "{T50: 2}");
      weights = given.numbers("a weight above 0");
      for (Map.Entry<String, Double> weight : weights.entrySet()) {
        knownPoint(given, weight.getKey(), weight.getKey());
        if (weight.getValue() <= 0) {
          given.faultAt(weight.getKey(), "must be a weight above 0, but is " + weight.getValue());
        }
      }
    }
    fields.nothingElse();
    return new HealthPlan(from.equals("remaining-life"), weights);
  }

  private List<AdvisoryRule> rules(PlanFields plan, List<PrognosisPlan> prognoses) {
    List<AdvisoryRule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<String> modes = prognoses.stream().map(PrognosisPlan::failureMode).toList();
    for (PlanFields fields : plan.sections("advisories", "a list of advisory rules", true)) {
      String name = name(fields, "rule");
      if (!name.isEmpty() && !names.add(name)) {
        fields.faultAt("rule", "rule '" + name + "' is there twice; each name stands once");
      }
      String mode = name(fields, "failureMode");
      if (!mode.isEmpty() && !modes.contains(mode)) {
        fields.faultAt(
            "failureMode",
            "'"
                + mode
                + "' has no prognosis; add it under prognoses"
                + (modes.isEmpty() ? "" : " or use one of " + String.join(", ", modes)));
      }
      PlanFields when =
          fields.section("when", "{failureProbability: {above: 0.5, endsBelow: 0.25}}");
      Limit probability = probability(when);
      Limit life = life(when);
      if (!when.has("failureProbability") && !when.has("remainingLife")) {
        when.faultAt("when", "must name failureProbability, remainingLife or both");
      }
      when.nothingElse();
      rules.add(
          new AdvisoryRule(
              name,
              mode,
              probability.limit,
              probability.end,
              life.limit,
              life.end,
              fields.integer("persistenceScans", 1, 100_000, 1),
              fields.integer("clearScans", 1, 100_000, 1),
              fields.integer("priority", 1, 5),
              template(fields, "title"),
              template(fields, "explanation"),
              fields.text("recommendedAction", "what to do"),
              fields.texts("checklist", "a step", true)));
      fields.nothingElse();
    }
    return List.copyOf(rules);
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

  private static Limit probability(PlanFields when) {
    if (!when.has("failureProbability")) {
      return Limit.NONE;
    }
    PlanFields fields = when.section("failureProbability", "{above: 0.5}");
    if (!fields.has("above")) {
      fields.faultAt("above", "above is missing; write a probability from 0 to 1");
    }
    double above = fields.numberIn("above", 0, 1, 0.5);
    double end = fields.numberIn("endsBelow", 0, 1, above);
    if (end > above) {
      fields.faultAt("endsBelow", "must be at most above, " + above + ", but is " + end);
    }
    fields.nothingElse();
    return new Limit(above, end);
  }

  private static Limit life(PlanFields when) {
    if (!when.has("remainingLife")) {
      return Limit.NONE;
    }
    PlanFields fields = when.section("remainingLife", "{below: PT40H}");
    Duration below = fields.duration("below", Duration.ZERO, LONGEST);
    Duration end = fields.duration("endsAbove", Duration.ZERO, LONGEST, below);
    if (end.compareTo(below) < 0) {
      fields.faultAt("endsAbove", "must be at least below, " + below + ", but is " + end);
    }
    fields.nothingElse();
    return new Limit(hours(below), hours(end));
  }

  private static double hours(Duration duration) {
    return duration.toMillis() / 3_600_000.0;
  }

  /** A limit and where its hysteresis ends. */
  private record Limit(double limit, double end) {
    static final Limit NONE = new Limit(Double.NaN, Double.NaN);
  }
}
