package io.millwright.models.monitor;

import io.millwright.models.advisory.Advisory;
import io.millwright.models.alarm.AlarmChange;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.detection.StateChange;
import io.millwright.models.health.Health;
import io.millwright.models.instrument.InstrumentFinding;
import io.millwright.models.plan.MonitoringPlan.Point;
import io.millwright.models.prognosis.Prognosis;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what the blocks conclude; costs nothing while they conclude nothing. */
final class ConclusionsCollector {
  private final List<DescriptorVector> descriptors = new ArrayList<>(0);
  private final List<InstrumentFinding> findings = new ArrayList<>();
  private final List<StateChange> stateChanges = new ArrayList<>(0);
  private final List<AlarmChange> alarms = new ArrayList<>();
  private final List<Health> health = new ArrayList<>(0);
  private final List<Prognosis> prognoses = new ArrayList<>(0);
  private final List<Advisory> advisories = new ArrayList<>(0);

  private final List<Point> points;
  private final BitSet latePlaces = new BitSet();
  private int late;
  private long lateFromMicros;
  private long lateToMicros;
  private long reachedMicros;

  /**
   * @param points of the plan
   */
  ConclusionsCollector(List<Point> points) {
    this.points = points;
  }

  void add(DescriptorVector vector) {
    descriptors.add(vector);
  }

  void add(StateChange change) {
    stateChanges.add(change);
  }

  void add(Health assessed) {
    health.add(assessed);
  }

  void add(Prognosis prognosis) {
    prognoses.add(prognosis);
  }

  void add(InstrumentFinding finding) {
    findings.add(finding);
  }

  void add(AlarmChange change) {
    alarms.add(change);
  }

  void add(Advisory advisory) {
    advisories.add(advisory);
  }

  /** A reading came too late. */
  void addLate(int place, long timeMicros, long reached) {
    lateFromMicros = late == 0 ? timeMicros : Math.min(lateFromMicros, timeMicros);
    lateToMicros = late == 0 ? timeMicros : Math.max(lateToMicros, timeMicros);
    reachedMicros = reached;
    latePlaces.set(place);
    late++;
  }

  private @Nullable LateReadings takeLate() {
    if (late == 0) {
      return null;
    }
    List<String> names = latePlaces.stream().mapToObj(place -> points.get(place).name()).toList();
    LateReadings readings =
        new LateReadings(late, lateFromMicros, lateToMicros, reachedMicros, names);
    late = 0;
    latePlaces.clear();
    return readings;
  }

  /** What was gathered since the last call. */
  Conclusions take() {
    LateReadings lateOnes = takeLate();
    if (descriptors.isEmpty() && stateChanges.isEmpty() && findings.isEmpty() && lateOnes == null) {
      return Conclusions.NONE;
    }
    Conclusions conclusions =
        new Conclusions(
            descriptors, findings, stateChanges, alarms, health, prognoses, advisories, lateOnes);
    descriptors.clear();
    findings.clear();
    stateChanges.clear();
    alarms.clear();
    health.clear();
    prognoses.clear();
    advisories.clear();
    return conclusions;
  }
}
