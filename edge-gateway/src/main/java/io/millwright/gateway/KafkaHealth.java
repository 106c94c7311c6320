package io.millwright.gateway;

import io.micronaut.context.annotation.Requires;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;

/** Part of {@code /health}: without Kafka nothing is acknowledged. */
@Singleton
@Requires(env = GatewayApplication.ENVIRONMENT)
final class KafkaHealth extends AbstractHealthIndicator<Map<String, Object>> {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final EdgeGateway gateway;

  KafkaHealth(EdgeGateway gateway) {
    this.gateway = gateway;
  }

  @Override
  protected Map<String, Object> getHealthInformation() {
    String problem = gateway.kafkaProblem(PATIENCE);
    healthStatus = problem == null ? HealthStatus.UP : HealthStatus.DOWN;
    return problem == null ? Map.of() : Map.of("problem", problem);
  }

  @Override
  protected String getName() {
    return "kafka";
  }
}
