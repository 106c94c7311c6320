package io.millwright.gateway.reading;

/** Carries a rejection out of a nested parser; a decoder catches it. */
public final class UnusableMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Rejection rejection;

  public UnusableMessageException(Rejection.Kind kind, String reason) {
    // Bad input is expected and may come in masses: no stack trace.
    super(reason, null, false, false);
    this.rejection = new Rejection(kind, reason);
  }

  public Rejection rejection() {
    return rejection;
  }
}
