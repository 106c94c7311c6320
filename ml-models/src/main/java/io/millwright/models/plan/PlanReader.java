package io.millwright.models.plan;

import io.millwright.models.advisory.AdvisoryRule;
import io.millwright.models.alarm.AlarmPlan;
import io.millwright.models.baseline.Learning;
import io.millwright.models.descriptor.Descriptor;
import io.millwright.models.descriptor.Descriptors;
import io.millwright.models.descriptor.PointDescriptor;
import io.millwright.models.detection.Detector;
import io.millwright.models.health.HealthPlan;
import io.millwright.models.instrument.InstrumentCheck;
import io.millwright.models.operation.OperationPlan;
import io.millwright.models.plan.MonitoringPlan.Point;
import io.millwright.models.plan.MonitoringPlan.Scan;
import io.millwright.models.prognosis.PrognosisPlan;
import io.millwright.models.release.Sha256;
import io.millwright.models.waveform.WaveformPlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads a plan document into its checked parts, or names every fault of it. */
final class PlanReader {
  private static final int LONGEST_DOCUMENT = 1_000_000;
  private static final int MOST_DESCRIPTORS = 20_000;
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  /** Of any time in a plan. */
  static final Duration LONGEST = Duration.ofDays(36_500);

  private final List<String> faults = new ArrayList<>();
  private final PlanNames names = new PlanNames();

  private PlanReader() {}

  /** What a plan says. */
  record Content(
      String id,
      int version,
      String assetClass,
      String title,
      Scan scan,
      List<Point> points,
      OperationPlan operation,
      List<WaveformPlan> waveforms,
      List<InstrumentCheck> instruments,
      List<PointDescriptor> descriptors,
      List<Detector> detectors,
      HealthPlan health,
      List<PrognosisPlan> prognoses,
      List<AdvisoryRule> rules,
      AlarmPlan alarms,
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
      throw new InvalidPlanException(reader.faults);
    }
    return content;
  }

  private Content read(PlanNode root, String document) {
    PlanFields plan = new PlanFields(root, faults);
    String id = PlanNames.name(plan, "id");
    int version = plan.integer("version", 1, 1_000_000);
    String assetClass = PlanNames.name(plan, "assetClass");
    String title = plan.text("title", "a title for people");
    Scan scan = scan(plan.section("scan", "scan: {period: PT1H, lateness: PT1H}"));
    PointReader.Content points = new PointReader(names).read(plan);
    boolean normalises = points.points().stream().anyMatch(it -> it.normalises() != null);
    if (normalises && scan.baselineScans() < Learning.FEWEST_SCANS) {
      plan.faultAt(
          "scan",
          "baselineScans must be at least "
              + Learning.FEWEST_SCANS
              + " where a point normalises another, but is "
              + scan.baselineScans());
    }
    List<WaveformPlan> waveforms = new WaveformReader(names).read(plan, points.points());
    List<InstrumentCheck> instruments = new InstrumentReader(names).read(plan);
    List<PointDescriptor> descriptors = descriptors(plan);
    List<Detector> detectors = new DetectorReader(names, scan).read(plan);
    AdvisoryReader advisories = new AdvisoryReader(names);
    List<PrognosisPlan> prognoses = advisories.prognoses(plan);
    HealthPlan health = advisories.health(plan);
    List<AdvisoryRule> rules = advisories.rules(plan);
    AlarmPlan alarms = AlarmReader.read(plan, detectors, health, rules);
    Duration shelve =
        plan.duration("shelveAfterNoFault", Duration.ZERO, LONGEST, Duration.ofDays(30));
    plan.nothingElse();
    return new Content(
        id,
        version,
        assetClass,
        title,
        scan,
        points.points(),
        points.operation(),
        waveforms,
        instruments,
        descriptors,
        detectors,
        health,
        prognoses,
        rules,
        alarms,
        shelve,
        document,
        Sha256.hex(document.getBytes(StandardCharsets.UTF_8)));
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

  private List<PointDescriptor> descriptors(PlanFields plan) {
    List<PointDescriptor> descriptors = new ArrayList<>();
    for (PlanFields fields :
        plan.sections("descriptors", "- {points: [T50], kinds: [last, mean15]}", false)) {
      List<String> points = fields.texts("points", "names of points", false);
      List<String> kinds = fields.texts("kinds", "some of " + Descriptors.known(), false);
      for (String point : points) {
        names.checkPoint(fields, "points", point);
        for (String kind : kinds) {
          Descriptor descriptor = Descriptors.find(kind);
          if (descriptor != null && names.hasPoint(point)) {
            add(descriptors, fields, new PointDescriptor(point, names.place(point), descriptor));
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
    if (names.addDescriptor(descriptor.name())) {
      descriptors.add(descriptor);
    } else {
      fields.faultAt("kinds", descriptor.name() + " is there twice; name each descriptor once");
    }
  }
}
