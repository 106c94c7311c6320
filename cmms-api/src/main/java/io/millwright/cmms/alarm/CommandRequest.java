package io.millwright.cmms.alarm;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;

/** What someone asks for, and why. */
final class CommandRequest {
  private static final int REASON = 500;
  private static final String STORABLE = "[^\\u0000]*";

  private CommandRequest() {}

  /** For good, until it is taken back. */
  @Serdeable
  record WithReason(@NotBlank @Size(max = REASON) @Pattern(regexp = STORABLE) String reason) {}

  /** For a time, which ends by itself; wall time. */
  @Serdeable
  record ForATime(
      @NotNull Instant until,
      @NotBlank @Size(max = REASON) @Pattern(regexp = STORABLE) String reason) {}
}
