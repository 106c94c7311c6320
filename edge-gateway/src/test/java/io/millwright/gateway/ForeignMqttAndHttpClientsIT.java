package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.gateway.command.CommandMetrics;
import io.millwright.gateway.command.Commands;
import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Admission.Why;
import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.http.HttpConfig;
import io.millwright.gateway.http.HttpListener;
import io.millwright.gateway.intake.ScriptedAccess;
import io.millwright.gateway.intake.ScriptedIntake;
import io.millwright.gateway.mqtt.MqttConfig;
import io.millwright.gateway.mqtt.MqttEndpoint;
import io.millwright.gateway.net.TestCertificates;
import io.millwright.gateway.topic.TopicRoutes;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's mosquitto clients and curl, over TLS, with passwords, keys and certificates. */
final class ForeignMqttAndHttpClientsIT {
  private static final String TOPIC = "millwright/v1/demo/press-7/measurements";
  private static final String BODY = "{\"values\":{\"n\":1}}";

  @TempDir private Path directory;

  private final ScriptedIntake intake = new ScriptedIntake();
  private final ScriptedAccess access = new ScriptedAccess();
  private TestCertificates certificates;
  private MqttEndpoint mqtt;
  private HttpListener http;

  @BeforeEach
  void start() throws Exception {
    certificates = TestCertificates.in(directory);
    access.decide(ForeignMqttAndHttpClientsIT::judge);
    mqtt =
        MqttEndpoint.start(
            MqttConfig.defaults()
                .withTls(new MqttConfig.TlsPort("127.0.0.1", 0, certificates.acceptingClients())),
            new TopicRoutes(intake, List.of()),
            access,
            new Commands(() -> 0, new CommandMetrics(new SimpleMeterRegistry())),
            new SimpleMeterRegistry());
    http =
        HttpListener.start(
            HttpConfig.defaults().withTls(certificates.server()),
            intake,
            access,
            new SimpleMeterRegistry());
  }

  private static Admission judge(Credentials credentials) {
    if (credentials instanceof Credentials.Password password) {
      return password.userName().equals("demo/press-7")
              && new String(password.password(), UTF_8).equals("s3cret")
          ? new Admission.Admitted(Sender.trusted("mqtt:demo/press-7"))
          : new Admission.Refused(Why.BAD_CREDENTIALS, "wrong password");
    }
    if (credentials instanceof Credentials.Certificate certificate) {
      return new Admission.Admitted(
          Sender.trusted("mqtt:" + certificate.certificate().getSubjectX500Principal().getName()));
    }
    return credentials instanceof Credentials.ApiKey key && key.key().equals("demo/press-7/k3y")
        ? new Admission.Admitted(Sender.trusted("http:demo/press-7"))
        : new Admission.Refused(Why.BAD_CREDENTIALS, "nothing shown");
  }

  @AfterEach
  void stop() {
    mqtt.close();
    http.close();
  }

  private String publish(String... credentials) throws Exception {
    String[] command =
        new String[] {
          Programs.find("mosquitto_pub", "mosquitto-clients"),
          "-V",
          "mqttv5",
          "-h",
          "localhost",
          "-p",
          Integer.toString(mqtt.tlsPort()),
          "--cafile",
          certificates.file("ca.pem"),
          "-q",
          "1",
          "-t",
          TOPIC,
          "-m",
          BODY
        };
    String[] all = java.util.Arrays.copyOf(command, command.length + credentials.length);
    System.arraycopy(credentials, 0, all, command.length, credentials.length);
    return Programs.output(all);
  }

  /** Publishes, and acknowledges what arrives. */
  private String published(String... credentials) throws Exception {
    CompletableFuture<String> output =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return publish(credentials);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    await().until(() -> intake.size() == 1 || output.isDone());
    if (intake.size() == 1) {
      intake.accept(0);
    }
    return output.get(20, TimeUnit.SECONDS);
  }

  @Test
  void mosquittoPubComesInWithUserNameAndPasswordOverTls() throws Exception {
    assertThat(published("-u", "demo/press-7", "-P", "s3cret")).isBlank();
    assertThat(intake.message(0).source()).isEqualTo("mqtt:demo/press-7");
    assertThat(new String(intake.message(0).payload(), UTF_8)).isEqualTo(BODY);
  }

  @Test
  void mosquittoPubComesInWithACertificate() throws Exception {
    certificates.clientCertificate("press-8");
    assertThat(
            published(
                "--cert",
                certificates.file("press-8.pem"),
                "--key",
                certificates.file("press-8-key.pem")))
        .isBlank();
    assertThat(intake.message(0).source()).isEqualTo("mqtt:CN=press-8");
  }

  @Test
  void mosquittoPubHearsThatItsPasswordIsWrong() throws Exception {
    assertThat(published("-u", "demo/press-7", "-P", "guess"))
        .contains("Bad User Name or Password");
    assertThat(intake.size()).isZero();
  }

  @Test
  void mosquittoSubGetsWhatTheGatewayPublishes() throws Exception {
    String topic = "millwright/v1/demo/press-7/commands";
    mqtt.deviceChannel().publish(topic, "kept".getBytes(UTF_8), 1, true);
    Process subscriber =
        new ProcessBuilder(
                Programs.find("mosquitto_sub", "mosquitto-clients"),
                "-V",
                "mqttv5",
                "-h",
                "localhost",
                "-p",
                Integer.toString(mqtt.tlsPort()),
                "--cafile",
                certificates.file("ca.pem"),
                "-u",
                "demo/press-7",
                "-P",
                "s3cret",
                "-q",
                "1",
                "-t",
                "millwright/v1/demo/press-7/#",
                "-C",
                "2",
                "-F",
                "%t %q %r %p")
            .redirectErrorStream(true)
            .start();
    try (var lines = subscriber.inputReader(UTF_8)) {
      assertThat(lines.readLine()).isEqualTo(topic + " 1 1 kept");
      mqtt.deviceChannel().publish(topic, "now".getBytes(UTF_8), 1, false);
      assertThat(lines.readLine()).isEqualTo(topic + " 1 0 now");
      assertThat(subscriber.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(subscriber.exitValue()).isZero();
    } finally {
      subscriber.destroy();
    }
  }

  @Test
  void curlPostsWithAKeyOverTls() throws Exception {
    String curl = Programs.find("curl", "curl");
    CompletableFuture<String> right =
        CompletableFuture.supplyAsync(() -> post(curl, "demo/press-7/k3y"));
    await().until(() -> intake.size() == 1 || right.isDone());
    if (intake.size() == 1) {
      intake.accept(0);
    }
    assertThat(right.get(20, TimeUnit.SECONDS)).endsWith(" 204");
    assertThat(intake.message(0).source()).isEqualTo("http:demo/press-7");
    assertThat(post(curl, "demo/press-7/guess"))
        .endsWith(" 401")
        .contains("these credentials are not accepted");
  }

  private String post(String curl, String key) {
    try {
      return Programs.output(
          curl,
          "-s",
          "--cacert",
          certificates.file("ca.pem"),
          "-H",
          "Authorization: Bearer " + key,
          "-H",
          "Content-Type: application/json",
          "-d",
          BODY,
          "-w",
          " %{http_code}",
          "https://localhost:" + http.port() + "/v1/demo/press-7/measurements");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
