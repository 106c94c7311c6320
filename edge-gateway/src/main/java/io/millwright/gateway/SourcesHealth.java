package io.millwright.gateway;

import io.micronaut.context.annotation.Requires;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.millwright.gateway.source.SourceStatus;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Part of {@code /health}: how each source is. Always UP, because a restart of the gateway would
 * not bring back a PLC that is away.
 */
@Singleton
@Requires(env = GatewayApplication.ENVIRONMENT)
final class SourcesHealth extends AbstractHealthIndicator<Map<String, Object>> {
  private final EdgeGateway gateway;

  SourcesHealth(EdgeGateway gateway) {
    this.gateway = gateway;
  }

  @Override
  protected Map<String, Object> getHealthInformation() {
    healthStatus = HealthStatus.UP;
    Map<String, Object> sources = new LinkedHashMap<>();
    for (SourceStatus source : gateway.sources()) {
      sources.put(source.name(), details(source));
    }
    return sources;
  }

  private static Map<String, Object> details(SourceStatus source) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("connected", source.connected());
    if (source.connected()) {
      details.put("silentSeconds", source.silence().toMillis() / 1000.0);
    } else {
      details.put("failures", source.failures());
      if (source.problem() != null) {
        details.put("problem", source.problem());
      }
    }
    return details;
  }

  @Override
  protected String getName() {
    return "sources";
  }
}
