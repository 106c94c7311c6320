package io.millwright.gateway.store;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that notices that Kafka has gone away. It does nothing else: whatever is read from the
 * disk or written to it meanwhile, devices must not wait for that.
 */
final class Watch implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Watch.class);
  private static final long TICK_MILLIS = 20;

  private final StoreAndForward store;
  private final Thread thread = new Thread(this::run, "store-watch");
  private volatile boolean closing;

  Watch(StoreAndForward store) {
    this.store = store;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (!closing) {
      try {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        store.look();
      } catch (InterruptedException e) {
        closing = true;
      } catch (RuntimeException e) {
        LOGGER.atError().setCause(e).log("it could not be seen whether Kafka answers");
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.interrupt();
    thread.join();
  }
}
