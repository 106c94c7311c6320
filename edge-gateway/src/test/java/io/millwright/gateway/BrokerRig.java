package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TempDirectory;
import io.millwright.gateway.kafka.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Mosquitto, what a PLC publishes there about one asset, gateways that read it, and what of
 * it is in Kafka, which the tests of this process share. Tests with it are skipped where Mosquitto
 * is not installed, but not on a build server.
 */
@SuppressWarnings("NullAway.Init") // before each test
final class BrokerRig implements BeforeEachCallback, AfterEachCallback {
  static final Duration SOON = Duration.ofSeconds(30);

  private final String asset;

  private EmbeddedKafka kafka;
  private TempDirectory directory;
  private Mosquitto mosquitto;
  private RawMqttDevice publisher;
  private SimpleMeterRegistry registry;
  private TopicReader<AssetKey, Measurements> measurements;
  private TopicReader<String, RejectedMessage> rejected;

  /**
   * About an asset of the tenant {@code demo}.
   *
   * @param asset of this class of tests only
   */
  BrokerRig(String asset) {
    this.asset = asset;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    kafka = KafkaExtension.kafka(context);
    kafka.makeTopics();
    directory = new TempDirectory("broker");
    mosquitto = Mosquitto.start(directory.path());
    publisher = new RawMqttDevice(mosquitto.port(), "plc-1");
    measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
    rejected = new TopicReader<>(kafka.direct(), Topics.REJECTED);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    kafka.network().pass();
    if (mosquitto != null) {
      measurements.close();
      rejected.close();
      publisher.close();
      mosquitto.close();
    }
    directory.close();
  }

  EmbeddedKafka kafka() {
    return kafka;
  }

  Mosquitto mosquitto() {
    return mosquitto;
  }

  /** For files of the test. */
  Path directory() {
    return directory.path();
  }

  /** Where the asset's readings are published. */
  String topic() {
    return "millwright/v1/demo/" + asset + "/measurements";
  }

  /** Starts a gateway that reads one broker, and waits until it is connected. */
  EdgeGateway gateway(GatewayConfig config, int brokerPort, String clientId) {
    registry = new SimpleMeterRegistry();
    EdgeGateway gateway =
        EdgeGateway.start(
            config
                .withMqtt(null)
                .withCoap(null)
                .withBroker(BrokerConfig.of("tcp://127.0.0.1:" + brokerPort, clientId)),
            registry);
    await()
        .atMost(SOON)
        .until(
            () ->
                registry
                        .get("millwright.gateway.source.connected")
                        .tag("source", "broker:plant")
                        .gauge()
                        .value()
                    == 1);
    return gateway;
  }

  /** The meters of the latest gateway. */
  SimpleMeterRegistry meters() {
    return registry;
  }

  /** Messages that the latest gateway could not hand to Kafka. */
  double failedMessages() {
    return registry
        .get("millwright.gateway.messages.failed")
        .tag("protocol", "broker")
        .counter()
        .count();
  }

  /** Publishes messages with these numbers, and returns when Mosquitto has them. */
  void publish(int from, int to) throws Exception {
    for (int i = from; i <= to; i++) {
      publish(("{\"values\":{\"n\":" + i + "},\"seq\":" + i + "}").getBytes(UTF_8));
    }
  }

  void publish(byte[] body) throws Exception {
    publisher.sendBody(asset, body).get(10, TimeUnit.SECONDS);
  }

  /** Publishes at QoS 1 with a foreign client. */
  void mosquittoPub(String topic, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Programs.find("mosquitto_pub", "mosquitto-clients"),
                "-p",
                Integer.toString(mosquitto.port()),
                "-q",
                "1",
                "-t",
                topic));
    command.addAll(List.of(options));
    Programs.output(command.toArray(String[]::new));
  }

  List<Measurements> measurements() {
    return measurements.values().stream()
        .filter(batch -> batch.asset().asset().value().equals(asset))
        .toList();
  }

  /** The numbers of the messages, as they are in Kafka. */
  List<Long> arrived() {
    List<Long> arrived = new ArrayList<>();
    for (Measurements record : measurements()) {
      for (int i = 0; i < record.size(); i++) {
        arrived.add(record.sourceSequence(i));
      }
    }
    return arrived;
  }

  /** A broker delivers at least once: what came twice counts once. */
  Set<Long> numbers() {
    return new TreeSet<>(arrived());
  }

  static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  /** What was rejected of a topic of the broker. */
  List<RejectedMessage> rejected(String topic) {
    return rejected.values().stream().filter(it -> it.getAddress().equals(topic)).toList();
  }
}
