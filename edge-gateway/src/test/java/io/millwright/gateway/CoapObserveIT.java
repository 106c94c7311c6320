package io.millwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.DeviceCommand;
import io.millwright.contracts.wire.DeviceConfiguration;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import java.io.BufferedReader;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapObserveRelation;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A command on its way from Kafka to a device that observes. */
@ExtendWith(KafkaExtension.class)
final class CoapObserveIT {
  private final EmbeddedKafka kafka;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private EdgeGateway gateway;
  private CoapDevice device;
  private KafkaProducer<byte[], byte[]> producer;

  CoapObserveIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void start() throws Exception {
    gateway = EdgeGateway.start(GatewayConfig.local(kafka.direct()).withMqtt(null), registry);
    device = new CoapDevice(gateway.coapPort(), 50);
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.direct()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    producer.close();
    device.close();
    gateway.close();
  }

  private <V> void write(Topic<AssetKey, V> topic, String asset, @Nullable V value)
      throws Exception {
    byte[] key = topic.keySerde().serializer().serialize(topic.name(), AssetKey.of("demo", asset));
    byte[] bytes =
        value == null ? null : topic.valueSerde().serializer().serialize(topic.name(), value);
    producer.send(new ProducerRecord<>(topic.name(), key, bytes)).get(20, TimeUnit.SECONDS);
  }

  private void command(String asset, String id, long secondsToLive) throws Exception {
    write(
        Topics.COMMANDS,
        asset,
        DeviceCommand.newBuilder()
            .setId(id)
            .setName("sample")
            .setPayload("{\"seconds\":10}")
            .setExpiresAtMicros(
                ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().plusSeconds(secondsToLive)))
            .build());
  }

  private CoapObserveRelation observe(String path) {
    return device
        .client(path)
        .observe(
            new CoapHandler() {
              @Override
              public void onLoad(CoapResponse response) {
                heard.add(response.getResponseText());
              }

              @Override
              public void onError() {
                heard.add("error");
              }
            });
  }

  private double counted(String outcome) {
    return registry.get("millwright.gateway.commands").tag("outcome", outcome).counter().count();
  }

  @Test
  void anObserverHearsCommandsAndItsAcknowledgementDeliversThem() throws Exception {
    observe("/v1/demo/observe-1/commands");
    await().until(() -> heard.equals(List.of("[]")));

    command("observe-1", "c-1", 60);

    await().until(() -> heard.size() == 2);
    assertThat(heard.get(1))
        .contains("\"id\":\"c-1\"", "\"name\":\"sample\"", "\"payload\":{\"seconds\":10}");
    await().until(() -> counted("delivered") == 1);
    command("observe-1", "c-2", 60);
    await().until(() -> counted("delivered") == 2);
    assertThat(heard.get(2)).contains("c-2").doesNotContain("c-1");
    assertThat(device.client("/v1/demo/observe-1/commands").get().getResponseText())
        .isEqualTo("[]");
  }

  @Test
  void aDeviceThatComesLaterGetsWhatHasNotExpired() throws Exception {
    command("observe-2", "old", -1);
    command("observe-2", "new", 60);
    write(Topics.COMMANDS, "observe-2", DeviceCommand.newBuilder().setId("no name").build());
    await().until(() -> counted("invalid") == 1);

    String first = device.client("/v1/demo/observe-2/commands").get().getResponseText();

    assertThat(first).contains("\"id\":\"new\"").doesNotContain("old");
    await().until(() -> counted("delivered") == 1);
    assertThat(counted("expired")).isGreaterThanOrEqualTo(1);
  }

  @Test
  void anObserverHearsEachNewConfiguration() throws Exception {
    observe("/v1/demo/observe-3/config");
    await().until(() -> heard.equals(List.of("null")));

    String document = "{\"rate\":25600,\"text\":\"" + "x".repeat(3_000) + "\"}";
    write(
        Topics.CONFIGURATIONS,
        "observe-3",
        DeviceConfiguration.newBuilder().setDocument(document).build());
    await().until(() -> heard.size() == 2);
    write(Topics.CONFIGURATIONS, "observe-3", null);

    await().until(() -> heard.size() == 3);
    assertThat(heard).containsExactly("null", document, "null");
  }

  @Test
  void aClientThatNobodyHereWroteHearsACommand() throws Exception {
    Process client =
        ForeignCoapClient.start(
            "coap-client-notls",
            "-s",
            "30",
            "-w",
            "coap://127.0.0.1:" + gateway.coapPort() + "/v1/demo/observe-4/commands");
    try (BufferedReader output = client.inputReader()) {
      assertThat(output.readLine()).isEqualTo("[]");
      command("observe-4", "c-4", 60);

      assertThat(output.readLine()).contains("\"id\":\"c-4\"");
      await().until(() -> counted("delivered") == 1);
    } finally {
      client.destroy();
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    CoapResponse elsewhere = device.client("/v1/demo/observe-5/orders").get();
    CoapResponse outside = device.client("/v2").get();
    CoapResponse reading = device.client("/v1/demo/observe-5/measurements").get();
    CoapResponse deleting = device.client("/v1/demo/observe-5/measurements").delete();
    CoapResponse cbor = device.client("/v1/demo/observe-5/commands").get(60);

    assertThat(elsewhere.getCode()).isEqualTo(ResponseCode.NOT_FOUND);
    assertThat(elsewhere.getResponseText()).contains("/v1/{tenant}/{asset}/commands");
    assertThat(outside.getCode()).isEqualTo(ResponseCode.NOT_FOUND);
    assertThat(outside.getResponseText()).contains("/v1/{tenant}/{asset}/measurements");
    assertThat(reading.getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
    assertThat(reading.getResponseText()).contains("use POST or PUT");
    assertThat(deleting.getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
    assertThat(cbor.getCode()).isEqualTo(ResponseCode.NOT_ACCEPTABLE);
    assertThat(cbor.getResponseText()).contains("only JSON");
  }
}
