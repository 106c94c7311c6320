package io.millwright.cmms.stream;

import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.platform.Database;
import io.millwright.contracts.asset.TenantId;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What changed in this process, for those who watch now. It promises nothing to who is slow or
 * connected to another instance: the console asks again every few seconds anyway.
 */
@Singleton
public final class ChangeStream {
  private static final int BUFFERED_PER_WATCHER = 256;

  /** A work order is new or changed. */
  @Serdeable
  public record WorkOrderChange(UUID id, String number, String status, long version) {}

  /** The alarm of a detector is in another state, or was announced anew. */
  @Serdeable
  public record AlarmChange(String asset, String detector, String state) {}

  /** A sensor of an asset cannot be believed, or can again. */
  @Serdeable
  public record InstrumentChange(String asset, String point) {}

  /** What waits for a crew is new, changed or gone from the list. */
  @Serdeable
  public record WatchListChange(UUID id, String state) {}

  /** Something that changed, and the name of its event. */
  record Change(TenantId tenant, String event, Object what) {}

  private final Database database;
  private final Sinks.Many<Change> sink = Sinks.many().multicast().directBestEffort();

  ChangeStream(Database database) {
    this.database = database;
  }

  /** Tells the tenant's watchers once the open transaction is committed. */
  public void publishAfterCommit(TenantId tenant, WorkOrderChange change) {
    publishAfterCommit(new Change(tenant, "work-order", change));
  }

  /** Tells the tenant's watchers once the open transaction is committed. */
  public void publishAfterCommit(TenantId tenant, AlarmChange change) {
    publishAfterCommit(new Change(tenant, "alarm", change));
  }

  /** Tells the tenant's watchers once the open transaction is committed. */
  public void publishAfterCommit(TenantId tenant, InstrumentChange change) {
    publishAfterCommit(new Change(tenant, "instrument", change));
  }

  /** Tells the tenant's watchers once the open transaction is committed. */
  public void publishAfterCommit(TenantId tenant, WatchListChange change) {
    publishAfterCommit(new Change(tenant, "watch-list", change));
  }

  private void publishAfterCommit(Change change) {
    database.afterCommit(
        () -> sink.emitNext(change, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1))));
  }

  Flux<Change> changesOf(TenantId tenant) {
    return sink.asFlux()
        .filter(change -> change.tenant().equals(tenant))
        .onBackpressureBuffer(
            BUFFERED_PER_WATCHER, dropped -> {}, BufferOverflowStrategy.DROP_OLDEST);
  }

  @PreDestroy
  void close() {
    sink.tryEmitComplete();
  }
}
