package io.millwright.models.plan;

import io.millwright.models.instrument.InstrumentCheck;
import io.millwright.models.instrument.UnitMistake;
import io.millwright.models.plan.MonitoringPlan.Point;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads which sensors are watched, and how. */
final class InstrumentReader {
  private static final int MOST_SCANS = 100_000;

  private final PlanNames names;

  InstrumentReader(PlanNames names) {
    this.names = names;
  }

  List<InstrumentCheck> read(PlanFields plan) {
    List<InstrumentCheck> checks = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (PlanFields fields :
        plan.sections("instruments", "- {points: [vibration, temperature]}", true)) {
      List<String> points = fields.texts("points", "names of measured points", false);
      Settings settings = new Settings(fields);
      for (String point : points) {
        names.checkPoint(fields, "points", point);
        if (!seen.add(point)) {
          fields.faultAt("points", "'" + point + "' is there twice; each point stands once");
        } else if (names.hasPoint(point)) {
          Point described = names.point(point);
          if (described.measured()) {
            checks.add(settings.check(described));
          } else {
            fields.faultAt("points", "'" + point + "' is computed: it has no sensor");
          }
        }
      }
      fields.nothingElse();
    }
    return List.copyOf(checks);
  }

  /** What one section says for its points. */
  private final class Settings {
    private final String reference;
    private final double[] span;
    private final int learnScans;
    private final double jumpDeviations;
    private final int holdScans;
    private final int spikes;
    private final int stuckScans;
    private final int saturatedScans;
    private final int outOfRangeScans;
    private final int dropoutScans;
    private final int clockScans;
    private final double driftDeviations;
    private final int clearScans;

    Settings(PlanFields fields) {
      reference =
          fields.has("reference")
              ? fields.text("reference", "a point that should show the same")
              : "";
      names.checkPoint(fields, "reference", reference);
      span = fields.has("span") ? fields.range("span") : new double[] {Double.NaN, Double.NaN};
      learnScans = fields.integer("learnScans", 10, MOST_SCANS, 30);
      jumpDeviations = fields.numberIn("jumpDeviations", 3, 1_000, 8);
      holdScans = fields.integer("holdScans", 2, InstrumentCheck.LONGEST_HOLD, 3);
      spikes = fields.integer("spikes", 1, 20, 3);
      stuckScans = fields.integer("stuckScans", 3, MOST_SCANS, 30);
      saturatedScans = fields.integer("saturatedScans", 2, MOST_SCANS, 5);
      outOfRangeScans = fields.integer("outOfRangeScans", 2, InstrumentCheck.MEMORY, 4);
      dropoutScans = fields.integer("dropoutScans", 2, MOST_SCANS, 10);
      clockScans = fields.integer("clockScans", 2, InstrumentCheck.MEMORY, 3);
      driftDeviations = fields.numberIn("driftDeviations", 1, 1_000, 10);
      clearScans = fields.integer("clearScans", 1, MOST_SCANS, 20);
    }

    InstrumentCheck check(Point point) {
      return new InstrumentCheck(
          names.place(point.name()),
          point.name(),
          reference.isEmpty() ? -1 : names.place(reference),
          span[0],
          span[1],
          learnScans,
          jumpDeviations,
          holdScans,
          spikes,
          stuckScans,
          saturatedScans,
          outOfRangeScans,
          dropoutScans,
          clockScans,
          driftDeviations,
          clearScans,
          UnitMistake.of(point.unit()));
    }
  }
}
