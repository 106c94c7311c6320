package io.millwright.cmms.watchlist;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.TenantId;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases from the watch list when something happened that may have made room, and every half
 * minute, as hours become free and things become due by the passing of time alone. Each instance of
 * the API does so; they do not release anything twice.
 */
@Context
final class CapacityCheck {
  private static final Logger LOGGER = LoggerFactory.getLogger(CapacityCheck.class);
  private static final Duration POLL = Duration.ofSeconds(30);

  private final Database database;
  private final WatchList watchList;
  private final CapacitySignal signal;
  private final Counter released;
  private final Thread thread = new Thread(this::run, "cmms-capacity-check");
  private volatile boolean running = true;

  CapacityCheck(
      Database database, WatchList watchList, CapacitySignal signal, MeterRegistry meters) {
    this.database = database;
    this.watchList = watchList;
    this.signal = signal;
    this.released = meters.counter("millwright.cmms.watch.list.released");
  }

  @PostConstruct
  void start() {
    thread.start();
  }

  @PreDestroy
  void close() throws InterruptedException {
    running = false;
    thread.interrupt();
    thread.join(Duration.ofSeconds(10).toMillis());
  }

  private void run() {
    try {
      while (running) {
        check(waiting());
        checkOnSignal(System.nanoTime() + POLL.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until then; however many signals come, all tenants have their turn after it. */
  private void checkOnSignal(long until) throws InterruptedException {
    long left = until - System.nanoTime();
    while (running && left > 0) {
      check(signal.await(Duration.ofNanos(left)));
      left = until - System.nanoTime();
    }
  }

  private void check(Collection<TenantId> tenants) {
    for (TenantId tenant : tenants) {
      try {
        released.increment(TenantContext.call(tenant, watchList::releaseDue));
      } catch (RuntimeException e) {
        later(e);
      }
    }
  }

  /** Those for whom something waits. */
  private List<TenantId> waiting() {
    try {
      return database.read(
          () ->
              database
                  .sql("select tenant from tenants_with_watch_items() as tenant order by tenant")
                  .list(row -> new TenantId(row.text("tenant"))));
    } catch (RuntimeException e) {
      later(e);
      return List.of();
    }
  }

  /** Whatever goes wrong, the next check comes: a thread that ended would be missed by nobody. */
  private void later(RuntimeException e) {
    if (running) {
      LOGGER
          .atWarn()
          .setCause(e)
          .log("watch list could not be released from, it will be tried again");
    }
  }
}
