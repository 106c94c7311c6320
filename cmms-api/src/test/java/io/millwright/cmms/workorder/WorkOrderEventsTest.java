package io.millwright.cmms.workorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.WorkOrderEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkOrderEventsTest {
  private static final Instant TIME = Instant.parse("2026-03-01T06:00:00Z");

  @ParameterizedTest
  @EnumSource
  void onlyDoneWorkTellsWhatWasFound(WorkOrderStatus status) {
    boolean done =
        List.of(WorkOrderStatus.COMPLETED, WorkOrderStatus.VERIFIED, WorkOrderStatus.CLOSED)
            .contains(status);

    WorkOrderEvent.Builder event = WorkOrderEvents.event(order(status), null, TIME);

    assertThat(event.getStatus().name()).isEqualTo(status.name());
    assertThat(event.getComponentReplaced()).isEqualTo(done);
    assertThat(event.getFinding())
        .isEqualTo(
            done ? WorkOrderEvent.Finding.CONFIRMED : WorkOrderEvent.Finding.FINDING_UNSPECIFIED);
  }

  private static WorkOrder order(WorkOrderStatus status) {
    return new WorkOrder(
        new UUID(0, 1),
        1,
        new TenantId("acme"),
        "engine-1",
        "Wear",
        "",
        "hpc-degradation",
        status,
        3,
        WorkOrder.PREDICTION,
        TIME,
        null,
        TIME,
        "advisory",
        null,
        null,
        "hpc-wear",
        null,
        null,
        null,
        List.of(),
        null,
        new AsFound(AsFound.Finding.CONFIRMED, true, null),
        5);
  }
}
