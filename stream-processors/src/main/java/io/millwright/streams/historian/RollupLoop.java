package io.millwright.streams.historian;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rolls up what is marked, on a connection of its own beside the one that writes. What is not
 * rolled up is read from the measurements, so it can be away for as long as it likes.
 */
final class RollupLoop implements Runnable {
  private static final Logger LOGGER = LoggerFactory.getLogger(RollupLoop.class);

  /** Late readings of one hour that trickle in have it rolled once in this time, not each time. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final long SHORT_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LONG_TURN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_HOURS = 8_192;

  private final HistorianConfig config;
  private final HistorianMetrics metrics;
  private final Clock clock;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Hours a turn: as many as can be rolled in a good half second. */
  private int hours = 64;

  private boolean failing;

  RollupLoop(HistorianConfig config, HistorianMetrics metrics, Clock clock) {
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public void run() {
    boolean needed = true;
    while (needed && closed.getCount() > 0) {
      needed = rollUntilFailure();
    }
  }

  /** Returns whether to go on, with another connection. */
  private boolean rollUntilFailure() {
    try (Rollups rollups = Rollups.open(config, clock)) {
      if (!rollups.needed()) {
        LOGGER.atInfo().log("rollups are refreshed by jobs of TimescaleDB");
        return false;
      }
      do {
        while (turn(rollups)) {
          LOGGER.atDebug().log("more hours are waiting");
        }
        failing = false;
        metrics.waiting(rollups.waiting());
      } while (!pause());
    } catch (SQLException | RuntimeException e) {
      metrics.rollFailed();
      hours = Math.max(1, hours / 2);
      if (!failing) {
        LOGGER
            .atError()
            .setCause(e)
            .log("historian cannot roll up: charts are read from the readings until it can");
      }
      failing = true;
      pause();
    }
    return true;
  }

  /** Returns whether there is more to do at once. */
  private boolean turn(Rollups rollups) throws SQLException {
    int most = hours;
    long begin = System.nanoTime();
    int rolled = rollups.turn(most);
    long nanos = System.nanoTime() - begin;
    if (rolled > 0) {
      metrics.rolled(rolled, nanos);
    }
    if (rolled < most) {
      return false;
    }
    if (nanos < SHORT_TURN_NANOS) {
      hours = Math.min(MOST_HOURS, hours * 2);
    } else if (nanos > LONG_TURN_NANOS) {
      hours = Math.max(1, hours / 2);
    }
    return closed.getCount() > 0;
  }

  /** Returns whether it was closed meanwhile. */
  private boolean pause() {
    try {
      return closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
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
