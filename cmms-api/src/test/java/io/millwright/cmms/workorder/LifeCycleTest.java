package io.millwright.cmms.workorder;

import static io.millwright.cmms.workorder.WorkOrderStatus.ASSIGNED;
import static io.millwright.cmms.workorder.WorkOrderStatus.CANCELLED;
import static io.millwright.cmms.workorder.WorkOrderStatus.CLOSED;
import static io.millwright.cmms.workorder.WorkOrderStatus.COMPLETED;
import static io.millwright.cmms.workorder.WorkOrderStatus.IN_PROGRESS;
import static io.millwright.cmms.workorder.WorkOrderStatus.NEW;
import static io.millwright.cmms.workorder.WorkOrderStatus.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.cmms.access.Role;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole matrix, written down a second time. */
class LifeCycleTest {
  private static final Map<WorkOrderStatus, Set<WorkOrderStatus>> POSSIBLE =
      new EnumMap<>(
          Map.of(
              NEW, Set.of(ASSIGNED, CANCELLED),
              ASSIGNED, Set.of(IN_PROGRESS, CANCELLED),
              IN_PROGRESS, Set.of(COMPLETED, ASSIGNED, CANCELLED),
              COMPLETED, Set.of(VERIFIED, IN_PROGRESS),
              VERIFIED, Set.of(CLOSED),
              CLOSED, Set.of(),
              CANCELLED, Set.of()));

  @ParameterizedTest
  @EnumSource(WorkOrderStatus.class)
  void onlyTheDocumentedStepsExist(WorkOrderStatus from) {
    assertThat(LifeCycle.from(from))
        .containsExactlyInAnyOrderElementsOf(POSSIBLE.getOrDefault(from, Set.of()));
    for (WorkOrderStatus to : WorkOrderStatus.values()) {
      assertThat(LifeCycle.step(from, to).isPresent())
          .as(from + " to " + to)
          .isEqualTo(POSSIBLE.getOrDefault(from, Set.of()).contains(to));
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aRoleTakesTheStepsOfItsTrade(Role role) {
    assertThat(steps(role, NEW))
        .containsExactlyInAnyOrderElementsOf(
            switch (role) {
              case ADMIN, PLANNER -> List.of(ASSIGNED, CANCELLED);
              case TECHNICIAN -> List.of(ASSIGNED);
              case RELIABILITY, VIEWER -> List.<WorkOrderStatus>of();
            });
    assertThat(steps(role, COMPLETED))
        .containsExactlyInAnyOrderElementsOf(
            switch (role) {
              case ADMIN, PLANNER, RELIABILITY -> List.of(VERIFIED, IN_PROGRESS);
              case TECHNICIAN, VIEWER -> List.<WorkOrderStatus>of();
            });
    assertThat(steps(role, VERIFIED))
        .containsExactlyInAnyOrderElementsOf(
            switch (role) {
              case ADMIN, PLANNER -> List.of(CLOSED);
              case TECHNICIAN, RELIABILITY, VIEWER -> List.<WorkOrderStatus>of();
            });
  }

  private static List<WorkOrderStatus> steps(Role role, WorkOrderStatus from) {
    return LifeCycle.from(from, Role.permissionsOf(Set.of(role)));
  }
}
