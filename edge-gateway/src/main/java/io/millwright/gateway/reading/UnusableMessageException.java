package io.millwright.gateway.reading;

/** Carries a rejection out of a nested parser; never leaves this package. */
final class UnusableMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Rejection rejection;

  UnusableMessageException(Rejection.Kind kind, String reason) {
    // Bad input is expected and may come in masses: no stack trace.
    super(reason, null, false, false);
    this.rejection = new Rejection(kind, reason);
  }

  Rejection rejection() {
    return rejection;
  }
}
