package io.millwright.cmms.device;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Above these a gateway slows the device down or refuses; 0 = the gateway's default. */
@Serdeable
record DeviceLimits(
    @Min(0) @Max(1_000_000) int messagesPerSecond,
    @Min(0) @Max(100_000_000) int readingsPerSecond,
    @Min(0) @Max(16 * 1024 * 1024) int maxMessageBytes) {
  static final DeviceLimits OF_THE_GATEWAY = new DeviceLimits(0, 0, 0);
}
