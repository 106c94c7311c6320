package io.millwright.models.monitor;

import io.millwright.models.advisory.Advisory;
import io.millwright.models.alarm.AlarmChange;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.detection.StateChange;
import io.millwright.models.health.Health;
import io.millwright.models.instrument.InstrumentFinding;
import io.millwright.models.prognosis.Prognosis;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each block concluded from one input, each list in event-time order.
 *
 * @param late readings that came too late to be heard; null = none
 */
public record Conclusions(
    List<DescriptorVector> descriptors,
    List<InstrumentFinding> findings,
    List<StateChange> stateChanges,
    List<AlarmChange> alarms,
    List<Health> health,
    List<Prognosis> prognoses,
    List<Advisory> advisories,
    @Nullable LateReadings late) {
  public static final Conclusions NONE =
      new Conclusions(
          List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null);

  public Conclusions {
    descriptors = List.copyOf(descriptors);
    findings = List.copyOf(findings);
    stateChanges = List.copyOf(stateChanges);
    alarms = List.copyOf(alarms);
    health = List.copyOf(health);
    prognoses = List.copyOf(prognoses);
    advisories = List.copyOf(advisories);
  }
}
