package io.millwright.cmms.workorder;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What the technician found: the label that models learn from. */
@Serdeable
record AsFound(
    @NotNull Finding finding,
    @NotNull Boolean componentReplaced,
    @Nullable @Size(max = 4000) String note) {

  /** Whether the advisory was right. */
  enum Finding {
    /** The fault that the advisory named was there. */
    CONFIRMED,
    OTHER_FAULT,
    NO_FAULT_FOUND
  }
}
