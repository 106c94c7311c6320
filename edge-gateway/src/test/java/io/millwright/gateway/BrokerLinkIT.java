package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TcpProxy;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.publish.KafkaConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Reading from a real Mosquitto; skipped where it is not installed, but not on a build server. */
@ExtendWith(KafkaExtension.class)
final class BrokerLinkIT {
  private static final String TOPIC = "millwright/v1/demo/broker-1/measurements";

  @TempDir private Path directory;

  private final EmbeddedKafka kafka;
  private Mosquitto mosquitto;
  private TcpProxy network;
  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private RawMqttDevice publisher;
  private @Nullable TopicReader<AssetKey, Measurements> reader;

  BrokerLinkIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void start() throws Exception {
    mosquitto = Mosquitto.start(directory);
    network = TcpProxy.to(mosquitto.port());
    publisher = new RawMqttDevice(mosquitto.port(), "plc-1");
  }

  @AfterEach
  void stop() throws Exception {
    kafka.network().pass();
    if (reader != null) {
      reader.close();
    }
    if (publisher != null) {
      publisher.close();
    }
    if (network != null) {
      network.close();
    }
    if (mosquitto != null) {
      mosquitto.close();
    }
  }

  private EdgeGateway gateway(Duration deliveryTimeout) {
    return gateway(deliveryTimeout, KafkaConfig.of("unused").bufferBytes());
  }

  private EdgeGateway gateway(Duration deliveryTimeout, long bufferBytes) {
    KafkaConfig defaults = KafkaConfig.of(kafka.throughNetwork());
    registry = new SimpleMeterRegistry();
    EdgeGateway gateway =
        EdgeGateway.start(
            GatewayConfig.local(kafka.throughNetwork())
                .withMqtt(null)
                .withCoap(null)
                .withKafka(
                    new KafkaConfig(
                        defaults.bootstrapServers(),
                        defaults.partitions(),
                        defaults.replicationFactor(),
                        defaults.startPatience(),
                        deliveryTimeout,
                        bufferBytes))
                .withBroker(BrokerConfig.of("tcp://127.0.0.1:" + network.port(), "gateway-it")),
            registry);
    if (reader == null) {
      reader = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
    }
    awaitConnected();
    return gateway;
  }

