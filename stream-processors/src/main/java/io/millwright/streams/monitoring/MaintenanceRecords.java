package io.millwright.streams.monitoring;

import io.millwright.contracts.wire.WorkOrderEvent;
import io.millwright.models.monitor.MaintenanceRecord;
import io.millwright.models.monitor.MaintenanceRecord.Kind;
import org.jspecify.annotations.Nullable;

/** What a work order's change of state means to the monitor. */
final class MaintenanceRecords {
  private MaintenanceRecords() {}

  /**
   * The record, or null when the change says nothing new about the machine: done without a finding,
   * verified or closed after it was completed, or a state that this version does not know.
   */
  static @Nullable MaintenanceRecord of(WorkOrderEvent event) {
    Kind kind = kind(event);
    return kind == null
        ? null
        : new MaintenanceRecord(
            event.getTimeMicros(),
            event.getFailureMode(),
            event.getRule(),
            kind,
            event.getComponentReplaced() && doneWork(kind));
  }

  /** An order taken up again or cancelled says nothing new about what an earlier round replaced. */
  private static boolean doneWork(Kind kind) {
    return kind == Kind.FAULT_MENDED || kind == Kind.NO_FAULT_FOUND;
  }

  private static @Nullable Kind kind(WorkOrderEvent event) {
    return switch (event.getStatus()) {
      case NEW, ASSIGNED, IN_PROGRESS -> Kind.OPEN;
      case COMPLETED -> done(event);
      // Told again, at a later time, it would let the monitor learn a replaced component anew
      // twice.
      case CLOSED ->
          switch (event.getPrevious()) {
            case COMPLETED, VERIFIED -> null;
            default -> done(event);
          };
      case CANCELLED -> Kind.CANCELLED;
      case VERIFIED, STATUS_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  private static @Nullable Kind done(WorkOrderEvent event) {
    return switch (event.getFinding()) {
      case CONFIRMED, OTHER_FAULT -> Kind.FAULT_MENDED;
      case NO_FAULT_FOUND -> Kind.NO_FAULT_FOUND;
      case FINDING_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }
}
