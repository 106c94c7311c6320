package io.millwright.gateway.mqtt;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A will that waits for its delay; it is published once or not at all, on any thread. Once that is
 * decided nothing is left of it, neither its connection nor its place in the timer: a client that
 * comes and goes would fill the memory with them.
 */
final class PendingWill {
  /** Null = decided. */
  private final AtomicReference<@Nullable Runnable> publication;

  private volatile @Nullable Future<?> timer;

  PendingWill(Runnable publication) {
    this.publication = new AtomicReference<>(publication);
  }

  /** Is published after that time unless something else is decided before. */
  void publishAfter(Duration delay, EventExecutor executor) {
    timer = executor.schedule(this::publish, delay.toMillis(), TimeUnit.MILLISECONDS);
    if (publication.get() == null) {
      stopTimer();
    }
  }

  void publish() {
    Runnable decided = publication.getAndSet(null);
    if (decided != null) {
      stopTimer();
      decided.run();
    }
  }

  /** The client has come back in time. */
  void cancel() {
    publication.set(null);
    stopTimer();
  }

  private void stopTimer() {
    Future<?> running = timer;
    if (running != null) {
      try {
        running.cancel(false);
      } catch (RejectedExecutionException e) {
        // The gateway has stopped the timer already.
      }
    }
  }
}
