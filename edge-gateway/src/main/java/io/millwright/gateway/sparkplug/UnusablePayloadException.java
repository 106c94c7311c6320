package io.millwright.gateway.sparkplug;

import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.reading.Shown;

/** Carries a rejection out of a nested reader; never leaves this package. */
final class UnusablePayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Rejection rejection;
  private final boolean sessionInDoubt;

  private UnusablePayloadException(Rejection rejection, boolean sessionInDoubt) {
    // Bad input is expected and may come in masses: no stack trace.
    super(rejection.reason(), null, false, false);
    this.rejection = rejection;
    this.sessionInDoubt = sessionInDoubt;
  }

  UnusablePayloadException(Rejection.Kind kind, String reason) {
    this(new Rejection(kind, reason), false);
  }

  /** A message that does not fit the births that have been seen. */
  static UnusablePayloadException doesNotFitBirth(String reason) {
    return new UnusablePayloadException(
        new Rejection(Rejection.Kind.CONTENT, reason + ": asked the edge node for a rebirth"),
        true);
  }

  /** A message of an edge node that has no session. */
  static UnusablePayloadException withoutBirth(EdgeNodeId node) {
    return doesNotFitBirth(
        "edge node '"
            + Shown.text(node.toString())
            + "' has sent no NBIRTH since the gateway started or since its death");
  }

  Rejection rejection() {
    return rejection;
  }

  /** Whether only a rebirth can make the edge node's messages readable again. */
  boolean sessionInDoubt() {
    return sessionInDoubt;
  }
}
