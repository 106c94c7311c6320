package io.millwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a program of its own, with its settings file. */
@ExtendWith(KafkaExtension.class)
final class GatewayApplicationIT {
  private final EmbeddedKafka kafka;
  private @TempDir Path folder;

  GatewayApplicationIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @Test
  void showsItsHealthAndMetricsAndTakesMessages() throws Exception {
    try (ApplicationContext context =
        ApplicationContext.builder()
            .environments(GatewayApplication.ENVIRONMENT)
            .deduceEnvironment(false)
            .properties(
                Map.of(
                    "micronaut.server.port", "-1",
                    "millwright.gateway.kafka.bootstrap-servers", kafka.throughNetwork(),
                    "millwright.gateway.devices.copy", folder.resolve("registry").toString(),
                    "millwright.gateway.store.directory", folder.resolve("store").toString(),
                    "millwright.gateway.mqtt.port", "0",
                    "millwright.gateway.http.ingest.port", "0",
                    "millwright.gateway.coap.enabled", "false"))
            .start()) {
      EmbeddedServer http = context.getBean(EmbeddedServer.class).start();
      // Nobody outside may reach it unless its owner says so.
      if (System.getenv("MQTT_HOST") == null && System.getenv("COAP_HOST") == null) {
        assertThat(context.getProperty("millwright.gateway.mqtt.host", String.class))
            .hasValue("127.0.0.1");
        assertThat(context.getProperty("millwright.gateway.coap.host", String.class))
            .hasValue("127.0.0.1");
      }
      EdgeGateway gateway = context.getBean(EdgeGateway.class);
      try (var device = new RawMqttDevice(gateway.mqttPort(), "app")) {
        device.send("app-1", 1_763_683_200_000L, 1).get(20, TimeUnit.SECONDS);
      }

      HttpResponse<String> health = get(http, "/health");
      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.body()).contains("\"kafka\":{\"name\":\"edge-gateway\",\"status\":\"UP\"");
      assertThat(get(http, "/prometheus").body())
          .contains("millwright_gateway_readings_acknowledged_total{protocol=\"mqtt\"} 1.0");

      HttpResponse<String> ledger = get(http, "/ledger");
      assertThat(ledger.statusCode()).isEqualTo(200);
      assertThat(ledger.body())
          .contains("\"source\":\"mqtt:app\"")
          .contains("\"readings\":{\"received\":1,\"kept\":1,\"forwarded\":1,");

      assertThat(get(http, "/clocks").body())
          .startsWith("{\"")
          .contains("\"watched\":1")
          .contains("\"source\":\"mqtt:app\"")
          .contains("\"behindSeconds\":");

      kafka.network().hold();
      HttpResponse<String> withoutKafka = get(http, "/health");
      kafka.network().pass();
      // Nothing is lost meanwhile, and a restart would not bring Kafka back.
      assertThat(withoutKafka.statusCode()).isEqualTo(200);
      assertThat(withoutKafka.body())
          .contains("Kafka does not answer within PT3S")
          .contains("keeps readings meanwhile");
    }
  }

  private static HttpResponse<String> get(EmbeddedServer http, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(http.getURL() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
