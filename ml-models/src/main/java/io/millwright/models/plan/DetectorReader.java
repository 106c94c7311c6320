package io.millwright.models.plan;

import io.millwright.models.baseline.Learning;
import io.millwright.models.detection.Change;
import io.millwright.models.detection.Cusum;
import io.millwright.models.detection.Detector;
import io.millwright.models.detection.Deviation;
import io.millwright.models.detection.EwmaChart;
import io.millwright.models.detection.Limits;
import io.millwright.models.detection.Method;
import io.millwright.models.detection.Mewma;
import io.millwright.models.detection.RateWhile;
import io.millwright.models.detection.Ratio;
import io.millwright.models.detection.RobustDeviation;
import io.millwright.models.detection.Seasonal;
import io.millwright.models.detection.Side;
import io.millwright.models.detection.Timing;
import io.millwright.models.detection.Unlike;
import io.millwright.models.detection.VibrationZones;
import io.millwright.models.detection.Vote;
import io.millwright.models.novelty.NoveltyPlan;
import io.millwright.models.novelty.NoveltyPlan.Hotelling;
import io.millwright.models.novelty.NoveltyPlan.IsolationForest;
import io.millwright.models.novelty.NoveltyPlan.OneClassSvm;
import io.millwright.models.novelty.NoveltyPlan.PrincipalComponents;
import io.millwright.models.novelty.OneClassTrainer;
import io.millwright.models.operation.RegimeSet;
import io.millwright.models.plan.MonitoringPlan.Scan;
import io.millwright.models.tribuo.OneClassSvmTrainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/** Reads the detectors of a plan. A new kind is one class, and one line in {@link #KINDS}. */
final class DetectorReader {
  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("static-limit", DetectorReader::staticLimit);
    KINDS.put("rate-of-change", DetectorReader::rateOfChange);
    KINDS.put("iso-zone", DetectorReader::isoZone);
    KINDS.put("iso-change", DetectorReader::isoChange);
    KINDS.put("change", (it, fields) -> it.learned(fields, change(fields), Double.NaN, Double.NaN));
    KINDS.put(
        "deviation",
        (it, fields) -> it.learned(fields, new Deviation(learning(fields), side(fields)), 3, 6));
    KINDS.put(
        "mad",
        (it, fields) ->
            it.learned(fields, new RobustDeviation(learning(fields), side(fields)), 3.5, 7));
    KINDS.put("ewma", (it, fields) -> it.learned(fields, ewma(fields), 2.814, 6));
    KINDS.put("cusum", (it, fields) -> it.learned(fields, cusum(fields), 5, 10));
    KINDS.put("ratio", (it, fields) -> it.learned(fields, ratio(fields), Double.NaN, Double.NaN));
    KINDS.put("hotelling", (it, fields) -> it.unlike(fields, Hotelling::new));
    KINDS.put("pca", (it, fields) -> it.unlike(fields, principalComponents(fields)));
    KINDS.put("one-class-svm", (it, fields) -> it.unlike(fields, oneClassSvm(fields)));
    KINDS.put("isolation-forest", (it, fields) -> it.unlike(fields, isolationForest(fields)));
    KINDS.put("mewma", DetectorReader::mewma);
    KINDS.put("seasonal", (it, fields) -> it.learned(fields, seasonal(fields), 3.5, 5));
    KINDS.put("vote", DetectorReader::vote);
  }

  /** Reads what is special to a kind. */
  private interface Kind {
    @Nullable Made read(DetectorReader reader, PlanFields fields);
  }

  /** What a kind makes; a detector without members has descriptors. */
  private record Made(
      String subject,
      List<String> descriptors,
      List<String> members,
      Method method,
      Limits limits) {}

  /** Short, autocorrelated stretches make poor models: some hundred scans are better. */
  private static final int USUAL_ROWS = 400;

  private static final int USUAL_MISSES = 3;
  private static final OneClassTrainer TRAINER = new OneClassSvmTrainer();

  private final PlanNames names;
  private final Scan scan;
  private final Duration period;

  DetectorReader(PlanNames names, Scan scan) {
    this.names = names;
    this.scan = scan;
    this.period = scan.period();
  }

  List<Detector> read(PlanFields plan) {
    List<Detector> detectors = new ArrayList<>();
    for (PlanFields fields : plan.sections("detectors", "a list of detectors", true)) {
      String name = PlanNames.name(fields, "name");
      Timing timing = timing(fields);
      String kind = fields.oneOf("kind", List.copyOf(KINDS.keySet()));
      Kind known = KINDS.get(kind);
      Made made = known == null ? null : known.read(this, fields);
      if (made != null) {
        detectors.add(
            new Detector(
                name,
                made.subject.isEmpty() ? name : made.subject,
                made.descriptors,
                made.members,
                judged(made),
                made.method,
                made.limits,
                timing,
                unknownAfterScans(made)));
      }
      if (!names.addDetector(name, made == null || made.subject.isEmpty() ? name : made.subject)
          && !name.isEmpty()) {
        fields.faultAt("name", "detector '" + name + "' is there twice; each name stands once");
      }
      fields.nothingElse();
    }
    return List.copyOf(detectors);
  }

  /** The regimes in which all of its points count. */
  private RegimeSet judged(Made made) {
    return RegimeSet.common(
        made.descriptors.stream()
            .map(it -> names.point(it.substring(0, it.lastIndexOf('/'))).during())
            .toList());
  }

  /** As the plan says, but where values are to be expected less often: after three of them. */
  private int unknownAfterScans(Made made) {
    long longest = scan.unknownAfterScans();
    for (String descriptor : made.descriptors) {
      Duration interval =
          names.point(descriptor.substring(0, descriptor.lastIndexOf('/'))).interval();
      longest = Math.max(longest, USUAL_MISSES * interval.dividedBy(period));
    }
    return (int) Math.min(1_000_000, longest);
  }

  private Timing timing(PlanFields fields) {
    int scans = scans(fields, "scans", "onDelay", 1);
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
        scans(fields, "clearScans", "offDelay", scans),
        fields.has("latched") && fields.oneOf("latched", List.of("true", "false")).equals("true"));
  }

  /** A number of scans, or the time that so many take. */
  private int scans(PlanFields fields, String inScans, String asTime, int otherwise) {
    if (!fields.has(asTime)) {
      return fields.integer(inScans, 1, 100_000, otherwise);
    }
    if (fields.has(inScans)) {
      fields.faultAt(asTime, "write " + inScans + " or " + asTime + ", not both");
    }
    Duration time = fields.duration(asTime, Duration.ZERO, period.multipliedBy(100_000));
    long whole = time.dividedBy(period);
    return (int) Math.max(1, period.multipliedBy(whole).equals(time) ? whole : whole + 1);
  }

  /** A descriptor of a point, as {@code point/descriptor}; null = there is none, which is noted. */
  private @Nullable String descriptor(PlanFields fields, String point, String field) {
    String descriptor = fields.text(field, "a descriptor of that point, such as mean5");
    if (!names.hasPoint(point) || descriptor.isEmpty()) {
      return null;
    }
    String name = point + "/" + descriptor;
    if (!names.hasDescriptor(name)) {
      fields.faultAt(
          field,
          "'" + descriptor + "' is not computed for " + point + "; add it under descriptors");
      return null;
    }
    return name;
  }

  private String point(PlanFields fields) {
    String point = fields.text("point", "the name of a point");
    names.checkPoint(fields, "point", point);
    return point;
  }

  private @Nullable Made staticLimit(PlanFields fields) {
    String point = point(fields);
    String descriptor = descriptor(fields, point, "descriptor");
    Limits limits = limits(fields, Double.NaN, Double.NaN);
    return descriptor == null
        ? null
        : new Made(point, List.of(descriptor), List.of(), Method.VALUE, limits);
  }

  private static boolean isHigh(PlanFields fields) {
    return fields.oneOf("direction", List.of("high", "low")).equals("high");
  }

  private static Limits limits(PlanFields fields, double alert, double alarm) {
    boolean learned = !Double.isNaN(alert);
    return limits(fields, learned || isHigh(fields), alert, alarm);
  }

  private static Limits limits(
      PlanFields fields, boolean high, double otherAlert, double otherAlarm) {
    boolean given = fields.has("alert") | fields.has("alarm");
    double alert =
        fields.number("alert", "the limit of the first level", given ? Double.NaN : otherAlert);
    double alarm =
        fields.number("alarm", "the limit of the second level", given ? Double.NaN : otherAlarm);
    if (!given && Double.isNaN(otherAlert)) {
      fields.faultAt("alert", "alert or alarm is missing; write at least one limit");
    }
    if (high ? alarm < alert : alarm > alert) {
      fields.faultAt(
          "alarm",
          "must lie " + (high ? "above" : "below") + " alert " + alert + ", but is " + alarm);
    }
    return new Limits(high, alert, alarm, fields.numberIn("deadband", 0, Double.MAX_VALUE, 0));
  }

  private @Nullable Made rateOfChange(PlanFields fields) {
    String point = point(fields);
    String rate = descriptor(fields, point, "descriptor");
    Limits limits = limits(fields, Double.NaN, Double.NaN);
    if (!fields.has("while")) {
      return rate == null ? null : new Made(point, List.of(rate), List.of(), Method.VALUE, limits);
    }
    PlanFields guard = fields.section("while", "{descriptor: mean5, above: 2}");
    String level = descriptor(guard, point, "descriptor");
    double above = guard.number("above", "the level from which on a change counts");
    guard.nothingElse();
    return rate == null || level == null
        ? null
        : new Made(point, List.of(rate, level), List.of(), new RateWhile(above), limits);
  }

  private @Nullable Made isoZone(PlanFields fields) {
    String point = point(fields);
    String descriptor = descriptor(fields, point, "descriptor");
    VibrationZones zones = zones(fields, point);
    double deadband = fields.numberIn("deadband", 0, Double.MAX_VALUE, 0);
    return descriptor == null || zones == null
        ? null
        : new Made(point, List.of(descriptor), List.of(), zones.method(), zones.limits(deadband));
  }

  private @Nullable Made isoChange(PlanFields fields) {
    String point = point(fields);
    String descriptor = descriptor(fields, point, "descriptor");
    VibrationZones zones = zones(fields, point);
    double deadband = fields.numberIn("deadband", 0, Double.MAX_VALUE, 0);
    int scans = fields.integer("learnScans", Learning.FEWEST_SCANS, 10_000, 100);
    return descriptor == null || zones == null
        ? null
        : new Made(
            point,
            List.of(descriptor),
            List.of(),
            new Change(Learning.from(scans), Side.BOTH),
            new Limits(true, zones.significantChange(), Double.NaN, deadband));
  }

  private @Nullable VibrationZones zones(PlanFields fields, String point) {
    String unit = names.hasPoint(point) ? names.point(point).unit() : "";
    String standard = fields.text("standard", "the standard, such as ISO 10816-3");
    int edition = fields.integer("edition", 1970, 2100);
    String group = fields.text("group", "the machine group of the standard");
    String support = fields.oneOf("support", List.of("rigid", "flexible"));
    if (fields.has("boundaries")) {
      List<Double> boundaries = fields.numberList("boundaries", "A/B, B/C and C/D");
      try {
        return new VibrationZones(standard, edition, group, support, unit, boundaries);
      } catch (IllegalArgumentException e) {
        fields.faultAt("boundaries", String.valueOf(e.getMessage()));
        return null;
      }
    }
    VibrationZones found = ZoneTable.find(standard, edition, group, support, unit);
    if (found == null && !unit.isEmpty()) {
      fields.faultAt(
          "standard",
          "no zones are known of "
              + standard
              + ":"
              + edition
              + ", group "
              + group
              + ", "
              + support
              + ", in "
              + unit
              + "; known are "
              + ZoneTable.known()
              + "; or write the boundaries from your copy: boundaries: [1.4, 2.8, 4.5]");
    }
    return found;
  }

  private static Learning learning(PlanFields fields) {
    int scans = fields.integer("learnScans", Learning.FEWEST_SCANS, 10_000, 100);
    boolean logarithm =
        fields.has("logarithm")
            && fields.oneOf("logarithm", List.of("true", "false")).equals("true");
    int adapt =
        fields.has("adaptScans")
            ? fields.integer("adaptScans", Learning.FEWEST_ADAPT_SCANS, 10_000_000)
            : 0;
    return new Learning(scans, logarithm, adapt, fields.numberIn("floor", 0, Double.MAX_VALUE, 0));
  }

  private static Side side(PlanFields fields) {
    return fields.has("side")
        ? switch (fields.oneOf("side", List.of("both", "high", "low"))) {
          case "high" -> Side.HIGH;
          case "low" -> Side.LOW;
          default -> Side.BOTH;
        }
        : Side.BOTH;
  }

  private static Method change(PlanFields fields) {
    int scans = fields.integer("learnScans", Learning.FEWEST_SCANS, 10_000, 100);
    return new Change(Learning.from(scans), side(fields));
  }

  private static Method ewma(PlanFields fields) {
    double weight = fields.numberIn("weight", 0.001, 1, 0.1);
    return new EwmaChart(learning(fields), side(fields), weight);
  }

  private static Method cusum(PlanFields fields) {
    double allowance = fields.numberIn("allowance", 0, 10, 0.5);
    return new Cusum(learning(fields), side(fields), allowance);
  }

  /**
   * @param alert limit where the plan gives none; NaN = it must
   */
  private @Nullable Made learned(PlanFields fields, Method method, double alert, double alarm) {
    String point = point(fields);
    String descriptor = descriptor(fields, point, "descriptor");
    Limits limits = limits(fields, true, alert, alarm);
    return descriptor == null
        ? null
        : new Made(point, List.of(descriptor), List.of(), method, limits);
  }

  private static Method ratio(PlanFields fields) {
    return new Ratio(
        Learning.from(fields.integer("learnScans", Learning.FEWEST_FOR_MEDIAN, 10_000, 100)));
  }

  private static DoubleFunction<NoveltyPlan> principalComponents(PlanFields fields) {
    double explained = fields.numberIn("explained", 0.1, 0.999, 0.9);
    return rate -> new PrincipalComponents(rate, explained, 1);
  }

  private static DoubleFunction<NoveltyPlan> oneClassSvm(PlanFields fields) {
    double nu = fields.numberIn("nu", 0.001, 0.5, 0.05);
    double gamma = fields.numberIn("gamma", 0, 10, 0);
    return rate -> new OneClassSvm(rate, nu, gamma);
  }

  private static DoubleFunction<NoveltyPlan> isolationForest(PlanFields fields) {
    int trees = fields.integer("trees", 10, 200, 100);
    int subsample = fields.integer("subsample", 8, 256, 256);
    return rate -> new IsolationForest(rate, trees, subsample, 0.6);
  }

  /** The descriptors that go together in a model; empty when one is wrong, which is noted. */
  private List<String> together(PlanFields fields) {
    List<String> descriptors =
        fields.texts("descriptors", "names as point/descriptor, such as flow/mean5", false);
    boolean known = true;
    for (String descriptor : descriptors) {
      if (!names.hasDescriptor(descriptor)) {
        fields.faultAt(
            "descriptors",
            "'"
                + descriptor
                + "' is not computed; write point/descriptor, and add it under descriptors");
        known = false;
      }
    }
    if (descriptors.size() > NoveltyPlan.MOST_COLUMNS) {
      fields.faultAt(
          "descriptors",
          "at most " + NoveltyPlan.MOST_COLUMNS + " go together, but are " + descriptors.size());
      known = false;
    }
    return known ? descriptors : List.of();
  }

  private @Nullable Made unlike(PlanFields fields, DoubleFunction<NoveltyPlan> model) {
    List<String> descriptors = together(fields);
    double rate = fields.numberIn("falseAlarmRate", 1e-6, 0.5, 0.001);
    double weight = fields.numberIn("weight", 0.001, 1, 1);
    int needed = NoveltyPlan.rowsNeeded(descriptors.size());
    int scans =
        fields.integer("learnScans", needed, Unlike.MOST_SCANS, Math.max(needed, USUAL_ROWS));
    Limits limits = limits(fields, true, 1, 2);
    return descriptors.isEmpty()
        ? null
        : new Made(
            "",
            descriptors,
            List.of(),
            new Unlike(model.apply(rate), scans, descriptors.size(), weight, TRAINER),
            limits);
  }

  private @Nullable Made mewma(PlanFields fields) {
    List<String> descriptors = together(fields);
    int settle = fields.integer("settleScans", 0, 10_000, 50);
    int needed = settle + NoveltyPlan.rowsNeeded(descriptors.size());
    int scans = fields.integer("learnScans", needed, 100_000, Math.max(needed, USUAL_ROWS));
    double weight = fields.numberIn("weight", 0.001, 1, 0.2);
    double adapt = fields.numberIn("adaptWeight", 0, 0.01, 0);
    double shrinkage = fields.numberIn("shrinkage", 0, 1, 0.2);
    double floor = fields.numberIn("floor", 0, 10, 0.1);
    double stepBack = fields.numberIn("stepBack", 0, 0.99, 0);
    Limits limits = limits(fields, true, 5, 10);
    return descriptors.isEmpty()
        ? null
        : new Made(
            "",
            descriptors,
            List.of(),
            new Mewma(scans, settle, descriptors.size(), weight, adapt, shrinkage, floor, stepBack),
            limits);
  }

  private static Method seasonal(PlanFields fields) {
    return new Seasonal(
        fields.integer("learnScans", 20, 1_000_000, 150),
        fields.integer("quietScans", 0, 1_000_000, 0));
  }

  private @Nullable Made vote(PlanFields fields) {
    List<String> members = fields.texts("detectors", "names of detectors before this one", false);
    members.forEach(member -> names.checkDetector(fields, "detectors", member));
    int alert = fields.integer("alert", 1, 1_000);
    int alarm = fields.integer("alarm", 1, 1_000, 1_000);
    if (alarm < alert || alert > members.size()) {
      fields.faultAt(
          "alert",
          "must be 1 to the "
              + members.size()
              + " detectors that vote, and not above alarm, but is "
              + alert);
    }
    boolean known = !members.isEmpty() && members.stream().allMatch(names::hasDetector);
    return known
        // Above one less: so many votes, or more.
        ? new Made(
            "",
            List.of(),
            members,
            new Vote(),
            Limits.above(alert - 1, fields.has("alarm") ? alarm - 1 : Double.NaN))
        : null;
  }
}
