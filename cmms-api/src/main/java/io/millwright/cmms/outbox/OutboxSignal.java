package io.millwright.cmms.outbox;

import io.millwright.cmms.platform.Database;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes the relay when something was committed, so that it need not ask the database all the time.
 */
@Singleton
final class OutboxSignal {
  private final Database database;
  private final Semaphore raised = new Semaphore(0);

  OutboxSignal(Database database) {
    this.database = database;
  }

  void raiseAfterCommit() {
    database.afterCommit(this::raise);
  }

  void raise() {
    raised.release();
  }

  /** Returns when the signal is raised, or after that time. */
  void await(Duration atMost) throws InterruptedException {
    if (raised.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      raised.drainPermits();
    }
  }
}
