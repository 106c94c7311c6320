package io.millwright.models.plan;

import io.millwright.models.advisory.AdvisoryRule;
import io.millwright.models.detection.Detector;
import io.millwright.models.instrument.InstrumentCheck;
import io.millwright.models.plan.MonitoringPlan.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What of its state an asset keeps that goes on under another plan, and what it learns anew. */
final class Consequences {
  private final MonitoringPlan before;
  private final MonitoringPlan after;
  private final PlanChange change;
  private final List<String> sentences = new ArrayList<>();

  Consequences(MonitoringPlan before, MonitoringPlan after) {
    this.before = before;
    this.after = after;
    this.change = new PlanChange(before, after);
  }

  List<String> sentences() {
    if (!before.assetClass().equals(after.assetClass())) {
      sentences.add(
          "It is for another class of assets, "
              + after.assetClass()
              + ": those of "
              + before.assetClass()
              + " keep their plan.");
    }
    if (!before.scan().period().equals(after.scan().period())) {
      sentences.add(
          "The scan has another length: windows, baselines and states begin anew; open episodes stay.");
    } else {
      points();
      operation();
      instruments();
      detectors();
    }
    rules();
    return sentences;
  }

  private void points() {
    List<String> anew = new ArrayList<>();
    List<String> learned = new ArrayList<>();
    for (Point point : after.points()) {
      boolean same = change.samePoints().contains(point.name());
      if (!same && before.point(point.name()) != null) {
        anew.add(point.name());
      }
      if (!same && point.normalises() != null) {
        learned.add(point.name());
      }
    }
    say("The windows of ", anew, " begin anew: the point means something else.");
    say("What is normal is learned anew for ", learned, ", which normalise others.");
    if (before.scan().baselineScans() != after.scan().baselineScans()) {
      sentences.add("The mean of a new component, for drift and explanations, is taken anew.");
    }
  }

  private void operation() {
    if (!change.hasSameOperation()) {
      sentences.add("The regime is told anew: it is not known until the next scan.");
    }
  }

  private void instruments() {
    List<String> anew = new ArrayList<>();
    for (InstrumentCheck check : after.instruments()) {
      if (!change.isWatchedAsBefore(check)) {
        anew.add(check.point());
      }
    }
    Set<String> dropped =
        before.instruments().stream()
            .map(InstrumentCheck::point)
            .collect(Collectors.toCollection(TreeSet::new));
    after.instruments().forEach(check -> dropped.remove(check.point()));
    say("How the sensors of ", anew, " scatter is learned anew; open findings of them end.");
    say("The sensors of ", List.copyOf(dropped), " are no longer watched.");
  }

  private void detectors() {
    List<String> anew = new ArrayList<>();
    List<String> learned = new ArrayList<>();
    for (int i = 0; i < after.detectors().size(); i++) {
      Detector detector = after.detectors().detector(i);
      boolean same = change.detectorBefore(i) >= 0;
      if (!same) {
        anew.add(detector.name());
      }
      if (detector.method().learns() && (!same || !change.hasSameBins())) {
        learned.add(detector.name());
      }
    }
    say("The states of ", anew, " are not known at first.");
    say("What is normal is learned anew for ", learned, ": until then they see nothing.");
  }

  private void rules() {
    List<String> gone = new ArrayList<>();
    for (AdvisoryRule rule : before.rules()) {
      boolean stays =
          after.rules().stream()
              .anyMatch(
                  it ->
                      it.name().equals(rule.name()) && it.failureMode().equals(rule.failureMode()));
      if (!stays) {
        gone.add(rule.name());
      }
    }
    say("Open episodes of ", gone, " stay until their work order ends; nothing new is raised.");
  }

  private void say(String begin, List<String> names, String end) {
    if (!names.isEmpty()) {
      sentences.add(begin + String.join(", ", names) + end);
    }
  }
}
