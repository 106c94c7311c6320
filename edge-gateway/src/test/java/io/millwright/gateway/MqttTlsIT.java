package io.millwright.gateway;

import io.millwright.gateway.mqtt.MqttConfig;
import io.millwright.gateway.net.TestCertificates;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;

/** MQTT 5 over TLS, the device with a certificate of its own. */
final class MqttTlsIT extends DeviceContract {
  @TempDir private Path directory;

  @Override
  GatewayConfig config(GatewayConfig local) throws Exception {
    TestCertificates certificates = TestCertificates.in(directory);
    return local.withMqtt(
        Objects.requireNonNull(local.mqtt())
            .withTls(new MqttConfig.TlsPort("127.0.0.1", 0, certificates.requiringClients())));
  }

  @Override
  Device connect(EdgeGateway gateway) throws Exception {
    return new PahoDevice(
        "ssl://localhost:" + gateway.mqttTlsPort(),
        TestCertificates.madeIn(directory).clientContext("press-7"),
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
