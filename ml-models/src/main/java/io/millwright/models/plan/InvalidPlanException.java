package io.millwright.models.plan;

/**
 * A monitoring plan that cannot be used. The message names every fault with its place and what
 * would be right.
 */
public final class InvalidPlanException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidPlanException(String message) {
    super(message);
  }
}
