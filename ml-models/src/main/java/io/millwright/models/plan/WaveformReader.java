package io.millwright.models.plan;

import io.millwright.models.plan.MonitoringPlan.Point;
import io.millwright.models.spectrum.Bearing;
import io.millwright.models.waveform.WaveformMeasure;
import io.millwright.models.waveform.WaveformMeasure.Kind;
import io.millwright.models.waveform.WaveformPlan;
import io.millwright.models.waveform.WaveformPlan.Made;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the sensors that send waveforms; what is made of them is said with the points. */
final class WaveformReader {
  private static final List<String> ACCELERATION = List.of("m/s2", "[g]");

  private final PlanNames names;

  WaveformReader(PlanNames names) {
    this.names = names;
  }

  List<WaveformPlan> read(PlanFields plan, List<Point> points) {
    List<WaveformPlan> waveforms = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (PlanFields fields :
        plan.sections("waveforms", "- {point: acceleration, unit: m/s2, speed: speed}", true)) {
      String point = fields.text("point", "the name that the waveforms come under");
      if (!point.isEmpty() && (names.hasPoint(point) || !seen.add(point))) {
        fields.faultAt(
            "point", "'" + point + "' is there already: a waveform is no point of scans");
      }
      waveforms.add(waveform(fields, point, points));
      fields.nothingElse();
    }
    for (Point point : points) {
      String waveform = point.waveform();
      if (waveform != null && !seen.contains(waveform)) {
        plan.faultAt(
            "points",
            point.name()
                + ": waveform '"
                + waveform
                + "' is not there; add it under waveforms"
                + (seen.isEmpty() ? "" : " or use one of " + String.join(", ", seen)));
      }
    }
    return List.copyOf(waveforms);
  }

  private WaveformPlan waveform(PlanFields fields, String point, List<Point> points) {
    String unit = fields.text("unit", "a UCUM unit such as m/s2 or [g]");
    if (!unit.isEmpty() && !UcumUnit.isValid(unit)) {
      fields.faultAt("unit", "'" + unit + "' is not a UCUM unit; write for example m/s2, [g]");
    }
    int speed = -1;
    if (fields.has("speed")) {
      String speedPoint = fields.text("speed", "the point with the speed in turns per minute");
      names.checkPoint(fields, "speed", speedPoint);
      speed = names.place(speedPoint);
      if (names.hasPoint(speedPoint) && !names.point(speedPoint).unit().equals("/min")) {
        fields.faultAt(
            "speed",
            "'"
                + speedPoint
                + "' must be in /min, turns per minute, but is in "
                + names.point(speedPoint).unit());
      }
    }
    double rpm = fields.numberIn("rpm", 1, 1_000_000, Double.NaN);
    Bearing bearing = fields.has("bearing") ? bearing(fields) : null;
    int teeth = fields.integer("teeth", 2, 10_000, 0);
    List<Made> made = new ArrayList<>();
    for (Point each : points) {
      WaveformMeasure measure = each.makes();
      if (measure != null && point.equals(each.waveform())) {
        made.add(new Made(names.place(each.name()), measure, each.low(), each.high()));
        check(fields, each.name(), measure, unit, bearing, teeth, speed >= 0 || rpm > 0);
      }
    }
    return new WaveformPlan(point, unit, speed, rpm, bearing, teeth, made);
  }

  private static void check(
      PlanFields fields,
      String point,
      WaveformMeasure measure,
      String unit,
      @Nullable Bearing bearing,
      int teeth,
      boolean hasSpeed) {
    Kind kind = measure.kind();
    if (kind.needsBearing() && bearing == null) {
      fields.faultAt("bearing", "is missing; " + point + " makes " + kind.word());
    }
    if (kind == Kind.GEAR_MESH && teeth == 0) {
      fields.faultAt("teeth", "is missing; " + point + " makes " + kind.word());
    }
    if (kind.compareTo(Kind.ORDER) >= 0 && !hasSpeed) {
      fields.faultAt("speed", "speed or rpm is missing; " + point + " makes " + kind.word());
    }
    if (kind == Kind.VELOCITY_RMS && !ACCELERATION.contains(unit)) {
      fields.faultAt(
          "unit",
          "must be m/s2 or [g], as " + point + " makes " + kind.word() + ", but is " + unit);
    }
  }

  private static @Nullable Bearing bearing(PlanFields waveform) {
    PlanFields fields =
        waveform.section(
            "bearing", "{outerRace: 3.5848, innerRace: 5.4152, ball: 4.7135, cage: 0.39828}");
    try {
      if (fields.has("elements")) {
        return Bearing.ofGeometry(
            fields.integer("elements", 2, 1_000),
            fields.number("elementDiameter", "a diameter"),
            fields.number("pitchDiameter", "a diameter in the same unit"),
            fields.numberIn("contactAngle", 0, 89, 0));
      }
      return new Bearing(
          fields.number("outerRace", "BPFO in turns of the shaft"),
          fields.number("innerRace", "BPFI in turns of the shaft"),
          fields.number("ball", "twice BSF in turns of the shaft"),
          fields.number("cage", "FTF in turns of the shaft"));
    } catch (IllegalArgumentException e) {
      waveform.faultAt("bearing", String.valueOf(e.getMessage()));
      return null;
    } finally {
      fields.nothingElse();
    }
  }
}
