package io.millwright.cmms.workorder;

import static io.millwright.cmms.access.Permission.WORK_ORDER_CANCEL;
import static io.millwright.cmms.access.Permission.WORK_ORDER_CLOSE;
import static io.millwright.cmms.access.Permission.WORK_ORDER_VERIFY;
import static io.millwright.cmms.access.Permission.WORK_ORDER_WORK;
import static io.millwright.cmms.workorder.WorkOrderStatus.ASSIGNED;
import static io.millwright.cmms.workorder.WorkOrderStatus.CANCELLED;
import static io.millwright.cmms.workorder.WorkOrderStatus.CLOSED;
import static io.millwright.cmms.workorder.WorkOrderStatus.COMPLETED;
import static io.millwright.cmms.workorder.WorkOrderStatus.IN_PROGRESS;
import static io.millwright.cmms.workorder.WorkOrderStatus.NEW;
import static io.millwright.cmms.workorder.WorkOrderStatus.VERIFIED;

import io.millwright.cmms.access.Permission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The states of a work order and who may move it.
 *
 * <pre>
 * NEW -> ASSIGNED -> IN_PROGRESS -> COMPLETED -> VERIFIED -> CLOSED
 *            ^  handed |    ^  rework  |
 *            +---back--+    +----------+
 * NEW, ASSIGNED, IN_PROGRESS -> CANCELLED
 * </pre>
 */
final class LifeCycle {
  /** One step, and the permission it needs. */
  record Step(WorkOrderStatus from, WorkOrderStatus to, Permission permission) {}

  static final List<Step> STEPS =
      List.of(
          new Step(NEW, ASSIGNED, WORK_ORDER_WORK),
          new Step(ASSIGNED, IN_PROGRESS, WORK_ORDER_WORK),
          new Step(IN_PROGRESS, ASSIGNED, WORK_ORDER_WORK),
          new Step(IN_PROGRESS, COMPLETED, WORK_ORDER_WORK),
          new Step(COMPLETED, VERIFIED, WORK_ORDER_VERIFY),
          new Step(COMPLETED, IN_PROGRESS, WORK_ORDER_VERIFY),
          new Step(VERIFIED, CLOSED, WORK_ORDER_CLOSE),
          new Step(NEW, CANCELLED, WORK_ORDER_CANCEL),
          new Step(ASSIGNED, CANCELLED, WORK_ORDER_CANCEL),
          new Step(IN_PROGRESS, CANCELLED, WORK_ORDER_CANCEL));

  private LifeCycle() {}

  static Optional<Step> step(WorkOrderStatus from, WorkOrderStatus to) {
    return STEPS.stream().filter(step -> step.from() == from && step.to() == to).findFirst();
  }

  /** Where a work order in that state can go at all. */
  static List<WorkOrderStatus> from(WorkOrderStatus status) {
    return STEPS.stream().filter(step -> step.from() == status).map(Step::to).toList();
  }

  /** Where someone with these permissions can move it. */
  static List<WorkOrderStatus> from(WorkOrderStatus status, Set<Permission> permissions) {
    return STEPS.stream()
        .filter(step -> step.from() == status && permissions.contains(step.permission()))
        .map(Step::to)
        .toList();
  }
}
