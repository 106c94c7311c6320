package io.millwright.cmms.workorder;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** A step that someone wants a work order to take. */
@Serdeable
record TransitionRequest(
    @NotNull WorkOrderStatus to,
    @Nullable @Size(max = 4000) String note,
    @Nullable @Size(max = 254) String assignee,
    @Nullable @Valid AsFound asFound) {}
