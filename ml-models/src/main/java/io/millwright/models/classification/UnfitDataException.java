package io.millwright.models.classification;

/** Data cannot be learned from or tested on: the message says why, and what would be right. */
public final class UnfitDataException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public UnfitDataException(String message) {
    super(message);
  }
}
