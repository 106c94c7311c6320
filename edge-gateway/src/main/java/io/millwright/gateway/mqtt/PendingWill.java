package io.millwright.gateway.mqtt;

import java.util.concurrent.atomic.AtomicBoolean;

/** A will that waits for its delay; it is published once or not at all, on any thread. */
final class PendingWill {
  private final Runnable publication;
  private final AtomicBoolean decided = new AtomicBoolean();

  PendingWill(Runnable publication) {
    this.publication = publication;
  }

  void publish() {
    if (decided.compareAndSet(false, true)) {
      publication.run();
    }
  }

  /** The client has come back in time. */
  void cancel() {
    decided.set(true);
  }
}
