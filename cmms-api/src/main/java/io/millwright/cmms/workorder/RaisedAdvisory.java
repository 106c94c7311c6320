package io.millwright.cmms.workorder;

import java.time.Instant;
import java.util.List;

/**
 * What a work order takes from an advisory.
 *
 * @param priority 1 emergency to 5 opportunity
 * @param raisedAt event time
 * @param dueBy event time
 */
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
    Reason reason) {}
