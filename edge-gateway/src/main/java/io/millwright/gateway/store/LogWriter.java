package io.millwright.gateway.store;

import io.millwright.gateway.publish.OutboundRecord.Priority;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes the log: what has come while it waited for the disk goes down together.
 * Between two groups it writes a snapshot of the books every now and then.
 */
final class LogWriter implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(LogWriter.class);
  private static final int LARGEST_GROUP = 10_000;
  private static final long SAVE_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Books books;
  private final Ended ended;
  private final LinkedBlockingQueue<Parcel> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "store-writer");
  private long savedNanos = System.nanoTime();
  private volatile boolean works = true;
  private volatile boolean closing;

  /** Hears what became of a parcel. */
  interface Ended {
    /**
     * It is safe, or it is not.
     *
     * @param failure null = it is
     */
    void ended(Parcel parcel, @Nullable Exception failure);
  }

  LogWriter(Books books, Ended ended) {
    this.books = books;
    this.ended = ended;
  }

  void start() {
    thread.start();
  }

  void add(Parcel parcel) {
    if (closing && !thread.isAlive()) {
      refuse(List.of(parcel), new IOException("the gateway is stopping"));
      return;
    }
    queue.add(parcel);
  }

  /** Whether the last attempt to write succeeded. */
  boolean works() {
    return works;
  }

  private void run() {
    List<Parcel> group = new ArrayList<>();
    while (!closing || !queue.isEmpty()) {
      try {
        Parcel first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          group.add(first);
          queue.drainTo(group, LARGEST_GROUP);
          write(group);
        }
        saveIfDue();
      } catch (InterruptedException e) {
        closing = true;
      } catch (RuntimeException e) {
        // Without this thread nothing would ever be kept again.
        LOGGER.atError().setCause(e).log("the store could not be written");
        refuse(group, e);
      }
      group.clear();
    }
  }

  private void write(List<Parcel> group) {
    for (Priority priority : Priority.values()) {
      List<Parcel> left =
          group.stream().filter(parcel -> parcel.record.priority() == priority).toList();
      while (!left.isEmpty()) {
        int done;
        try {
          done = books.log().append(priority, left, books);
          works = true;
        } catch (IOException e) {
          if (works) {
            LOGGER.atError().setCause(e).log("the store takes no records");
          }
          works = false;
          refuse(left, e);
          break;
        }
        for (Parcel parcel : left.subList(0, done)) {
          tell(parcel, null);
        }
        left = left.subList(done, left.size());
      }
    }
  }

  private void refuse(List<Parcel> parcels, Exception cause) {
    for (Parcel parcel : parcels) {
      synchronized (books.ledger()) {
        parcel.toBeStored = false;
      }
      tell(parcel, cause);
    }
  }

  private void tell(Parcel parcel, @Nullable Exception failure) {
    try {
      ended.ended(parcel, failure);
    } catch (RuntimeException e) {
      LOGGER.atError().setCause(e).log("somebody could not be told what became of a record");
    }
  }

  private void saveIfDue() {
    long now = System.nanoTime();
    if (now - savedNanos < SAVE_INTERVAL_NANOS) {
      return;
    }
    savedNanos = now;
    try {
      books.save();
    } catch (IOException e) {
      LOGGER.atError().setCause(e).log("the snapshot of the ledger could not be written");
    }
  }

  /** Writes what is left, and ends. */
  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.join();
    refuse(List.copyOf(queue), new IOException("the gateway is stopping"));
  }
}
