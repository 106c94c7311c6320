package io.millwright.cmms.asset;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.series.ConditionState;
import io.millwright.cmms.workorder.WorkOrderSummary;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Assets as the API shows them. */
final class AssetView {
  private AssetView() {}

  /** A page of assets, the worst first. */
  @Serdeable
  record Page(List<Item> items, @Nullable String next) {}

  /** The newest condition; hours of event time. */
  @Serdeable
  record Health(
      @Nullable Double index,
      Instant at,
      ConditionState state,
      @Nullable Double failureProbability,
      @Nullable Double remainingLifeHours,
      @Nullable Double remainingLifeLowHours,
      @Nullable Double remainingLifeHighHours) {}

  /**
   * An asset in a list.
   *
   * @param criticality null = nobody has said
   * @param autoProvisioned whether it was registered because a device or an advisory named it
   * @param lastReadingAt event time
   */
  @Serdeable
  record Item(
      String tag,
      String name,
      String assetClass,
      @Nullable String site,
      @Nullable Criticality criticality,
      boolean autoProvisioned,
      @Nullable Health health,
      long openWorkOrders,
      @Nullable Instant lastReadingAt) {}

  /** The monitoring plan in force. */
  @Serdeable
  record PlanInForce(String id, int version) {}

  /** An asset with its points, its plan and its newest work orders. */
  @Serdeable
  record Detail(
      @JsonUnwrapped Item item,
      List<MeasurementPoint> points,
      @Nullable PlanInForce plan,
      List<WorkOrderSummary> workOrders) {}
}
