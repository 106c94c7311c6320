package io.millwright.cmms.workorder;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A work order that a person opens. */
@Serdeable
record OpenWorkOrder(
    @NotBlank @Size(max = 128) String assetTag,
    @NotBlank @Size(max = 200) String title,
    @Nullable @Size(max = 8000) String description,
    @Min(1) @Max(5) int priority,
    @Nullable @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._:-]{0,127}") String failureMode,
    @Nullable Instant dueBy) {}
