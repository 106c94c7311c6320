package io.millwright.models.release;

/** Bytes that are no model file, or no longer the one they were. */
public final class CorruptModelException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  CorruptModelException(String message) {
    super(message);
  }
}
