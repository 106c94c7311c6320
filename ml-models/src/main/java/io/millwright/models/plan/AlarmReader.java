package io.millwright.models.plan;

import io.millwright.models.advisory.AdvisoryRule;
import io.millwright.models.advisory.Condition.StatesReached;
import io.millwright.models.alarm.AlarmPlan;
import io.millwright.models.detection.Detector;
import io.millwright.models.health.HealthPlan;
import io.millwright.models.health.HealthPlan.FailureMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads what holds alarms back by design. */
final class AlarmReader {
  private AlarmReader() {}

  static AlarmPlan read(
      PlanFields plan, List<Detector> detectors, HealthPlan health, List<AdvisoryRule> rules) {
    List<Set<String>> modes = new ArrayList<>();
    for (Detector detector : detectors) {
      modes.add(modesOf(detector.name(), health, rules));
    }
    if (!plan.has("alarms")) {
      return new AlarmPlan(true, true, 5, 60, Duration.ofDays(7), modes);
    }
    PlanFields fields = plan.section("alarms", "{whileOff: announced, mostAnnounced: 5}");
    List<String> choice = List.of("suppressed", "announced");
    boolean whileOff =
        !fields.has("whileOff") || fields.oneOf("whileOff", choice).equals("suppressed");
    boolean withWorkOrder =
        !fields.has("withWorkOrder") || fields.oneOf("withWorkOrder", choice).equals("suppressed");
    AlarmPlan alarms =
        new AlarmPlan(
            whileOff,
            withWorkOrder,
            fields.integer("mostAnnounced", 1, 64, 5),
            fields.integer("announcedScans", 1, 64, 60),
            fields.duration(
                "longestShelving", Duration.ofMinutes(1), PlanReader.LONGEST, Duration.ofDays(7)),
            modes);
    fields.nothingElse();
    return alarms;
  }

  /** The failure modes that a detector is a symptom of, or whose rules look at it. */
  private static Set<String> modesOf(String detector, HealthPlan health, List<AdvisoryRule> rules) {
    Set<String> modes = new TreeSet<>();
    for (FailureMode mode : health.failureModes()) {
      if (mode.symptoms().stream().anyMatch(it -> it.detector().equals(detector))) {
        modes.add(mode.name());
      }
    }
    for (AdvisoryRule rule : rules) {
      boolean looks =
          rule.conditions().stream()
              .anyMatch(it -> it instanceof StatesReached s && s.detectors().contains(detector));
      if (looks) {
        modes.add(rule.failureMode());
      }
    }
    return modes;
  }
}
