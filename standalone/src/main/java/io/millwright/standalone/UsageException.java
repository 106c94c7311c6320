package io.millwright.standalone;

/**
 * The caller asked for something that cannot be: the message says what, where, and what would be
 * right.
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
