package io.millwright.cmms.plan;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/**
 * Two plans to be compared.
 *
 * @param before the old document; without it the plan in force for the class of the new one
 * @param after the new document
 */
@Serdeable
record DiffRequest(@Nullable String before, @NotBlank String after) {}
