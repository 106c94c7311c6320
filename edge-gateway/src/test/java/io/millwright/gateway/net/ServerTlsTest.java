package io.millwright.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.gateway.config.InvalidConfigException;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerTlsTest {
  @TempDir private Path directory;
  private TestCertificates certificates;

  @BeforeEach
  void make() throws Exception {
    certificates = TestCertificates.in(directory);
  }

  @Test
  void offersTls12And13() {
    var handler =
        ServerTls.load("mqtt.tls", certificates.server())
            .newHandler(UnpooledByteBufAllocator.DEFAULT);
    assertThat(handler.engine().getEnabledProtocols())
        .containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
  }

  @Test
  void saysWhichFileIsWrongAndHow() throws Exception {
    certificates.serverCertificate("other");
    Path key = directory.resolve("server-key.pem");
    String good = Files.readString(key);
    assertProblem(
        "mqtt.tls.key-file: ",
        "is not the key of the certificate",
        () ->
            Files.copy(
                directory.resolve("other-key.pem"), key, StandardCopyOption.REPLACE_EXISTING));
    assertProblem(
        "mqtt.tls.key-file: ",
        "is encrypted: make a readable one with openssl",
        () -> Files.writeString(key, good.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")));
    assertProblem(
        "mqtt.tls.key-file: ",
        "is not in PKCS#8: make a readable one",
        () -> Files.writeString(key, good.replace("PRIVATE KEY", "EC PRIVATE KEY")));
    assertProblem(
        "mqtt.tls.key-file: ", "holds no private key", () -> Files.writeString(key, "nothing"));
    assertProblem(
        "mqtt.tls.key-file: ",
        "holds no EC key",
        () ->
            Files.writeString(
                key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
    assertProblem("mqtt.tls.key-file: ", "does not exist", () -> Files.delete(key));
    Path certificate = directory.resolve("server.pem");
    assertProblem(
        "mqtt.tls.certificate-file: ",
        "certificate",
        () -> Files.writeString(certificate, "nothing"));
  }

  private interface Damage {
    void make() throws Exception;
  }

  private void assertProblem(String setting, String problem, Damage damage) throws Exception {
    damage.make();
    assertThatThrownBy(() -> ServerTls.load("mqtt.tls", certificates.server()))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(setting)
        .hasMessageContaining(problem);
  }

  @Test
  void takesChangedFilesForNewConnectionsAndKeepsTheOldWhenTheyAreBroken() throws Exception {
    AtomicLong clock = new AtomicLong();
    ServerTls tls = ServerTls.load("mqtt.tls", certificates.server(), clock::get);
    assertThat(shown(tls)).isEqualTo("CN=server");

    certificates.serverCertificate("renewed");
    replace("server-key.pem", "renewed-key.pem", 1);
    clock.addAndGet(Duration.ofSeconds(6).toNanos());
    assertThat(shown(tls)).as("the key alone does not fit").isEqualTo("CN=server");
    replace("server.pem", "renewed.pem", 2);
    assertThat(shown(tls)).as("not looked at again yet").isEqualTo("CN=server");
    clock.addAndGet(Duration.ofSeconds(6).toNanos());
    assertThat(shown(tls)).isEqualTo("CN=renewed");
  }

  private void replace(String name, String with, int age) throws Exception {
    Path file = directory.resolve(name);
    Files.copy(directory.resolve(with), file, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L + age));
  }

  private String shown(ServerTls tls) throws Exception {
    return Handshakes.serverCertificate(tls, certificates.anonymousContext())
        .getSubjectX500Principal()
        .getName();
  }
}
