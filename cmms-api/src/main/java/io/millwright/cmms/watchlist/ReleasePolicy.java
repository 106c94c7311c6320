package io.millwright.cmms.watchlist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which advisories of one crew are released now, and in what order: emergencies and what is due
 * soon whatever the budget, then by rank while there is room. Without a budget all are. Pure: the
 * same question has the same answer.
 */
final class ReleasePolicy {

  /** Why one does not wait. */
  enum Why {
    NO_BUDGET("no crew budget is set"),
    EMERGENCY("an emergency does not wait for capacity"),
    DUE_SOON("it is due too soon to wait for capacity"),
    ROOM("the crew has room for it");

    final String words;

    Why(String words) {
      this.words = words;
    }
  }

  /** One that is released. */
  record Release(Candidate candidate, Why why) {}

  /**
   * The answer.
   *
   * @param released in the order of release
   * @param waiting by rank
   */
  record Decision(List<Release> released, List<Candidate> waiting) {
    Optional<Why> releases(UUID id) {
      return released.stream()
          .filter(release -> release.candidate().id().equals(id))
          .map(Release::why)
          .findFirst();
    }
  }

  private ReleasePolicy() {}

  /**
   * Decides.
   *
   * @param budget null = none is set
   * @param orders that take hours from it now
   * @param candidates all of the crew that are urgent, and at least as many of the first in rank as
   *     there is room for
   */
  static Decision decide(
      @Nullable CrewBudget budget, long orders, Collection<Candidate> candidates) {
    List<Candidate> ranked = candidates.stream().sorted(Candidate.RANK).toList();
    List<Release> released = new ArrayList<>();
    if (budget == null) {
      ranked.forEach(candidate -> released.add(new Release(candidate, Why.NO_BUDGET)));
      return new Decision(released, List.of());
    }
    List<Candidate> patient = new ArrayList<>();
    for (Candidate candidate : ranked) {
      urgency(budget, candidate)
          .ifPresentOrElse(
              why -> released.add(new Release(candidate, why)), () -> patient.add(candidate));
    }
    int room = Math.min(budget.room(orders + released.size()), patient.size());
    patient.subList(0, room).forEach(candidate -> released.add(new Release(candidate, Why.ROOM)));
    return new Decision(released, List.copyOf(patient.subList(room, patient.size())));
  }

  private static Optional<Why> urgency(CrewBudget budget, Candidate candidate) {
    if (candidate.priority() == 1) {
      return Optional.of(Why.EMERGENCY);
    }
    double hoursLeft =
        Duration.between(candidate.machineNow(), candidate.dueBy()).toSeconds() / 3600.0;
    return hoursLeft <= budget.urgentWithinHours() ? Optional.of(Why.DUE_SOON) : Optional.empty();
  }
}
