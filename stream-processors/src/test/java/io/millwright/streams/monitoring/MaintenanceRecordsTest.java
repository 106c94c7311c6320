package io.millwright.streams.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.wire.WorkOrderEvent;
import io.millwright.contracts.wire.WorkOrderEvent.Finding;
import io.millwright.contracts.wire.WorkOrderEvent.Status;
import io.millwright.models.monitor.MaintenanceRecord;
import io.millwright.models.monitor.MaintenanceRecord.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaintenanceRecordsTest {

  @ParameterizedTest
  @CsvSource({
    "NEW,         STATUS_UNSPECIFIED, FINDING_UNSPECIFIED, OPEN",
    "ASSIGNED,    NEW,                FINDING_UNSPECIFIED, OPEN",
    "IN_PROGRESS, COMPLETED,          FINDING_UNSPECIFIED, OPEN",
    "COMPLETED,   IN_PROGRESS,        CONFIRMED,           FAULT_MENDED",
    "COMPLETED,   IN_PROGRESS,        OTHER_FAULT,         FAULT_MENDED",
    "COMPLETED,   IN_PROGRESS,        NO_FAULT_FOUND,      NO_FAULT_FOUND",
    "CLOSED,      IN_PROGRESS,        CONFIRMED,           FAULT_MENDED",
    "CLOSED,      IN_PROGRESS,        NO_FAULT_FOUND,      NO_FAULT_FOUND",
    "CANCELLED,   ASSIGNED,           FINDING_UNSPECIFIED, CANCELLED",
    // said already when it was completed, at an earlier time
    "VERIFIED,    COMPLETED,          CONFIRMED,           ",
    "CLOSED,      VERIFIED,           CONFIRMED,           ",
    "CLOSED,      COMPLETED,          NO_FAULT_FOUND,      ",
    "COMPLETED,   IN_PROGRESS,        FINDING_UNSPECIFIED, ",
  })
  void tellsTheMonitorWhatChangedForTheMachine(
      Status status, Status previous, Finding finding, Kind kind) {
    MaintenanceRecord record = MaintenanceRecords.of(event(status, previous, finding));

    assertThat(record == null ? null : record.kind()).isEqualTo(kind);
  }

  @Test
  void handsOverTimeModeRuleAndReplacement() {
    assertThat(
            MaintenanceRecords.of(event(Status.COMPLETED, Status.IN_PROGRESS, Finding.CONFIRMED)))
        .isEqualTo(new MaintenanceRecord(42, "wear-out", "wear-foreseen", Kind.FAULT_MENDED, true));
  }

  @ParameterizedTest
  @CsvSource({
    "COMPLETED,   IN_PROGRESS, CONFIRMED,      true",
    "COMPLETED,   IN_PROGRESS, NO_FAULT_FOUND, true",
    "IN_PROGRESS, COMPLETED,   CONFIRMED,      false",
    "ASSIGNED,    IN_PROGRESS, CONFIRMED,      false",
    "CANCELLED,   IN_PROGRESS, CONFIRMED,      false",
  })
  void aReplacementIsToldOnlyWithTheWorkThatIsDone(
      Status status, Status previous, Finding finding, boolean replaced) {
    assertThat(MaintenanceRecords.of(event(status, previous, finding)))
        .isNotNull()
        .extracting(MaintenanceRecord::componentReplaced)
        .isEqualTo(replaced);
  }

  private static WorkOrderEvent event(Status status, Status previous, Finding finding) {
    return WorkOrderEvent.newBuilder()
        .setStatus(status)
        .setPrevious(previous)
        .setFinding(finding)
        .setFailureMode("wear-out")
        .setRule("wear-foreseen")
        .setComponentReplaced(true)
        .setTimeMicros(42)
        .build();
  }
}
