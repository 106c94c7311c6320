package io.millwright.gateway.source;

import io.millwright.contracts.wire.AssetEvent;
import io.millwright.gateway.reading.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one source from its actual to its desired state, which is connected.
 *
 * <pre>
 *  connecting --opened--> connected --lost, or silent for too long--> waiting --> connecting
 *       \------------------failed-------------------------------------^
 * </pre>
 *
 * Each end is written down as a DEATH of the source's assets with the time of the last sign of
 * life, each connection as a BIRTH, so that nobody takes a gap for a calm machine.
 */
final class SupervisedSource implements Runnable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SupervisedSource.class);

  /** A connection that ends sooner has not shown that it works: the back-off goes on. */
  private static final Duration PROVEN_AFTER = Duration.ofSeconds(10);

  private final Source source;
  private final SourceFeed feed;
  private final Backoff backoff = new Backoff(ThreadLocalRandom.current());

  /** Of the connection that is open; null = none. */
  private volatile @Nullable Watch connection;

  private volatile int failures;
  private volatile @Nullable String problem;

  /** Since when nothing has come, microseconds; 0 = there was no connection yet. */
  private long gapFromMicros;

  SupervisedSource(Source source) {
    this.source = source;
    this.feed = source.feed();
    feed.meters().watch(() -> connection);
  }

  SourceStatus status() {
    Watch watch = connection;
    return new SourceStatus(
        feed.name(),
        watch != null,
        watch == null ? Duration.ZERO : watch.silence(),
        failures,
        problem);
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        attempt();
        Duration wait = backoff.next();
        LOGGER
            .atInfo()
            .addKeyValue("source", feed.name())
            .addKeyValue("waitMillis", wait.toMillis())
            .log("connecting to the source again later");
        TimeUnit.MILLISECONDS.sleep(wait.toMillis());
      }
    } catch (InterruptedException e) {
      // The supervisor is closing, and this thread ends here.
      LOGGER.atDebug().addKeyValue("source", feed.name()).log("the source is closed");
    }
  }

  private void attempt() throws InterruptedException {
    Watch watch = new Watch();
    boolean born = false;
    String end = "the gateway stops";
    long beganNanos = System.nanoTime();
    try (Source.Connection open = source.open(watch)) {
      connection = watch;
      born = true;
      failures = 0;
      birth();
      open.begin();
      beganNanos = System.nanoTime();
      end = watch.awaitEnd(source.patience());
    } catch (SourceUnavailableException e) {
      end = String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      // A fault in a library must not end the supervision of the source.
      LOGGER.atWarn().setCause(e).addKeyValue("source", feed.name()).log("the source failed");
      end = e.toString();
    } finally {
      connection = null;
      problem = end;
      if (born) {
        death(watch.heardMicros(), end);
      }
    }
    if (!born) {
      failures++;
    } else if (System.nanoTime() - beganNanos > PROVEN_AFTER.toNanos()) {
      backoff.reset();
    }
    feed.meters().ended(born);
    LOGGER
        .atWarn()
        .addKeyValue("source", feed.name())
        .addKeyValue("reason", end)
        .log(born ? "lost the source" : "cannot connect to the source");
  }

  private void birth() {
    LOGGER.atInfo().addKeyValue("source", feed.name()).log("connected to the source");
    long now = Micros.now();
    if (gapFromMicros == 0) {
      feed.eventOfAllAssets(AssetEvent.Kind.BIRTH, now, "CONNECTED", "");
    } else {
      feed.eventOfAllAssets(
          AssetEvent.Kind.BIRTH,
          now,
          "GAP",
          "nothing was read from " + time(gapFromMicros) + " to " + time(now));
    }
  }

  private void death(long heardMicros, String reason) {
    gapFromMicros = heardMicros;
    feed.eventOfAllAssets(AssetEvent.Kind.DEATH, heardMicros, "DISCONNECTED", reason);
  }

  private static Instant time(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }
}
