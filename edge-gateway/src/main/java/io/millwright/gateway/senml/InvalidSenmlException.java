package io.millwright.gateway.senml;

/**
 * A pack that breaks a rule of RFC 8428; the message says which record, what, and what is right.
 */
public final class InvalidSenmlException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean tooManyRecords;

  InvalidSenmlException(String message) {
    this(message, false);
  }

  InvalidSenmlException(String message, boolean tooManyRecords) {
    // Bad input is expected and may come in masses: no stack trace.
    super(message, null, false, false);
    this.tooManyRecords = tooManyRecords;
  }

  /** Whether the pack is only too long, not wrong. */
  public boolean tooManyRecords() {
    return tooManyRecords;
  }
}
