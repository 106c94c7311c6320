package io.millwright.models.expression;

/** A text that is no expression; the message says where and what would be right. */
public final class InvalidExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidExpressionException(String message) {
    super(message);
  }
}
