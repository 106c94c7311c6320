package io.millwright.models.monitor;

import io.millwright.models.advisory.Advisory;
import io.millwright.models.alarm.AlarmChange;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.detection.StateChange;
import io.millwright.models.health.Health;
import io.millwright.models.instrument.InstrumentFinding;
import io.millwright.models.prognosis.Prognosis;
import java.util.ArrayList;
import java.util.List;

/** Gathers what the blocks conclude; costs nothing while they conclude nothing. */
final class ConclusionsCollector {
  private final List<DescriptorVector> descriptors = new ArrayList<>(0);
  private final List<InstrumentFinding> findings = new ArrayList<>();
  private final List<StateChange> stateChanges = new ArrayList<>(0);
  private final List<AlarmChange> alarms = new ArrayList<>();
  private final List<Health> health = new ArrayList<>(0);
  private final List<Prognosis> prognoses = new ArrayList<>(0);
  private final List<Advisory> advisories = new ArrayList<>(0);

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

  /** What was gathered since the last call. */
  Conclusions take() {
    if (descriptors.isEmpty() && stateChanges.isEmpty() && findings.isEmpty()) {
      return Conclusions.NONE;
    }
    Conclusions conclusions =
        new Conclusions(descriptors, findings, stateChanges, alarms, health, prognoses, advisories);
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
