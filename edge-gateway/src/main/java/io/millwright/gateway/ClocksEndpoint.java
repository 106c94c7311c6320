package io.millwright.gateway;

import io.micronaut.context.annotation.Requires;
import io.micronaut.management.endpoint.annotation.Endpoint;
import io.micronaut.management.endpoint.annotation.Read;
import io.millwright.gateway.quality.ClockSkews;
import java.util.List;
import java.util.Map;

/** {@code GET /clocks}: how far the clocks of sources are from the gateway's, the worst first. */
@Endpoint(id = "clocks", defaultEnabled = false, defaultSensitive = true)
@Requires(env = GatewayApplication.ENVIRONMENT)
final class ClocksEndpoint {
  /** Whoever looks wants the wrong ones. */
  private static final int MOST = 500;

  private final EdgeGateway gateway;

  ClocksEndpoint(EdgeGateway gateway) {
    this.gateway = gateway;
  }

  @Read
  Map<String, Object> clocks() {
    ClockSkews skews = gateway.clocks();
    List<Map<String, Object>> clocks =
        skews.worst(MOST).stream()
            .map(
                clock ->
                    Map.<String, Object>of(
                        "source", clock.source(), "behindSeconds", clock.skew().toMillis() / 1e3))
            .toList();
    return Map.of("watched", skews.watched(), "clocks", clocks);
  }
}
