package io.millwright.gateway.store;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that hands stored records to Kafka, at a set rate, oldest first, events before all.
 */
final class Drain implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Drain.class);
  private static final long TICK_MILLIS = 20;

  private final StoreAndForward store;
  private final Books books;
  private final double recordsPerNano;
  private final double burst;
  private final Thread thread = new Thread(this::run, "store-drain");
  private final ArrayDeque<Frame> ready = new ArrayDeque<>();

  /** What the ready ones are from. */
  private @Nullable Segment from;

  private double allowance;
  private boolean failing;
  private volatile boolean closing;

  Drain(StoreAndForward store, Books books, int recordsPerSecond) {
    this.store = store;
    this.books = books;
    this.recordsPerNano = recordsPerSecond / 1e9;
    this.burst = Math.max(1, recordsPerSecond / 10.0);
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long last = System.nanoTime();
    while (!closing) {
      try {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        long now = System.nanoTime();
        allowance = Math.min(burst, allowance + (now - last) * recordsPerNano);
        last = now;
        int allowed = store.backlogAllowed((int) allowance);
        while (allowed > 0 && !closing) {
          Segment segment = from;
          Frame frame = ready.poll();
          if (segment == null || frame == null) {
            if (!fetch()) {
              break;
            }
          } else if (store.forward(segment, frame)) {
            allowance--;
            allowed--;
          }
        }
      } catch (ClosedChannelException e) {
        // The segment has just been given up.
        ready.clear();
      } catch (InterruptedException e) {
        closing = true;
      } catch (IOException | RuntimeException e) {
        if (!failing) {
          LOGGER.atError().setCause(e).log("stored records could not be handed to Kafka");
        }
        failing = true;
      }
    }
  }

  /** Reads on in the first segment that has something to send. */
  private boolean fetch() throws IOException {
    Segment segment = null;
    int position = 0;
    synchronized (books.ledger()) {
      for (Segment candidate : books.log().all()) {
        if (!candidate.someWait()) {
          continue;
        }
        if (candidate.drainFrom() < candidate.end()) {
          segment = candidate;
          position = candidate.drainFrom();
          break;
        }
        // Nothing is ready either, or nothing would be fetched.
        books.unreadable(candidate);
      }
    }
    if (segment == null) {
      return false;
    }
    Segment.Part part = segment.read(position);
    synchronized (books.ledger()) {
      // Unless a record before it has come back meanwhile.
      if (segment.drainFrom() == position) {
        segment.drainFrom(part.next());
      }
    }
    from = segment;
    failing = false;
    ready.addAll(part.frames());
    return true;
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.interrupt();
    thread.join();
  }
}
