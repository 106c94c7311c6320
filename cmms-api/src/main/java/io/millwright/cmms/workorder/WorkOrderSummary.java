package io.millwright.cmms.workorder;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A work order in a list.
 *
 * @param trigger PREDICTION or MANUAL
 * @param raisedAt event time: the machines' clock
 * @param createdAt wall time
 * @param healthIndex of the asset when the order was raised, 0 to 1
 * @param failureProbability by the latest advisory for this order, 0 to 1
 */
@Serdeable
public record WorkOrderSummary(
    UUID id,
    String number,
    String assetTag,
    String assetName,
    String title,
    @Nullable String failureMode,
    WorkOrderStatus status,
    int priority,
    String trigger,
    Instant raisedAt,
    Instant createdAt,
    @Nullable Instant dueBy,
    @Nullable String assignee,
    @Nullable Double healthIndex,
    @Nullable Double failureProbability,
    @Nullable Double remainingLifeHours,
    long version) {}
