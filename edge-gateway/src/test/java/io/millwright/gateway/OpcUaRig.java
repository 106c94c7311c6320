package io.millwright.gateway;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.PointName;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TempDirectory;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.opcua.OpcUaConfig;
import io.millwright.gateway.opcua.OpcUaConfig.Address;
import io.millwright.gateway.opcua.OpcUaConfig.Browse;
import io.millwright.gateway.opcua.OpcUaConfig.Point;
import io.millwright.gateway.opcua.Sampling;
import io.millwright.gateway.opcua.Sampling.Deadband;
import io.millwright.gateway.opcua.Security;
import io.millwright.gateway.opcua.UserIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gateways between an OPC UA server and Kafka, and what has come of them. The server and Kafka are
 * shared by the tests of this process, all else is new for each.
 */
@SuppressWarnings("NullAway.Init") // before each test
final class OpcUaRig implements BeforeEachCallback, AfterEachCallback {
  static final AssetKey PRESS = AssetKey.of("demo", "press-1");
  static final Duration SOON = Duration.ofSeconds(30);
  static final Security NONE =
      new Security(Security.Policy.NONE, Security.Mode.STRONGEST, Security.Trust.LIST);
  static final Sampling FAST = new Sampling(Duration.ofMillis(20), 50, Deadband.NONE);

  private EmbeddedKafka kafka;
  private OpcUaPlant plant;
  private TempDirectory keys;
  private SimpleMeterRegistry registry;
  private TopicReader<AssetKey, Measurements> measurements;
  private TopicReader<AssetKey, AssetEvent> events;

  @Override
  public void beforeEach(ExtensionContext context) {
    kafka = KafkaExtension.kafka(context);
    kafka.makeTopics();
    plant =
        KafkaExtension.store(context)
            .getOrComputeIfAbsent("plant", key -> newPlant(), OpcUaPlant.class);
    plant.reset();
    keys = new TempDirectory("keys");
    registry = new SimpleMeterRegistry();
    measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
    events = new TopicReader<>(kafka.direct(), Topics.EVENTS);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    measurements.close();
    events.close();
    keys.close();
  }

  private static OpcUaPlant newPlant() {
    try {
      return new OpcUaPlant();
    } catch (Exception e) {
      throw new IllegalStateException("the OPC UA server of the tests does not start", e);
    }
  }

  /** The server, as it was at its start. */
  OpcUaPlant plant() {
    return plant;
  }

  EmbeddedKafka kafka() {
    return kafka;
  }

  /** Directory of the gateways' keys, which they make. */
  Path keys() {
    return keys.path();
  }

  /** A reading as the test looks at it. */
  record Reading(String point, double value, long micros, Quality quality) {}

  EdgeGateway gateway(OpcUaConfig... servers) {
    return EdgeGateway.start(
        GatewayConfig.local(kafka.direct())
            .withMqtt(null)
            .withCoap(null)
            .withSources(new SourcesConfig(List.of(), List.of(), List.of(servers), keys())),
        registry);
  }

  static OpcUaConfig server(
      String endpoint, Security security, UserIdentity user, List<Point> points, Browse... browse) {
    return server(endpoint, security, user, Duration.ofSeconds(10), points, browse);
  }

  /** Without security. */
  static OpcUaConfig server(String endpoint, Point... points) {
    return server(endpoint, NONE, new UserIdentity.Anonymous(), List.of(points));
  }

  /** Without security, and soon taken for dead. */
  static OpcUaConfig impatient(String endpoint, Point... points) {
    return server(
        endpoint, NONE, new UserIdentity.Anonymous(), Duration.ofSeconds(2), List.of(points));
  }

  private static OpcUaConfig server(
      String endpoint,
      Security security,
      UserIdentity user,
      Duration patience,
      List<Point> points,
      Browse... browse) {
    return new OpcUaConfig(
        "plant",
        endpoint,
        security,
        user,
        Duration.ofSeconds(3),
        patience,
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        points,
        List.of(browse));
  }

  static Point node(String name) {
    return node(name, FAST);
  }

  static Point node(String name, Sampling sampling) {
    return new Point(
        PRESS,
        new PointName(name),
        new Address.Node("nsu=urn:millwright:test;s=" + name),
        sampling);
  }

  List<Measurements> measurements() {
    return measurements.values();
  }

  List<Reading> readings(String point) {
    List<Reading> readings = new ArrayList<>();
    for (Measurements batch : measurements()) {
      for (int i = 0; i < batch.size(); i++) {
        if (batch.point(i).equals(point)) {
          readings.add(new Reading(point, batch.value(i), batch.timeMicros(i), batch.quality(i)));
        }
      }
    }
    return readings;
  }

  Reading awaitReading(String point, double value) {
    await()
        .atMost(SOON)
        .until(() -> readings(point).stream().anyMatch(reading -> reading.value() == value));
    return readings(point).stream()
        .filter(reading -> reading.value() == value)
        .findFirst()
        .orElseThrow();
  }

  double metric(String name, String reason) {
    return registry
        .get("millwright.gateway.source." + name)
        .tag("source", "opcua:plant")
        .tag("reason", reason)
        .counter()
        .count();
  }

  List<AssetEvent> events(AssetEvent.Kind kind) {
    return events.values().stream().filter(event -> event.getKind() == kind).toList();
  }
}
