package io.millwright.gateway;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.MediaType;
import io.micronaut.management.endpoint.annotation.Endpoint;
import io.micronaut.management.endpoint.annotation.Read;

/** {@code GET /ledger}: what came from each source and where it is. */
@Endpoint(id = "ledger", defaultEnabled = false, defaultSensitive = true)
@Requires(env = GatewayApplication.ENVIRONMENT)
final class LedgerEndpoint {
  private final EdgeGateway gateway;

  LedgerEndpoint(EdgeGateway gateway) {
    this.gateway = gateway;
  }

  @Read(produces = MediaType.APPLICATION_JSON)
  String ledger() {
    return gateway.ledger().toJson();
  }
}
