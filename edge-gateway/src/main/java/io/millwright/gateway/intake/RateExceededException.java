package io.millwright.gateway.intake;

import java.time.Duration;

/**
 * A message that was not kept because its device sends more than it may. It is not rejected: sent
 * again later, it is as good as any.
 */
public final class RateExceededException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  RateExceededException(String source, Duration retryAfter) {
    // Comes in masses: no stack trace.
    super(
        source
            + " sends more than it may: send it again after "
            + Math.max(1, retryAfter.toMillis())
            + " ms, or raise the limits of the device",
        null,
        false,
        false);
    this.retryAfter = retryAfter;
  }

  /** How long the device should wait. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
