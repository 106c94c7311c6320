package io.millwright.models.plan;

import io.millwright.contracts.asset.PointName;
import io.millwright.models.expression.Expression;
import io.millwright.models.expression.InvalidExpressionException;
import io.millwright.models.operation.OperationPlan;
import io.millwright.models.operation.Regime;
import io.millwright.models.operation.RegimeSet;
import io.millwright.models.plan.MonitoringPlan.Point;
import io.millwright.models.waveform.WaveformMeasure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the points of a plan, and in which regimes they count. */
final class PointReader {
  private static final int MOST_POINTS = 2_000;
  private static final List<String> REGIMES = List.of("off", "start", "transient", "steady");

  private final PlanNames names;

  PointReader(PlanNames names) {
    this.names = names;
  }

  /** What a plan says about points and regimes. */
  record Content(List<Point> points, OperationPlan operation) {}

  Content read(PlanFields plan) {
    List<PlanFields> sections =
        plan.sections("points", "- {name: T50, unit: Cel, range: [0, 900]}", false);
    List<String> read = new ArrayList<>();
    for (PlanFields fields : sections) {
      String name = fields.text("name", "the name of a measurement point");
      checkName(fields, name);
      if (!name.isEmpty() && !names.addPoint(name)) {
        fields.faultAt("name", "point '" + name + "' is there twice; each point stands once");
      }
      read.add(name);
    }
    Operation operation = operation(plan);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      points.add(point(sections.get(i), read.get(i), operation));
    }
    names.describePoints(points);
    checkExpressions(points, sections);
    checkNormalised(points, sections);
    if (points.isEmpty() || points.size() > MOST_POINTS) {
      plan.faultAt("points", "must have 1 to " + MOST_POINTS + " points, but has " + points.size());
    }
    return new Content(List.copyOf(points), operation.plan);
  }

  private Point point(PlanFields fields, String name, Operation operation) {
    String unit = fields.text("unit", "a UCUM unit such as Cel, bar, mm/s; 1 for none");
    if (!unit.isEmpty() && !UcumUnit.isValid(unit)) {
      fields.faultAt(
          "unit",
          "'" + unit + "' is not a UCUM unit; write for example Cel, bar, mm/s, /min, [degF]");
    }
    double[] range = fields.range("range");
    Point point =
        new Point(
            name,
            unit,
            fields.text("symbol", "the unit as people write it", unit.equals("1") ? "" : unit),
            fields.text("description", "what is measured", ""),
            range[0],
            range[1],
            expression(fields),
            fields.has("normalises") ? fields.text("normalises", "the name of a point") : null,
            fields.has("waveform") ? fields.text("waveform", "the name of a waveform") : null,
            fields.has("waveform") ? makes(fields) : null,
            fields.duration("interval", Duration.ZERO, PlanReader.LONGEST, Duration.ZERO),
            fields.has("during")
                ? regimes(fields, "during")
                : operation.tells.contains(name) ? RegimeSet.ALWAYS : operation.judged);
    int ways =
        (point.expression() == null ? 0 : 1)
            + (point.normalises() == null ? 0 : 1)
            + (point.waveform() == null ? 0 : 1);
    if (ways > 1) {
      fields.faultAt(
          "name", "a point has an expression, normalises another or is made of a waveform");
    }
    fields.nothingElse();
    return point;
  }

  private static @Nullable WaveformMeasure makes(PlanFields fields) {
    String text =
        fields.text("makes", "what is made of the waveform, such as velocity-rms(10,1000)");
    WaveformMeasure measure = WaveformMeasure.find(text);
    if (measure == null && !text.isEmpty()) {
      fields.faultAt(
          "makes", "'" + text + "' is not made of waveforms; known are " + WaveformMeasure.known());
    }
    return measure;
  }

  private static void checkName(PlanFields fields, String name) {
    if (name.isEmpty()) {
      return;
    }
    try {
      PointName.check(name);
    } catch (IllegalArgumentException e) {
      fields.faultAt("name", String.valueOf(e.getMessage()));
    }
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
        for (String used : expression.points()) {
          names.checkPoint(fields, "expression", used);
          Point other = byName.get(used);
          if (other != null && other.normalises() != null) {
            fields.faultAt(
                "expression",
                "'" + used + "' normalises another point, after expressions are computed");
          }
        }
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

  private void checkNormalised(List<Point> points, List<PlanFields> sections) {
    for (int i = 0; i < points.size(); i++) {
      String source = points.get(i).normalises();
      if (source != null) {
        PlanFields fields = sections.get(i);
        names.checkPoint(fields, "normalises", source);
        if (names.hasPoint(source) && names.point(source).normalises() != null) {
          fields.faultAt("normalises", "'" + source + "' normalises another point itself");
        }
        if (!points.get(i).unit().equals("1")) {
          fields.faultAt("unit", "must be 1: the point is in deviations from its baseline");
        }
      }
    }
  }

  /** How the regime is told, and when points count that say nothing about it themselves. */
  private record Operation(OperationPlan plan, RegimeSet judged, Set<String> tells) {}

  private Operation operation(PlanFields plan) {
    if (!plan.has("operation")) {
      return new Operation(OperationPlan.ALWAYS_STEADY, RegimeSet.ALWAYS, Set.of());
    }
    PlanFields fields = plan.section("operation", "{point: speed, runsAbove: 50}");
    String point = fields.text("point", "the point that says whether the machine runs");
    names.checkPoint(fields, "point", point);
    double runsAbove = fields.number("runsAbove", "at this value and below the machine is off");
    int startScans = fields.integer("startScans", 0, 100_000, 0);
    double above = Double.POSITIVE_INFINITY;
    int scans = 2;
    if (fields.has("transient")) {
      PlanFields change = fields.section("transient", "{above: 60, scans: 5}");
      above = change.number("above", "so much movement of the point is a change of operation");
      scans = change.integer("scans", 2, OperationPlan.LONGEST_TRANSIENT);
      change.nothingElse();
    }
    int holdScans = fields.integer("holdScans", 0, 100_000, 10);
    RegimeSet judged = fields.has("judged") ? regimes(fields, "judged") : RegimeSet.STEADY;
    Set<String> tells = new HashSet<>(Set.of(point));
    List<OperationPlan.Bin> bins = new ArrayList<>();
    for (PlanFields section : fields.sections("bins", "- {point: load, edges: [50]}", true)) {
      bins.add(bin(section));
      tells.add(bins.get(bins.size() - 1).name());
    }
    if (OperationPlan.count(bins) > OperationPlan.MOST_BINS) {
      fields.faultAt(
          "bins",
          "make "
              + OperationPlan.count(bins)
              + " combinations, each with baselines of its own; at most "
              + OperationPlan.MOST_BINS);
      bins.clear();
    }
    fields.nothingElse();
    return new Operation(
        new OperationPlan(names.place(point), runsAbove, startScans, above, scans, holdScans, bins),
        judged,
        tells);
  }

  private OperationPlan.Bin bin(PlanFields fields) {
    String point = fields.text("point", "the name of a point");
    names.checkPoint(fields, "point", point);
    List<Double> edges = fields.numberList("edges", "ascending numbers between the bins");
    for (int i = 1; i < edges.size(); i++) {
      if (!(edges.get(i) > edges.get(i - 1))) {
        fields.faultAt(
            "edges", "must ascend, but " + edges.get(i) + " follows " + edges.get(i - 1));
      }
    }
    fields.nothingElse();
    return new OperationPlan.Bin(names.place(point), point, edges);
  }

  private static RegimeSet regimes(PlanFields fields, String field) {
    if (fields.isText(field)) {
      fields.oneOf(field, List.of("always"));
      return RegimeSet.ALWAYS;
    }
    Set<Regime> regimes = EnumSet.noneOf(Regime.class);
    for (String word : fields.texts(field, "always, or some of " + REGIMES, false)) {
      int place = REGIMES.indexOf(word);
      if (place < 0) {
        fields.faultAt(
            field, "'" + word + "' is no regime; known are " + String.join(", ", REGIMES));
      } else {
        regimes.add(Regime.values()[place + 1]);
      }
    }
    return RegimeSet.of(regimes);
  }
}
