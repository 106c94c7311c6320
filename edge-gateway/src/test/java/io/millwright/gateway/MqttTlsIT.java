package io.millwright.gateway;

import io.millwright.gateway.mqtt.MqttConfig;
import io.millwright.gateway.net.TestCertificates;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** MQTT 5 over TLS, the device with a certificate of its own. */
final class MqttTlsIT extends DeviceContract {
  @TempDir private Path directory;
  private @Nullable TestCertificates certificates;

  @Override
  GatewayConfig config(GatewayConfig local) throws Exception {
    TestCertificates made = TestCertificates.in(directory);
    certificates = made;
    return local.withMqtt(
        Objects.requireNonNull(local.mqtt())
            .withTls(new MqttConfig.TlsPort("127.0.0.1", 0, made.requiringClients())));
  }

  @Override
  Device connect(EdgeGateway gateway) throws Exception {
    return new PahoDevice(
        "ssl://localhost:" + gateway.mqttTlsPort(),
        Objects.requireNonNull(certificates).clientContext("press-7"),
        1,
        null);
  }

  @Override
  String reasonOfBrokenBody() {
    return "value of point 'n' is the text \"abc\": send a number";
  }

  @Override
  String protocol() {
    return "mqtt";
  }
}
