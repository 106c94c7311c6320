package io.millwright.cmms.plan;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Which plan comes back.
 *
 * @param version one that was in force for the class; without it the one that was in force before
 */
@Serdeable
record RollbackRequest(
    @NotBlank @Size(max = 128) String assetClass, @Nullable @Min(1) Integer version) {}
