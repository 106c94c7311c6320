package io.millwright.cmms.workorder;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a work order takes from an advisory.
 *
 * @param priority 1 emergency to 5 opportunity
 * @param raisedAt event time
 * @param dueBy event time
 * @param likelihood of the failure mode by its symptoms, 0 to 1; null = not known
 */
@Serdeable
public record RaisedAdvisory(
    String id,
    String assetTag,
    String failureMode,
    int priority,
    Instant raisedAt,
    Instant dueBy,
    String title,
    String recommendedAction,
    List<String> checklist,
    Reason reason,
    @Nullable Double likelihood) {}
