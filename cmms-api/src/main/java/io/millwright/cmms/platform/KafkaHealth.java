package io.millwright.cmms.platform;

import io.micronaut.context.annotation.Requires;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Up when a broker answers within two seconds. */
@Singleton
@Requires(property = "millwright.kafka.enabled", notEquals = "false")
final class KafkaHealth implements HealthIndicator {
  private static final int PATIENCE_MILLIS = 2000;

  private final KafkaConfig config;
  private @Nullable Admin admin;

  KafkaHealth(KafkaConfig config) {
    this.config = config;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Mono.fromCallable(this::ask)
        .onErrorResume(
            e ->
                Mono.just(
                    HealthResult.builder("kafka", HealthStatus.DOWN)
                        .details(Map.of("reason", String.valueOf(e.getMessage())))
                        .build()))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private HealthResult ask() throws Exception {
    int brokers =
        admin()
            .describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS))
            .nodes()
            .get(PATIENCE_MILLIS + 500, TimeUnit.MILLISECONDS)
            .size();
    return HealthResult.builder("kafka", HealthStatus.UP)
        .details(Map.of("brokers", brokers))
        .build();
  }

  private synchronized Admin admin() {
    if (admin == null) {
      admin = Admin.create(config.client("cmms-health"));
    }
    return admin;
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