  private void awaitConnected() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                registry
                        .get("millwright.gateway.source.connected")
                        .tag("source", "broker:plant")
                        .gauge()
                        .value()
                    == 1);
  }

  private void publish(int from, int to) throws Exception {
    for (int i = from; i <= to; i++) {
      publisher
          .sendBody(
              "broker-1", ("{\"values\":{\"n\":" + i + "},\"seq\":" + i + "}").getBytes(UTF_8))
          .get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void carriesMessagesOfTheBrokerInOrder() throws Exception {
    try (var gateway = gateway(Duration.ofSeconds(60))) {
      publish(1, 200);
      await().until(() -> arrived().size() >= 200);
      assertThat(arrived())
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 200).boxed().toList());
      assertThat(measurements().values().get(0).source()).isEqualTo("broker:plant/" + TOPIC);
      assertThat(gateway.counters().readingsAcknowledged()).isEqualTo(200);
    }
  }

  @Test
  void losesNothingWhenKafkaIsAwayForLongerThanItsPatience() throws Exception {
    try (var gateway = gateway(Duration.ofSeconds(2))) {
      publish(1, 10);
      await().until(() -> arrived().size() >= 10);
      kafka.network().hold();
      publish(11, 400);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  registry
                          .get("millwright.gateway.messages.failed")
                          .tag("protocol", "broker")
                          .counter()
                          .count()
                      > 0);

      kafka.network().pass();

      await().atMost(Duration.ofSeconds(30)).until(() -> sequences().size() == 400);
      assertThat(gateway.counters().readingsAcknowledged()).isGreaterThanOrEqualTo(400);
    }
  }

  @Test
  void losesNothingWhenTheConnectionIsCutAndWhenTheGatewayIsAway() throws Exception {
    try (var gateway = gateway(Duration.ofSeconds(60))) {
      publish(1, 50);
      network.cut();
      publish(51, 100);
      await().atMost(Duration.ofSeconds(20)).until(() -> sequences().size() == 100);
    }
    publish(101, 150);
    try (var gateway = gateway(Duration.ofSeconds(60))) {
      await().atMost(Duration.ofSeconds(20)).until(() -> sequences().size() == 150);
      assertThat(sequences())
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, 150).mapToObj(i -> (long) i).toList());
    }
  }

  @Test
  void goesOnBehindAMessageThatIsTooLargeToKeep() throws Exception {
    try (var gateway = gateway(Duration.ofSeconds(60))) {
      publish(1, 1);
      publisher.sendBody("broker-1", new byte[2_000_000]).get(10, TimeUnit.SECONDS);
      publish(2, 2);
      await().atMost(Duration.ofSeconds(20)).until(() -> sequences().size() == 2);
      assertThat(
              registry
                  .get("millwright.gateway.messages.failed")
                  .tag("protocol", "broker")
                  .counter()
                  .count())
          .isZero();
      assertThat(gateway.counters().messages()).isEqualTo(2);
    }
  }

  @Test
  void carriesWaveformsAsTheEndpointDoes() throws Exception {
    try (var gateway = gateway(Duration.ofSeconds(60));
        var waveforms = new TopicReader<>(kafka.direct(), Topics.WAVEFORMS)) {
      Programs.output(
          Programs.find("mosquitto_pub", "mosquitto-clients"),
          "-p",
          Integer.toString(mosquitto.port()),
          "-q",
          "1",
          "-t",
          "millwright/v1/demo/broker-1/waveforms/DE-acc",
          "-m",
          "{\"rate\":25600,\"unit\":\"m/s2\",\"samples\":[0.5,-0.25]}");

      await().atMost(Duration.ofSeconds(20)).until(() -> waveforms.values().size() == 1);
      assertThat(waveforms.values().get(0).getSource())
          .isEqualTo("broker:plant/millwright/v1/demo/broker-1/waveforms/DE-acc");
      assertThat(gateway.counters().messagesRejected()).isZero();
    }
  }

  @Test
  void readsAFloodAtQos0NoFasterThanThereIsRoomWhileKafkaIsAway() throws Exception {
    Path flood = directory.resolve("flood");
    Files.write(flood, Collections.nCopies(40_000, "x".repeat(1_000)));
    try (var gateway = gateway(Duration.ofSeconds(60), 8L << 20)) {
      publish(1, 1);
      kafka.network().hold();
      Programs.output(
          "sh",
          "-c",
          "%s -p %d -q 0 -t %s -l < %s"
              .formatted(
                  Programs.find("mosquitto_pub", "mosquitto-clients"),
                  mosquitto.port(),
                  TOPIC,
                  flood));
      await().atMost(Duration.ofSeconds(20)).until(() -> waiting() >= 6 << 20);
      // Two of the longest pauses, in each of which one read goes on.
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(5))
          .until(() -> waiting() < 7 << 20);

      kafka.network().pass();
      publish(2, 2);

      await().atMost(Duration.ofSeconds(30)).until(() -> sequences().size() == 2);
    }
  }

  /** Bytes on their way to Kafka. */
  private double waiting() {
    return registry.get("millwright.gateway.inflight.bytes").gauge().value();
  }

  @Test
  void keepsWhatComesByATopicTooLongForTheNameOfASource() throws Exception {
    String topic = TOPIC + "/" + "x".repeat(60_000);
    try (var gateway = gateway(Duration.ofSeconds(60));
        var rejected = new TopicReader<>(kafka.direct(), Topics.REJECTED)) {
      Path body = Files.writeString(directory.resolve("body"), "y".repeat(1_000_000));
      Programs.output(
          Programs.find("mosquitto_pub", "mosquitto-clients"),
          "-p",
          Integer.toString(mosquitto.port()),
          "-q",
          "1",
          "-t",
          topic,
          "-f",
          body.toString());
      publish(1, 1);

      await().atMost(Duration.ofSeconds(20)).until(() -> sequences().size() == 1);
      assertThat(rejected.values())
          .filteredOn(message -> message.getAddress().equals(topic))
          .singleElement()
          .matches(message -> message.getSource().length() < 1_000)
          .matches(message -> message.getSource().startsWith("broker:plant/" + TOPIC));
    }
  }

  private TopicReader<AssetKey, Measurements> measurements() {
    return Objects.requireNonNull(reader);
  }

  /** The numbers of the messages, as they are in Kafka. */
  private List<Long> arrived() {
    List<Long> arrived = new ArrayList<>();
    for (Measurements record : measurements().values()) {
      for (int i = 0; i < record.size(); i++) {
        arrived.add(record.sourceSequence(i));
      }
    }
    return arrived;
  }

  /** A broker delivers at least once: what came twice counts once. */
  private Set<Long> sequences() {
    return new TreeSet<>(arrived());
  }
}
