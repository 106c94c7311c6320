package io.millwright.simulators.replay;

/** A replay stopped before every row was answered. */
public final class ReplayFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ReplayFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
