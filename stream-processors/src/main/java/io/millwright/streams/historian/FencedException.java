package io.millwright.streams.historian;

/** Another instance has written from the same partition: its offset is not where we left it. */
final class FencedException extends Exception {
  private static final long serialVersionUID = 1L;

  FencedException(String message) {
    super(message);
  }
}
