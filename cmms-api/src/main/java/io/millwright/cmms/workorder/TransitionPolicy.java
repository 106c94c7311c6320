package io.millwright.cmms.workorder;

import io.micronaut.http.HttpStatus;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.platform.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One rule about steps: silent, or the reason why not. */
interface TransitionPolicy {
  Optional<ProblemException> refusal(WorkOrder order, TransitionRequest request, Caller caller);

  /** All rules, in the order in which they speak. */
  static List<TransitionPolicy> all(Predicate<String> userExists) {
    return List.of(
        TransitionPolicy::stepExists,
        TransitionPolicy::roleMayTakeIt,
        (order, request, caller) -> assigneeIsNamed(order, request, caller, userExists),
        TransitionPolicy::findingIsGiven);
  }

  static Optional<ProblemException> stepExists(
      WorkOrder order, TransitionRequest request, Caller caller) {
    if (LifeCycle.step(order.status(), request.to()).isPresent()) {
      return Optional.empty();
    }
    List<WorkOrderStatus> possible = LifeCycle.from(order.status());
    return Optional.of(
        ProblemException.conflict(
            order.numberText()
                + " is "
                + order.status()
                + " and cannot become "
                + request.to()
                + (possible.isEmpty() ? ": it is finished" : ": possible are " + possible)));
  }

  static Optional<ProblemException> roleMayTakeIt(
      WorkOrder order, TransitionRequest request, Caller caller) {
    return LifeCycle.from(order.status(), caller.permissions()).contains(request.to())
        ? Optional.empty()
        : Optional.of(
            new ProblemException(
                HttpStatus.FORBIDDEN,
                "none of your roles "
                    + caller.roles()
                    + " may move a work order from "
                    + order.status()
                    + " to "
                    + request.to()));
  }

  static Optional<ProblemException> assigneeIsNamed(
      WorkOrder order, TransitionRequest request, Caller caller, Predicate<String> userExists) {
    String assignee = request.assignee();
    if (request.to() != WorkOrderStatus.ASSIGNED) {
      return assignee == null
          ? Optional.empty()
          : Optional.of(
              ProblemException.badRequest("assignee goes with ASSIGNED, not with " + request.to()));
    }
    if (assignee == null) {
      return order.assignee() == null
          ? Optional.of(ProblemException.badRequest("assignee is missing: who shall do the work?"))
          : Optional.empty();
    }
    if (!caller.permissions().contains(Permission.WORK_ORDER_ASSIGN)
        && !assignee.equals(caller.username())) {
      return Optional.of(
          new ProblemException(
              HttpStatus.FORBIDDEN,
              "your roles let you take work yourself, not give it to others"));
    }
    return userExists.test(assignee)
        ? Optional.empty()
        : Optional.of(ProblemException.badRequest("assignee '" + assignee + "' is not a user"));
  }

  static Optional<ProblemException> findingIsGiven(
      WorkOrder order, TransitionRequest request, Caller caller) {
    if (request.to() == WorkOrderStatus.COMPLETED && request.asFound() == null) {
      return Optional.of(
          ProblemException.badRequest(
              "asFound is missing: completing a work order says what was found"));
    }
    if (request.to() != WorkOrderStatus.COMPLETED && request.asFound() != null) {
      return Optional.of(
          ProblemException.badRequest("asFound goes with COMPLETED, not with " + request.to()));
    }
    return Optional.empty();
  }
}
