package io.millwright.gateway.sparkplug;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real time, and one thread for what is due later. */
final class ThreadTimer implements HostTimer, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ThreadTimer.class);

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "sparkplug-timer");
            thread.setDaemon(true);
            return thread;
          });

  @Override
  public long micros() {
    return ReadingTimes.micros(Instant.now());
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the task reports its own failure
  public void after(Duration delay, Runnable task) {
    try {
      executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOGGER.atDebug().log("the Sparkplug host is closed already");
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOGGER.atError().setCause(e).log("a task of the Sparkplug host failed");
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
