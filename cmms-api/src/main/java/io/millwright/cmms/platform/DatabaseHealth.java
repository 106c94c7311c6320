package io.millwright.cmms.platform;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Up when a transaction gets an answer from PostgreSQL. */
@Singleton
final class DatabaseHealth implements HealthIndicator {
  private final Database database;

  DatabaseHealth(Database database) {
    this.database = database;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Mono.fromCallable(this::ask)
        .onErrorResume(
            e ->
                Mono.just(
                    HealthResult.builder("database", HealthStatus.DOWN)
                        .details(Map.of("reason", String.valueOf(e.getMessage())))
                        .build()))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private HealthResult ask() {
    database.read(() -> database.sql("select 1 as one").one(row -> row.integer("one")));
    return HealthResult.builder("database", HealthStatus.UP).build();
  }
}
