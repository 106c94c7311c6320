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

  private record Change(TenantId tenant, WorkOrderChange change) {}

  private final Database database;
  private final Sinks.Many<Change> sink = Sinks.many().multicast().directBestEffort();

  ChangeStream(Database database) {
    this.database = database;
  }

  /** Tells the tenant's watchers once the open transaction is committed. */
  public void publishAfterCommit(TenantId tenant, WorkOrderChange change) {
    database.afterCommit(
        () ->
            sink.emitNext(
                new Change(tenant, change),
                Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1))));
  }

  Flux<WorkOrderChange> changesOf(TenantId tenant) {
    return sink.asFlux()
        .filter(change -> change.tenant().equals(tenant))
        .map(Change::change)
        .onBackpressureBuffer(
            BUFFERED_PER_WATCHER, dropped -> {}, BufferOverflowStrategy.DROP_OLDEST);
  }

  @PreDestroy
  void close() {
    sink.tryEmitComplete();
  }
}
