package io.millwright.cmms.workorder;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Work orders as the API shows them. */
final class WorkOrderView {
  private WorkOrderView() {}

  /**
   * A page of work orders.
   *
   * @param next cursor of the page after it
   * @param total how many there are in all; with the first page only
   */
  @Serdeable
  record Page(List<WorkOrderSummary> items, @Nullable String next, @Nullable Long total) {}

  /** One line of the history. */
  @Serdeable
  record HistoryEntry(
      Instant at,
      String by,
      @Nullable WorkOrderStatus from,
      WorkOrderStatus to,
      @Nullable String note) {}

  /** Evidence that came while the order was open. */
  @Serdeable
  record EvidenceUpdate(Instant at, String text) {}

  /** A closed work order for the same failure mode on an asset of the same class. */
  @Serdeable
  record Similar(
      UUID id,
      String number,
      String assetTag,
      Instant closedAt,
      AsFound.Finding finding,
      boolean componentReplaced) {}

  /** A work order with everything that explains it. */
  @Serdeable
  record Detail(
      @JsonUnwrapped WorkOrderSummary summary,
      String description,
      @Nullable Reason reason,
      List<String> checklist,
      @Nullable String recommendedAction,
      List<HistoryEntry> history,
      List<WorkOrderStatus> transitions,
      @Nullable AsFound asFound,
      List<EvidenceUpdate> evidenceUpdates,
      List<Similar> similar) {}
}
