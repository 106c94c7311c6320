package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.source.SourceStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Several brokers at a time, each a real Mosquitto, as the sources file names them. */
@ExtendWith(KafkaExtension.class)
final class BrokersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private final EmbeddedKafka kafka;
  private Mosquitto north;
  private Mosquitto south;
  private @Nullable ApplicationContext context;

  BrokersIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void start() throws Exception {
    Path passwords = folder.resolve("passwords");
    Programs.output(
        Programs.find("mosquitto_passwd", "mosquitto"),
        "-b",
        "-c",
        passwords.toString(),
        "millwright",
        "right");
    north = Mosquitto.start(own("north"), Mosquitto.freePort(), "allow_anonymous true");
    south =
        Mosquitto.start(
            own("south"),
            Mosquitto.freePort(),
            "allow_anonymous false\npassword_file " + passwords);
  }

  private Path own(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  private void startGateway(String southPassword) throws IOException {
    Path sources = folder.resolve("sources.yml");
    Files.writeString(
        sources,
        """
        broker:
          - name: north
            url: tcp://127.0.0.1:%d
          - name: south
            url: tcp://127.0.0.1:%d
            user: {name: millwright, password: %s}
        """
            .formatted(north.port(), south.port(), southPassword));
    context =
        ApplicationContext.builder()
            .environments(GatewayApplication.ENVIRONMENT)
            .deduceEnvironment(false)
            .properties(
                Map.of(
                    "micronaut.server.port",
                    "-1",
                    "millwright.gateway.kafka.bootstrap-servers",
                    kafka.direct(),
                    "millwright.gateway.devices.copy",
                    folder.resolve("registry").toString(),
                    "millwright.gateway.store.directory",
                    folder.resolve("store").toString(),
                    "millwright.gateway.sources.file",
                    sources.toString(),
                    "millwright.gateway.mqtt.enabled",
                    "false",
                    "millwright.gateway.http.ingest.port",
                    "0",
                    "millwright.gateway.coap.enabled",
                    "false"))
            .start();
  }

  private EdgeGateway gateway() {
    return requireNonNull(context).getBean(EdgeGateway.class);
  }

  @AfterEach
  void stop() throws Exception {
    if (context != null) {
      context.close();
    }
    north.close();
    south.close();
  }

  private SourceStatus status(String name) {
    return gateway().sources().stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private String get(String path) throws Exception {
    EmbeddedServer http = requireNonNull(context).getBean(EmbeddedServer.class).start();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(http.getURL() + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static void publish(int port, String asset, int value) throws Exception {
    try (var device = new RawMqttDevice(port, "plc-" + asset)) {
      device
          .sendBody(asset, ("{\"values\":{\"n\":" + value + "}}").getBytes(UTF_8))
          .get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void oneBrokerDiesAndReturnsWhileTheOtherGoesOn() throws Exception {
    startGateway("right");
    await()
        .atMost(PATIENCE)
        .until(() -> status("broker:north").connected() && status("broker:south").connected());
    publish(north.port(), "brokers-n", 1);
    await().atMost(PATIENCE).until(() -> gateway().counters().readingsAcknowledged() == 1);

    int port = north.port();
    north.close();
    await().atMost(PATIENCE).until(() -> !status("broker:north").connected());
    Programs.output(
        Programs.find("mosquitto_pub", "mosquitto-clients"),
        "-p",
        Integer.toString(south.port()),
        "-u",
        "millwright",
        "-P",
        "right",
        "-q",
        "1",
        "-t",
        "millwright/v1/demo/brokers-s/measurements",
        "-m",
        "{\"values\":{\"n\":2}}");
    await().atMost(PATIENCE).until(() -> gateway().counters().readingsAcknowledged() == 2);
    await().atMost(PATIENCE).until(() -> status("broker:north").failures() > 0);
    assertThat(status("broker:north").problem())
        .startsWith("cannot connect to tcp://127.0.0.1:" + port);
    assertThat(status("broker:south").connected()).isTrue();

    north = Mosquitto.start(own("north"), port, "allow_anonymous true");
    await().atMost(PATIENCE).until(() -> status("broker:north").connected());
    publish(north.port(), "brokers-n", 3);

    await().atMost(PATIENCE).until(() -> gateway().counters().readingsAcknowledged() == 3);
    assertThat(get("/ledger"))
        .contains("\"broker:north/millwright/v1/demo/brokers-n/measurements\"")
        .contains("\"broker:south/millwright/v1/demo/brokers-s/measurements\"");
    assertThat(get("/prometheus"))
        .contains("millwright_gateway_source_connected{source=\"broker:south\"} 1.0")
        .contains(
            "millwright_gateway_source_ended_total{reason=\"lost\",source=\"broker:north\"} 1.0");
  }

  @Test
  void aWrongPasswordIsTheReasonThatHealthShowsAndTheOtherBrokerIsRead() throws Exception {
    startGateway("wrong-one");
    await()
        .atMost(PATIENCE)
        .until(() -> status("broker:north").connected() && status("broker:south").failures() > 0);

    String health = get("/health");

    assertThat(health)
        .contains("\"broker:north\":{\"connected\":true,")
        .contains("\"broker:south\":{\"connected\":false,")
        .contains("the broker refuses user 'millwright' (0x87): check user name and password")
        .doesNotContain("wrong-one");
    publish(north.port(), "brokers-n2", 1);
    await().atMost(PATIENCE).until(() -> gateway().counters().readingsAcknowledged() == 1);
  }
}
