package io.millwright.gateway;

import io.millwright.gateway.http.HttpConfig;
import java.time.Duration;

final class HttpIT extends DeviceContract {
  @Override
  GatewayConfig config(GatewayConfig local) {
    HttpConfig defaults = HttpConfig.defaults();
    return local.withHttp(
        new HttpConfig(
            defaults.host(),
            defaults.port(),
            defaults.maxBodyBytes(),
            defaults.maxConnections(),
            defaults.maxReceivingBytes(),
            defaults.requestTimeout(),
            // Longer than the tests keep Kafka away.
            Duration.ofMinutes(2),
            defaults.retryAfter(),
            null));
  }

  @Override
  Device connect(EdgeGateway gateway) {
    return new HttpDevice(gateway.httpPort());
  }

  @Override
  String reasonOfBrokenBody() {
    return "value of point 'n' is the text \"abc\": send a number";
  }

  @Override
  String protocol() {
    return "http";
  }
}
