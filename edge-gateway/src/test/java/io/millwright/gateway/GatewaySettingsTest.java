package io.millwright.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millwright.contracts.device.SecretBox;
import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.coap.DtlsConfig;
import io.millwright.gateway.config.InvalidConfigException;
import io.millwright.gateway.device.AccessConfig;
import io.millwright.gateway.mqtt.MqttConfig;
import io.millwright.gateway.net.TlsConfig;
import io.millwright.gateway.publish.Lanes;
import io.millwright.gateway.registry.Allowance;
import io.millwright.gateway.sparkplug.SparkplugConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GatewaySettingsTest {
  @Test
  void listensOnLoopbackWhenNothingIsSaid() {
    GatewayConfig config = GatewaySettings.read(Map.of());

    assertThat(requireNonNull(config.mqtt()).host()).isEqualTo("127.0.0.1");
    assertThat(requireNonNull(config.mqtt()).port()).isEqualTo(1883);
    assertThat(requireNonNull(config.mqtt()).maxPacketBytes()).isEqualTo(1_500_000);
    assertThat(requireNonNull(config.coap()).host()).isEqualTo("127.0.0.1");
    assertThat(requireNonNull(config.coap()).port()).isEqualTo(5683);
    assertThat(config.sources().brokers()).isEmpty();
    assertThat(config.sparkplug()).isEqualTo(SparkplugConfig.defaults());
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
                "broker.topic-filters",
                    "$share/a/millwright/v1/+/+/measurements, millwright/v1/b/#",
                "reading.max-ahead", "P400D"));

    assertThat(config.kafka().deliveryTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.coap()).isNull();
    assertThat(requireNonNull(config.mqtt()).maxInFlight()).isEqualTo(10);
    assertThat(config.sources().brokers())
        .singleElement()
        .satisfies(
            broker -> {
              assertThat(broker.name()).isEqualTo("plant");
              assertThat(broker.url()).isEqualTo("ssl://broker:8883");
              assertThat(broker.topicFilters())
                  .containsExactly("$share/a/millwright/v1/+/+/measurements", "millwright/v1/b/#");
            });
    assertThat(config.limits().maxAhead()).isEqualTo(Duration.ofDays(400));
  }

  @Test
  void takesReadingsOfSixHoursAgoForOldUnlessItIsTold() {
    assertThat(GatewaySettings.read(Map.of()).lanes()).isEqualTo(Lanes.DEFAULTS);
    assertThat(GatewaySettings.read(Map.of("backfill-after", "PT48H")).lanes())
        .isEqualTo(new Lanes(Duration.ofDays(2)));
    assertThatThrownBy(() -> GatewaySettings.read(Map.of("backfill-after", "PT0S")))
        .hasMessageContaining("backfill-after must be");
  }

  @Test
  void readsTlsWhereItIsEnabledAndSaysWhatIsMissing() {
    GatewayConfig config =
        GatewaySettings.read(
            Map.of(
                "mqtt.tls.enabled", "true",
                "mqtt.tls.host", "0.0.0.0",
                "mqtt.tls.certificate-file", "/tls/gateway.pem",
                "mqtt.tls.key-file", "/tls/gateway-key.pem",
                "mqtt.tls.client-auth", "required",
                "mqtt.tls.client-ca-file", "/tls/ca.pem"));
    assertThat(requireNonNull(requireNonNull(config.mqtt()).tls()))
        .isEqualTo(
            new MqttConfig.TlsPort(
                "0.0.0.0",
                8883,
                TlsConfig.of("/tls/gateway.pem", "/tls/gateway-key.pem")
                    .withClients(TlsConfig.ClientCertificates.REQUIRED, "/tls/ca.pem")));
    assertThat(requireNonNull(config.http()).tls()).isNull();
    assertThat(requireNonNull(config.http()).host()).isEqualTo("127.0.0.1");

    InvalidConfigException problem =
        catchThrowableOfType(
            InvalidConfigException.class,
            () ->
                GatewaySettings.read(
                    Map.of(
                        "mqtt.tls.enabled", "true",
                        "http.ingest.tls.enabled", "true",
                        "http.ingest.tls.certificate-file", "a.pem",
                        "http.ingest.tls.key-file", "a-key.pem",
                        "http.ingest.tls.client-auth", "always")));
    assertThat(problem.problems())
        .containsExactlyInAnyOrder(
            "mqtt.tls.certificate-file must not be empty",
            "mqtt.tls.key-file must not be empty",
            "http.ingest.tls.client-auth must be none, optional or required, but was 'always'");
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
                        "devices.access", "closed",
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
        .anyMatch(
            line ->
                line.contains("devices.access must be auto, open or registered, but was 'closed'"))
        .hasSize(8);
  }

  @Test
  void readsWhomItLetsIn() {
    String key = SecretBox.newKey();

    AccessConfig access =
        GatewaySettings.read(
                Map.of(
                    "devices.access", "registered",
                    "devices.key", key,
                    "devices.auto-provision", "true",
                    "devices.copy", "/var/lib/registry",
                    "devices.messages-per-second", "7"))
            .access();

    assertThat(access)
        .isEqualTo(
            new AccessConfig(
                AccessConfig.Mode.REGISTERED,
                key,
                new Allowance(7, 50_000, 0),
                true,
                Path.of("/var/lib/registry")));
    assertThat(GatewaySettings.read(Map.of()).access().autoProvision()).isNull();
  }

  @Test
  void readsHowSparkplugNamesAssets() {
    GatewayConfig config =
        GatewaySettings.read(
            Map.of(
                "sparkplug.tenant", "acme",
                "sparkplug.device-asset", "{node}:{device}",
                "broker.url", "tcp://broker:1883",
                "sparkplug.at-broker", "true"));

    assertThat(requireNonNull(config.sparkplug()).tenant()).isEqualTo("acme");
    assertThat(requireNonNull(config.sparkplug()).deviceAsset()).isEqualTo("{node}:{device}");
    assertThat(config.sources().brokers().get(0).sparkplug()).isTrue();
    assertThat(GatewaySettings.read(Map.of("sparkplug.enabled", "false")).sparkplug()).isNull();
  }

  @Test
  void saysWhatIsWrongWithSparkplugSettings() {
    InvalidConfigException problem =
        catchThrowableOfType(
            InvalidConfigException.class,
            () ->
                GatewaySettings.read(
                    Map.of(
                        "sparkplug.host-id", "a/b",
                        "sparkplug.tenant", "ACME",
                        "sparkplug.node-asset", "{node} {device}",
                        "sparkplug.device-asset", "{node}",
                        "sparkplug.reorder-timeout", "PT0S",
                        "sparkplug.max-nodes", "0")));

    assertThat(problem.problems())
        .anyMatch(line -> line.contains("sparkplug.host-id must be 1 to 128 characters"))
        .anyMatch(line -> line.contains("sparkplug.tenant: tenant 'ACME' is not valid"))
        .anyMatch(line -> line.contains("sparkplug.node-asset cannot hold {device}"))
        .anyMatch(
            line -> line.contains("sparkplug.node-asset '{node} {device}' makes no valid tag"))
        .anyMatch(line -> line.contains("sparkplug.device-asset must hold {device}"))
        .anyMatch(line -> line.contains("sparkplug.reorder-timeout must be between"))
        .anyMatch(line -> line.contains("sparkplug.max-nodes must be between 1"))
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
  void readsABrokerBesideThoseOfTheSourcesFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("sources.yml");
    Files.writeString(
        file,
        """
        broker:
          - {name: hall-2, url: "tcp://hall-2:1883"}
          - {name: plant, url: "tcp://plant:1883", sparkplug: true}
        """);

    GatewayConfig config =
        GatewaySettings.read(
            Map.of(
                "sources.file", file.toString(),
                "broker.name", "hall-1",
                "broker.url", "tcp://hall-1:1883"));

    assertThat(config.sources().brokers().stream().map(BrokerConfig::name))
        .containsExactly("hall-2", "plant", "hall-1");
    assertThat(config.sources().brokers().get(0).topicFilters())
        .containsExactly("millwright/v1/+/+/measurements/#", "millwright/v1/+/+/waveforms/#");
    InvalidConfigException problem =
        catchThrowableOfType(
            InvalidConfigException.class,
            () ->
                GatewaySettings.read(
                    Map.of(
                        "sources.file", file.toString(),
                        "sparkplug.enabled", "false",
                        "broker.url", "tcp://plant:1883")));
    assertThat(problem.problems())
        .anyMatch(line -> line.equals("there are two brokers with the name 'plant'"))
        .anyMatch(line -> line.contains("have the client id 'millwright-gateway': give each"))
        .anyMatch(line -> line.contains("but sparkplug.enabled is false"));
  }

  @Test
  void doesNotShowThePasswordOfTheBroker() {
    GatewayConfig config =
        GatewaySettings.read(
            Map.of("broker.url", "tcp://broker:1883", "broker.password", "s3cret"));

    assertThat(config.toString()).doesNotContain("s3cret");
  }
}
