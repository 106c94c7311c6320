package io.millwright.gateway;

import io.micronaut.context.annotation.Requires;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;

/** Part of {@code /health}: down when readings can go neither to Kafka nor to the store. */
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
    if (problem == null) {
      healthStatus = HealthStatus.UP;
      return Map.of();
    }
    String storeProblem = gateway.storeProblem();
    healthStatus = storeProblem == null ? HealthStatus.UP : HealthStatus.DOWN;
    return storeProblem == null
        ? Map.of("problem", problem, "store", "keeps readings meanwhile")
        : Map.of("problem", problem, "store", storeProblem);
  }

  @Override
  protected String getName() {
    return "kafka";
  }
}
