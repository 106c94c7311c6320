package io.millwright.models.alarm;

import io.millwright.models.detection.Detector;
import io.millwright.models.detection.DetectorSet;
import io.millwright.models.detection.State;
import io.millwright.models.detection.StateDetection;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** The alarms of one asset: one of each detector. */
public final class AlarmDesk {
  private static final long NANOS_PER_MICRO = 1_000;

  private final AlarmPlan plan;
  private final DetectorSet detectors;
  private final Function<Detector, String> unitOf;
  private final Alarm[] alarms;
  private long maintenanceUntil = AlarmChange.NO_END;
  private String maintenanceReason = "";

  /**
   * @param unitOf UCUM unit of what a detector holds against its limits
   */
  public AlarmDesk(AlarmPlan plan, DetectorSet detectors, Function<Detector, String> unitOf) {
    this.plan = plan;
    this.detectors = detectors;
    this.unitOf = unitOf;
    this.alarms = new Alarm[detectors.size()];
    for (int i = 0; i < alarms.length; i++) {
      alarms[i] = new Alarm();
    }
  }

  /** What a person does takes effect with the next scan. */
  public void command(AlarmCommand command) {
    switch (command.kind()) {
      case MAINTENANCE_BEGIN -> {
        maintenanceUntil = command.untilMicros();
        maintenanceReason =
            "maintenance" + (command.reason().isBlank() ? "" : ": " + command.reason());
      }
      case MAINTENANCE_END -> maintenanceUntil = AlarmChange.NO_END;
      default -> {
        long longest = plan.longestShelving().toNanos() / NANOS_PER_MICRO;
        for (int i = 0; i < alarms.length; i++) {
          if (command.detector().isEmpty()
              || command.detector().equals(detectors.detector(i).name())) {
            alarms[i].command(command, longest);
          }
        }
      }
    }
  }

  /**
   * Takes what the detectors have judged in a scan.
   *
   * @param off whether the machine is off
   * @param workOrders failure modes with an open work order
   */
  public void evaluate(
      long timeMicros,
      StateDetection states,
      boolean off,
      Set<String> workOrders,
      Consumer<AlarmChange> changes) {
    if (maintenanceUntil != AlarmChange.NO_END && timeMicros >= maintenanceUntil) {
      maintenanceUntil = AlarmChange.NO_END;
    }
    for (int i = 0; i < alarms.length; i++) {
      Alarm alarm = alarms[i];
      alarm.detect(states.stateOfDetector(i));
      if (alarm.settle(timeMicros, suppression(i, off, workOrders), plan)) {
        changes.accept(change(i, timeMicros, states));
      }
    }
  }

  private AlarmChange change(int i, long timeMicros, StateDetection states) {
    Detector detector = detectors.detector(i);
    Alarm alarm = alarms[i];
    boolean alarmed = alarm.detected() == State.ALARM;
    double value = states.valueOf(i);
    return new AlarmChange(
        detector.name(),
        detector.subject(),
        timeMicros,
        alarm.shown(),
        alarm.before(),
        alarm.detected(),
        alarm.isAnnounced(),
        alarmed ? 1 : 3,
        value,
        detector.limits().limit(alarmed ? State.ALARM : State.ALERT),
        unitOf.apply(detector),
        Double.isNaN(value) ? "" : detector.method().explain(value),
        alarm.reason(),
        alarm.by(),
        alarm.shelvedUntil());
  }

  /** Why the plan holds an alarm back; empty = it does not. */
  private String suppression(int i, boolean off, Set<String> workOrders) {
    if (maintenanceUntil != AlarmChange.NO_END) {
      return maintenanceReason;
    }
    if (off && plan.whileOff()) {
      return "the machine is off";
    }
    if (plan.withWorkOrder() && !workOrders.isEmpty()) {
      for (String failureMode : plan.failureModes().get(i)) {
        if (workOrders.contains(failureMode)) {
          return "a work order of " + failureMode + " is open";
        }
      }
    }
    return "";
  }

  /** Scans without a reading. */
  public void skip(long scans) {
    for (Alarm alarm : alarms) {
      alarm.skip(scans);
    }
  }

  /** Takes over the alarms of detectors of the same name in another plan. */
  public void inherit(AlarmDesk before) {
    maintenanceUntil = before.maintenanceUntil;
    maintenanceReason = before.maintenanceReason;
    for (int i = 0; i < alarms.length; i++) {
      int old = before.detectors.indexOf(detectors.detector(i).name());
      if (old >= 0) {
        alarms[i].copy(before.alarms[old]);
      }
    }
  }

  public void write(DataOutput out) throws IOException {
    out.writeLong(maintenanceUntil);
    out.writeUTF(maintenanceReason);
    for (Alarm alarm : alarms) {
      alarm.write(out);
    }
  }

  public void read(DataInput in) throws IOException {
    maintenanceUntil = in.readLong();
    maintenanceReason = in.readUTF();
    for (Alarm alarm : alarms) {
      alarm.read(in);
    }
  }
}
