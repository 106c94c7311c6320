package io.millwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.DeviceCommand;
import io.millwright.contracts.wire.DeviceConfiguration;
import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.intake.ScriptedAccess;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import java.io.BufferedReader;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A command on its way from Kafka to {@code mosquitto_sub}. */
@ExtendWith(KafkaExtension.class)
final class MqttCommandsIT {
  private final EmbeddedKafka kafka;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ScriptedAccess access = new ScriptedAccess();
  private EdgeGateway gateway;
  private KafkaProducer<byte[], byte[]> producer;

  MqttCommandsIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void start() {
    access.decide(MqttCommandsIT::admission);
    gateway =
        EdgeGateway.start(GatewayConfig.local(kafka.direct()).withCoap(null), registry, access);
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.direct()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** The user name is the one asset whose commands a device may have. */
  private static Admission admission(Credentials credentials) {
    String user = ((Credentials.Password) credentials).userName();
    AssetKey own = AssetKey.of("demo", user);
    return new Admission.Admitted(
        new Sender(
            "mqtt:demo/" + user,
            (asset, point) -> asset.equals(own) && point.equals(Permissions.COMMANDS)));
  }

  @AfterEach
  void stop() {
    producer.close();
    gateway.close();
  }

  private <V> void write(Topic<AssetKey, V> topic, String asset, V value) throws Exception {
    byte[] key = topic.keySerde().serializer().serialize(topic.name(), AssetKey.of("demo", asset));
    byte[] bytes = topic.valueSerde().serializer().serialize(topic.name(), value);
    producer.send(new ProducerRecord<>(topic.name(), key, bytes)).get(20, TimeUnit.SECONDS);
  }

  private void command(String asset, String id) throws Exception {
    write(
        Topics.COMMANDS,
        asset,
        DeviceCommand.newBuilder()
            .setId(id)
            .setName("sample")
            .setPayload("{\"seconds\":10}")
            .setExpiresAtMicros(
                ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().plusSeconds(60)))
            .build());
  }

  private Process subscriber(String asset, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Programs.find("mosquitto_sub", "mosquitto-clients"),
                "-p",
                Integer.toString(gateway.mqttPort()),
                "-u",
                asset,
                "-P",
                "x",
                "-q",
                "1",
                "-W",
                "30"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private double counted(String outcome) {
    return registry.get("millwright.gateway.commands").tag("outcome", outcome).counter().count();
  }

  @Test
  void aDeviceHearsItsCommandsAndConfigurationAndNotThoseOfOthers() throws Exception {
    command("cmd-1", "before");
    command("cmd-2", "for-another");
    write(
        Topics.CONFIGURATIONS,
        "cmd-1",
        DeviceConfiguration.newBuilder().setDocument("{\"rate\":25600}").build());
    // Tests before this one may have left commands of their own.
    await().until(() -> counted("received") >= 2);

    Process device = subscriber("cmd-1", "-v", "-t", "millwright/v1/demo/+/commands");
    Process configured = subscriber("cmd-1", "-t", "millwright/v1/demo/cmd-1/config", "-C", "1");
    try (BufferedReader output = device.inputReader();
        BufferedReader configuration = configured.inputReader()) {
      assertThat(output.readLine())
          .startsWith("millwright/v1/demo/cmd-1/commands [{\"id\":\"before\",\"name\":\"sample\",")
          .endsWith(",\"payload\":{\"seconds\":10}}]");
      await().until(() -> counted("delivered") == 1);
      command("cmd-1", "after");
      assertThat(output.readLine()).contains("\"id\":\"after\"").doesNotContain("before");
      await().until(() -> counted("delivered") == 2);
      assertThat(configuration.readLine()).isEqualTo("{\"rate\":25600}");
    } finally {
      device.destroy();
      configured.destroy();
    }
  }

  @Test
  void aDeviceIsRefusedTheCommandsOfAnAssetThatIsNotItsOwn() throws Exception {
    Process device = subscriber("cmd-3", "-t", "millwright/v1/demo/cmd-4/commands");
    try (BufferedReader output = device.inputReader()) {
      assertThat(output.readLine()).contains("All subscription requests were denied");
    } finally {
      device.destroy();
    }
  }
}
