package io.millwright.cmms.workorder;

import org.jspecify.annotations.Nullable;

/**
 * A work order was opened or took a step, in the transaction that is still open: listeners that
 * throw undo it.
 *
 * @param predicted whether an advisory opened it, not a person
 * @param opened whether it is new
 * @param by who did it
 */
public record WorkOrderMoved(
    String assetTag,
    @Nullable String failureMode,
    boolean predicted,
    boolean opened,
    WorkOrderStatus to,
    String by) {}
