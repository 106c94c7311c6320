package io.millwright.cmms.watchlist;

import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.platform.ProblemException;
import jakarta.validation.constraints.NotNull;

/** A crew budget that someone sets; see {@link CrewBudget}. */
@Serdeable
record SetCrewBudget(
    @NotNull Double hoursPerWeek,
    @NotNull Double hoursPerOrder,
    @NotNull Double urgentWithinHours) {

  /**
   * The budget, checked.
   *
   * @throws ProblemException 400
   */
  CrewBudget budget() {
    try {
      return new CrewBudget(hoursPerWeek, hoursPerOrder, urgentWithinHours);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest(e);
    }
  }
}
