package io.millwright.cmms.workorder;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A work order as it is stored.
 *
 * @param origin PREDICTION or MANUAL
 * @param raisedAt event time
 * @param reason JSON of a {@link Reason}
 */
record WorkOrder(
    UUID id,
    int number,
    TenantId tenant,
    String assetTag,
    String title,
    String description,
    @Nullable String failureMode,
    WorkOrderStatus status,
    int priority,
    String origin,
    Instant raisedAt,
    @Nullable Instant dueBy,
    Instant createdAt,
    String createdBy,
    @Nullable String assignee,
    @Nullable String advisoryId,
    @Nullable String rule,
    @Nullable Double failureProbability,
    @Nullable Double remainingLifeHours,
    @Nullable String reason,
    List<String> checklist,
    @Nullable String recommendedAction,
    @Nullable AsFound asFound,
    long version) {
  static final String PREDICTION = "PREDICTION";
  static final String MANUAL = "MANUAL";

  /** The number people use. */
  String numberText() {
    return "WO-%06d".formatted(number);
  }

  AssetKey asset() {
    return AssetKey.of(tenant.value(), assetTag);
  }
}
