package io.millwright.cmms.watchlist;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.asset.Criticality;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The watch list and crew budgets as the API shows them. */
final class WatchListView {
  private WatchListView() {}

  /**
   * A page of what waits, by rank, or of what waits no more, the latest first.
   *
   * @param next cursor of the page after it
   */
  @Serdeable
  record Page(List<Item> items, @Nullable String next) {}

  /**
   * An item of the list.
   *
   * @param site whose crew it waits for; null = the organization's
   * @param rank among what waits for that crew, 1 = the next to be released; null = it does not
   *     wait
   * @param risk probability times the consequence of the asset's class, 0 to 1
   * @param basis what the probability rests on
   * @param why it waits, in words, or what became of it
   * @param raisedAt event time
   * @param dueBy event time
   * @param waitingSince wall time
   * @param advisories how many of its episode there were
   * @param endedAt wall time; null = it waits
   * @param endedBy who released or dismissed it; {@value WatchList#MILLWRIGHT} = it went by itself
   * @param explanation what the newest of them says
   */
  @Serdeable
  record Item(
      UUID id,
      String assetTag,
      String assetName,
      @Nullable Criticality criticality,
      @Nullable String site,
      String title,
      String failureMode,
      String explanation,
      WatchItem.State state,
      @Nullable Long rank,
      double risk,
      double probability,
      Risk.Basis basis,
      @Nullable Double remainingLifeHours,
      int priority,
      Instant raisedAt,
      Instant dueBy,
      Instant waitingSince,
      String why,
      long advisories,
      @Nullable Instant endedAt,
      @Nullable String endedBy,
      @Nullable UUID workOrderId,
      @Nullable String workOrderNumber,
      long version) {}

  /** What an advisory of the episode said; event time. */
  @Serdeable
  record Said(Instant at, String text) {}

  /** An item with all that was said of it. */
  @Serdeable
  record Detail(@JsonUnwrapped Item item, List<Said> said) {}

  /**
   * The budgets in force, the organization's first.
   *
   * @param sites those of assets, with a budget of their own or without
   */
  @Serdeable
  record Budgets(List<Budget> budgets, List<String> sites) {}

  /** An order that takes hours. */
  @Serdeable
  record Order(UUID id, String number) {}

  /**
   * A budget and how much of it is used.
   *
   * @param site null = the organization's
   * @param hoursPerWeek null = there is none, and the other figures are what one may begin with
   * @param usedHours may be more than there are: what is urgent does not wait
   * @param orders how many take hours
   * @param named the first of them
   * @param nextFreeAt when the first that is done no longer counts; null = none is done yet
   * @param waiting how many wait for this crew
   */
  @Serdeable
  record Budget(
      @Nullable String site,
      @Nullable Double hoursPerWeek,
      double hoursPerOrder,
      double urgentWithinHours,
      double usedHours,
      double freeHours,
      long orders,
      List<Order> named,
      @Nullable Instant nextFreeAt,
      long waiting,
      @Nullable Instant changedAt,
      @Nullable String changedBy,
      long version) {}
}
