package io.millwright.streams.historian;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares the months to come and removes what is not kept any longer, on a connection of its own
 * beside the one that writes.
 */
final class KeepingLoop implements Runnable {
  private static final Logger LOGGER = LoggerFactory.getLogger(KeepingLoop.class);

  /** How often the settings and the calendar are looked at. */
  private static final Duration ROUND = Duration.ofMinutes(10);

  /** When somebody was in the way, or something failed. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final int BATCH = 10_000;

  private final HistorianConfig config;
  private final HistorianMetrics metrics;
  private final Clock clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean failing;

  KeepingLoop(HistorianConfig config, HistorianMetrics metrics, Clock clock) {
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public void run() {
    while (closed.getCount() > 0) {
      try (Keeping keeping = Keeping.open(config, clock, BATCH)) {
        Duration until;
        do {
          keeping.prepareMonths();
          until = remove(keeping);
          failing = false;
        } while (!pause(until));
      } catch (SQLException | RuntimeException e) {
        metrics.keepFailed();
        if (!failing) {
          LOGGER
              .atError()
              .setCause(e)
              .log("historian cannot prepare months or remove what is not kept: trying again");
        }
        failing = true;
        pause(PAUSE);
      }
    }
  }

  /** Removes what it can now, and says when to look again. */
  private Duration remove(Keeping keeping) throws SQLException {
    long partitions = 0;
    long rows = 0;
    long held = 0;
    Keeping.Turn turn = keeping.move();
    while (turn == Keeping.Turn.MORE) {
      long begin = System.nanoTime();
      turn = keeping.turn();
      Keeping.Removed removed = keeping.removed();
      partitions += removed.partitions();
      rows += removed.rows();
      held = removed.held();
      metrics.kept(removed, turn != Keeping.Turn.DONE);
      // At most half of the time, so that it is not in the way of those who write.
      if (turn == Keeping.Turn.MORE && pause(Duration.ofNanos(System.nanoTime() - begin))) {
        turn = Keeping.Turn.LATER;
      }
    }
    if (partitions + rows > 0) {
      LOGGER
          .atInfo()
          .addKeyValue("partitions", partitions)
          .addKeyValue("rows", rows)
          .log("removed what is older than what its site keeps");
    }
    if (held > 0) {
      LOGGER
          .atWarn()
          .addKeyValue("points", held)
          .log(
              "readings wait to be rolled up before they are removed: with TimescaleDB, refresh its continuous aggregates by hand");
    }
    return turn == Keeping.Turn.LATER && held == 0 ? PAUSE : ROUND;
  }

  /** Returns whether it was closed meanwhile. */
  private boolean pause(Duration time) {
    try {
      return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
      return true;
    }
  }

  /** Stops after the turn that is under way. */
  void close() {
    closed.countDown();
  }
}
