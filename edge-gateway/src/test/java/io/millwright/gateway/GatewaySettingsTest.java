package io.millwright.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millwright.gateway.coap.DtlsConfig;
import io.millwright.gateway.config.InvalidConfigException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GatewaySettingsTest {
  @Test
  void listensOnLoopbackWhenNothingIsSaid() {
    GatewayConfig config = GatewaySettings.read(Map.of());

    assertThat(requireNonNull(config.mqtt()).host()).isEqualTo("127.0.0.1");
    assertThat(requireNonNull(config.mqtt()).port()).isEqualTo(1883);
    assertThat(requireNonNull(config.mqtt()).maxPacketBytes()).isEqualTo(1_500_000);
    assertThat(requireNonNull(config.coap()).host()).isEqualTo("127.0.0.1");
    assertThat(requireNonNull(config.coap()).port()).isEqualTo(5683);
    assertThat(config.broker()).isNull();
    assertThat(config.kafka().bootstrapServers()).isEqualTo("localhost:9092");
  }

  @Test
  void readsEachPartByName() {
    GatewayConfig config =
        GatewaySettings.read(
            Map.of(
                "kafka.delivery-timeout", "PT30S",
                "coap.enabled", "false",
                "mqtt.max-in-flight", "10",
                "broker.url", "ssl://broker:8883",
                "broker.topic-filter", "$share/millwright/millwright/v1/+/+/measurements",
                "reading.max-ahead", "P400D"));

    assertThat(config.kafka().deliveryTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.coap()).isNull();
    assertThat(requireNonNull(config.mqtt()).maxInFlight()).isEqualTo(10);
    assertThat(requireNonNull(config.broker()).url()).isEqualTo("ssl://broker:8883");
    assertThat(config.limits().maxAhead()).isEqualTo(Duration.ofDays(400));
  }

  @Test
  void reportsEveryProblemAtOnce() {
    InvalidConfigException problem =
        catchThrowableOfType(
            InvalidConfigException.class,
            () ->
                GatewaySettings.read(
                    Map.of(
                        "mqtt.port", "65536",
                        "mqtt.max-packet-bytes", "10",
                        "coap.port", "many",
                        "coap.enabled", "yes",
                        "reading.max-readings", "0",
                        "broker.url", "mosquitto:1883",
                        "kafka.bootstrap-servers", "  ",
                        "mqtt.prot", "1")));

    assertThat(problem.problems())
        .anyMatch(line -> line.contains("mqtt.port must be between 0 and 65535, but was 65536"))
        .anyMatch(line -> line.contains("mqtt.max-packet-bytes must be between 1024 and 1500000"))
        .anyMatch(
            line -> line.contains("coap.port must be a whole number such as 5683, but was 'many'"))
        .anyMatch(line -> line.contains("coap.enabled must be true or false, but was 'yes'"))
        .anyMatch(line -> line.contains("reading.max-readings must be between 1 and 100000"))
        .anyMatch(line -> line.contains("broker.url must be like tcp://host:1883"))
        .anyMatch(line -> line.contains("there is no setting 'mqtt.prot'"))
        .hasSize(7);
  }

  @Test
  void opensCoapOverDtlsOnlyWhenAsked() {
    GatewayConfig silent = GatewaySettings.read(Map.of());
    GatewayConfig asked =
        GatewaySettings.read(Map.of("coap.dtls.enabled", "true", "coap.host", "0.0.0.0"));

    assertThat(requireNonNull(silent.coap()).dtls()).isNull();
    assertThat(requireNonNull(asked.coap()).dtls())
        .isEqualTo(new DtlsConfig("0.0.0.0", 5684, 6, 5_000));
  }

  @Test
  void doesNotShowThePasswordOfTheBroker() {
    GatewayConfig config =
        GatewaySettings.read(
            Map.of("broker.url", "tcp://broker:1883", "broker.password", "s3cret"));

    assertThat(config.toString()).doesNotContain("s3cret");
  }
}
