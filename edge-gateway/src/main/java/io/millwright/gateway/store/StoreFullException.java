package io.millwright.gateway.store;

import java.io.IOException;

/** There is no room for a record, and nothing less important that could be given up for it. */
final class StoreFullException extends IOException {
  private static final long serialVersionUID = 1L;

  StoreFullException(String message) {
    super(message);
  }
}
