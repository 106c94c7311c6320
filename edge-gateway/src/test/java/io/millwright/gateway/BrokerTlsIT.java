package io.millwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.broker.BrokerSource;
import io.millwright.gateway.broker.BrokerTls;
import io.millwright.gateway.config.InvalidConfigException;
import io.millwright.gateway.intake.ScriptedIntake;
import io.millwright.gateway.net.TestCertificates;
import io.millwright.gateway.source.SourceStatus;
import io.millwright.gateway.source.SourceSupervisor;
import io.millwright.gateway.topic.TopicRoutes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Mosquitto that wants TLS and a client certificate, and several gateways on it. */
final class BrokerTlsIT {
  @TempDir private Path directory;
  private TestCertificates certificates;
  private Process mosquitto;
  private int port;

  @BeforeEach
  void start() throws Exception {
    String program = Programs.find("mosquitto", "mosquitto");
    certificates = TestCertificates.in(directory);
    certificates.clientCertificate("gateway");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    // Mosquitto gives up root's rights, and then must still reach its files.
    Path settings = directory.resolve("mosquitto.conf");
    Files.writeString(
        settings,
        """
        user root
        listener %d 127.0.0.1
        allow_anonymous true
        require_certificate true
        cafile %s
        certfile %s
        keyfile %s
        """
            .formatted(
                port,
                certificates.file("ca.pem"),
                certificates.file("server.pem"),
                certificates.file("server-key.pem")));
    mosquitto =
        new ProcessBuilder(program, "-c", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("mosquitto.log").toFile())
            .start();
    await().until(this::answers);
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void stop() throws Exception {
    mosquitto.destroy();
    mosquitto.waitFor(10, TimeUnit.SECONDS);
  }

  private SourceSupervisor link(String clientId, ScriptedIntake intake, BrokerTls tls) {
    BrokerConfig defaults = BrokerConfig.of("ssl://localhost:" + port, clientId);
    BrokerConfig config =
        new BrokerConfig(
            defaults.name(),
            defaults.url(),
            clientId,
            List.of("$share/gateways/millwright/v1/+/+/measurements/#"),
            null,
            null,
            defaults.receiveMaximum(),
            defaults.sessionExpiry(),
            tls,
            false);
    TopicRoutes routes = new TopicRoutes(intake, List.of());
    return SourceSupervisor.start(
        List.of(BrokerSource.ofReadings(config, routes, intake, new SimpleMeterRegistry())));
  }

  private static SourceStatus status(SourceSupervisor link) {
    return link.statuses().get(0);
  }

  private BrokerTls own() {
    return new BrokerTls(
        certificates.file("ca.pem"),
        certificates.file("gateway.pem"),
        certificates.file("gateway-key.pem"));
  }

  @Test
  void sharesTheMessagesOfTheBrokerAmongGateways() throws Exception {
    ScriptedIntake one = new ScriptedIntake();
    ScriptedIntake two = new ScriptedIntake();
    try (SourceSupervisor first = link("gateway-1", one, own());
        SourceSupervisor second = link("gateway-2", two, own())) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> status(first).connected() && status(second).connected());
      for (int i = 0; i < 10; i++) {
        Programs.output(
            Programs.find("mosquitto_pub", "mosquitto-clients"),
            "-h",
            "localhost",
            "-p",
            Integer.toString(port),
            "--cafile",
            certificates.file("ca.pem"),
            "--cert",
            certificates.file("gateway.pem"),
            "--key",
            certificates.file("gateway-key.pem"),
            "-q",
            "1",
            "-t",
            "millwright/v1/demo/press-7/measurements",
            "-m",
            "{\"values\":{\"n\":" + i + "}}");
      }
      await().until(() -> one.size() + two.size() == 10);
      assertThat(one.size()).isPositive();
      assertThat(two.size()).isPositive();
    }
  }

  @Test
  void staysOutsideWithoutItsCertificateOrWithABrokerOfAnotherAuthority() throws Exception {
    ScriptedIntake intake = new ScriptedIntake();
    try (SourceSupervisor noCertificate =
            link("gateway-1", intake, new BrokerTls(certificates.file("ca.pem"), null, null));
        SourceSupervisor noTrust = link("gateway-2", intake, BrokerTls.DEFAULT)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> status(noCertificate).failures() > 1 && status(noTrust).failures() > 1);
      assertThat(status(noTrust).problem())
          .startsWith("cannot connect to ssl://localhost:" + port)
          .contains("certification path");
      assertThat(status(noCertificate).problem()).startsWith("cannot connect to ssl://");
    }
  }

  @Test
  void doesNotStartWithAFileThatIsNotUsable() {
    assertThatThrownBy(
            () ->
                link(
                    "gateway-1",
                    new ScriptedIntake(),
                    new BrokerTls(certificates.file("missing.pem"), null, null)))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("broker.tls.ca-file: ")
        .hasMessageContaining("missing.pem does not exist");
  }
}
