package io.millwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;
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
import io.millwright.gateway.kafka.TcpProxy;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.modbus.ModbusConfig;
import io.millwright.gateway.modbus.ModbusConfig.PollGroup;
import io.millwright.gateway.modbus.ModbusPoint;
import io.millwright.gateway.modbus.Order;
import io.millwright.gateway.modbus.Table;
import io.millwright.gateway.modbus.ValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Polling of the library's own server. */
@ExtendWith(KafkaExtension.class)
final class ModbusIT {
  private static final AssetKey BOILER = AssetKey.of("demo", "boiler-1");
  private static final AssetKey FAN = AssetKey.of("demo", "fan-1");
  private static final Duration SOON = Duration.ofSeconds(20);

  private final EmbeddedKafka kafka;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private ModbusDevice device;
  private TopicReader<AssetKey, Measurements> measurements;
  private TopicReader<AssetKey, AssetEvent> events;

  ModbusIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void open() {
    device = new ModbusDevice();
    gateway(List.of()).close(); // makes the topics
    measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
    events = new TopicReader<>(kafka.direct(), Topics.EVENTS);
  }

  @AfterEach
  void close() throws Exception {
    device.close();
    measurements.close();
    events.close();
  }

  private EdgeGateway gateway(List<ModbusConfig> devices) {
    return EdgeGateway.start(
        GatewayConfig.local(kafka.direct())
            .withMqtt(null)
            .withCoap(null)
            .withSources(new SourcesConfig(List.of(), devices, List.of(), Path.of("unused"))),
        registry);
  }

  private static ModbusConfig device(String name, int port, ModbusPoint... points) {
    return new ModbusConfig(
        name,
        "127.0.0.1",
        port,
        Duration.ofMillis(400),
        Duration.ofSeconds(2),
        8,
        125,
        List.of(new PollGroup(Duration.ofMillis(100), List.of(points))));
  }

  private static ModbusPoint point(
      AssetKey asset, String name, int unit, int address, ValueType type, double scale) {
    return new ModbusPoint(
        asset,
        new PointName(name),
        unit,
        Table.HOLDING,
        address,
        type,
        Order.BIG,
        Order.BIG,
        0,
        scale,
        0);
  }

  private Map<String, Double> latest() {
    Map<String, Double> latest = new HashMap<>();
    for (Measurements batch : measurements.values()) {
      for (int i = 0; i < batch.size(); i++) {
        latest.put(batch.asset().asset() + "/" + batch.point(i), batch.value(i));
      }
    }
    return latest;
  }

  private double metric(String name, String source, String reason) {
    return registry
        .get("millwright.gateway.source." + name)
        .tag("source", source)
        .tag("reason", reason)
        .counter()
        .count();
  }

  private List<AssetEvent> events(AssetEvent.Kind kind) {
    return events.values().stream().filter(event -> event.getKind() == kind).toList();
  }

  @Test
  void readsEveryTableWithTheFewestRequestsAndOneBatchForEachAsset() {
    device.holding(0, 0xFFFF_FF38L, 2);
    device.holding(2, Double.doubleToLongBits(1234.5), 4);
    device.holding(10, 77, 1);
    device.input(3, 40_000);
    device.coil(5, true);
    device.discrete(6, false);
    long before = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

    try (var gateway =
        gateway(
            List.of(
                device(
                    "boiler",
                    device.port(),
                    point(BOILER, "int32", 1, 0, ValueType.INT32, 0.1),
                    point(BOILER, "float64", 1, 2, ValueType.FLOAT64, 1),
                    point(FAN, "speed", 1, 10, ValueType.UINT16, 1),
                    ModbusPoint.of(BOILER, "input", Table.INPUT, 3),
                    ModbusPoint.of(BOILER, "coil", Table.COIL, 5),
                    ModbusPoint.of(BOILER, "discrete", Table.DISCRETE, 6))))) {
      await().atMost(SOON).until(() -> measurements.values().size() >= 6);

      assertThat(latest())
          .containsEntry("boiler-1/int32", -200 * 0.1)
          .containsEntry("boiler-1/float64", 1234.5)
          .containsEntry("fan-1/speed", 77.0)
          .containsEntry("boiler-1/input", 40_000.0)
          .containsEntry("boiler-1/coil", 1.0)
          .containsEntry("boiler-1/discrete", 0.0);
      // Of three places, with a gap of four registers: one request in each poll.
      assertThat(device.requests()).containsOnly("1:0+11");
      Measurements first = measurements.values().get(0);
      assertThat(first.source()).isEqualTo("modbus:boiler");
      assertThat(first.quality(0)).isEqualTo(Quality.GOOD);
      assertThat(first.timeMicros(0)).isBetween(before, first.receivedTimeMicros());
      List<Long> numbers =
          measurements.values().stream()
              .filter(batch -> batch.asset().equals(FAN))
              .map(Measurements::sourceSequence)
              .toList();
      // Every other one is of the boiler.
      assertThat(numbers)
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, numbers.size()).map(poll -> 2 * poll).boxed().toList());
      assertThat(gateway.sources()).singleElement().matches(source -> source.connected());
    }
  }

  @Test
  void namesAPointThatTheDeviceDoesNotHaveAndReadsTheOthers() {
    IntStream.range(0, 8).forEach(i -> device.holding(i, 100 + i, 1));
    device.remove(5);
    ModbusPoint[] points =
        IntStream.range(0, 8)
            .mapToObj(i -> point(BOILER, "p" + i, 1, i, ValueType.UINT16, 1))
            .toArray(ModbusPoint[]::new);

    try (var gateway = gateway(List.of(device("boiler", device.port(), points)))) {
      await().atMost(SOON).until(() -> measurements.values().size() >= 5);

      assertThat(latest()).hasSize(7).containsEntry("boiler-1/p4", 104.0).doesNotContainKey("p5");
      assertThat(measurements.values()).allMatch(batch -> batch.size() == 7);
      assertThat(events(AssetEvent.Kind.CODE))
          .singleElement()
          .matches(event -> event.getCode().equals("MODBUS_EXCEPTION_2"))
          .matches(event -> event.getText().startsWith("demo/boiler-1 p5 (unit 1, holding 5)"));
      assertThat(metric("dropped", "modbus:boiler", "refused")).isEqualTo(1);
      // Found once by halves, then asked for in as few pieces as the search has left.
      List<String> lately = device.requests().subList(7, device.requests().size());
      assertThat(lately).containsOnly("1:0+4", "1:4+1", "1:6+2");
    }
  }

  @Test
  void aDeviceThatIsSilentHoldsUpNoOther() throws Exception {
    try (var silent = new ModbusDevice();
        var gateway =
            gateway(
                List.of(
                    device("silent", silent.port(), point(FAN, "p", 9, 0, ValueType.UINT16, 1)),
                    device("boiler", device.port(), point(BOILER, "p", 1, 0, ValueType.UINT16, 1)),
                    device(
                        "two-units",
                        device.port(),
                        point(FAN, "far", 9, 0, ValueType.UINT16, 1),
                        point(FAN, "near", 1, 0, ValueType.UINT16, 1))))) {
      silent.silence(9);
      device.silence(9);
      await()
          .atMost(SOON)
          .until(
              () ->
                  measurements.values().stream()
                          .filter(batch -> batch.source().equals("modbus:boiler"))
                          .count()
                      >= 20);

      List<Measurements> boiler =
          measurements.values().stream()
              .filter(batch -> batch.source().equals("modbus:boiler"))
              .toList();
      long micros =
          boiler.get(boiler.size() - 1).timeMicros(0)
              - boiler.get(boiler.size() - 20).timeMicros(0);
      // 19 intervals of 100 ms; one timeout of 400 ms in each would make it 9.5 s.
      assertThat(Duration.of(micros, ChronoUnit.MICROS)).isLessThan(Duration.ofSeconds(6));
      await().atMost(SOON).until(() -> latest().containsKey("fan-1/near"));
      await().atMost(SOON).until(() -> metric("skipped", "modbus:two-units", "overrun") > 0);
      // Never an answer: the watchdog of that source alone.
      await().atMost(SOON).until(() -> metric("ended", "modbus:silent", "lost") > 0);
      assertThat(metric("ended", "modbus:boiler", "lost")).isZero();
      assertThat(metric("ended", "modbus:two-units", "lost")).isZero();
    }
  }

  @Test
  void tellsWhichPointsAreMissingWhenOneUnitFallsSilentAndWhenItAnswersAgain() {
    try (var gateway =
        gateway(
            List.of(
                device(
                    "two-units",
                    device.port(),
                    point(FAN, "far", 9, 0, ValueType.UINT16, 1),
                    point(FAN, "near", 1, 0, ValueType.UINT16, 1))))) {
      await().atMost(SOON).until(() -> latest().containsKey("fan-1/far"));
      device.silence(9);
      await().atMost(SOON).until(() -> codes().contains("MODBUS_NO_ANSWER"));
      assertThat(metric("dropped", "modbus:two-units", "no-answer")).isPositive();
      device.speak();
      await().atMost(SOON).until(() -> codes().contains("GAP"));
      assertThat(events(AssetEvent.Kind.CODE))
          .allMatch(event -> event.getAsset().equals("fan-1"))
          .allMatch(event -> event.getText().startsWith("unit 9 "))
          .allMatch(event -> event.getText().endsWith(": far"))
          .hasSize(2);
      assertThat(metric("ended", "modbus:two-units", "lost")).isZero();
    }
  }

  private List<String> codes() {
    return events(AssetEvent.Kind.CODE).stream().map(AssetEvent::getCode).toList();
  }

  @Test
  void connectsAgainToADeviceThatWasAwayAndMarksTheGap() throws Exception {
    try (var gateway =
        gateway(
            List.of(
                device("boiler", device.port(), point(BOILER, "p", 1, 0, ValueType.UINT16, 1))))) {
      await().atMost(SOON).until(() -> !measurements.values().isEmpty());
      device.stop();
      await().atMost(SOON).until(() -> !events(AssetEvent.Kind.DEATH).isEmpty());
      int before = measurements.values().size();
      long lastReading = measurements.values().get(before - 1).timeMicros(0);
      await().atMost(SOON).until(() -> gateway.sources().get(0).failures() > 0);
      assertThat(gateway.sources().get(0).problem()).contains("cannot connect to 127.0.0.1");

      device.start();

      await().atMost(SOON).until(() -> measurements.values().size() > before);
      AssetEvent death = events(AssetEvent.Kind.DEATH).get(0);
      assertThat(death.getTimeMicros()).isGreaterThanOrEqualTo(lastReading - 1_000);
      assertThat(death.getSource()).isEqualTo("modbus:boiler");
      List<AssetEvent> births = events(AssetEvent.Kind.BIRTH);
      assertThat(births.get(0).getCode()).isEqualTo("CONNECTED");
      assertThat(births.get(1).getCode()).isEqualTo("GAP");
      assertThat(births.get(1).getText()).matches("nothing was read from 2.+Z to 2.+Z");
      assertThat(measurements.values().get(before).timeMicros(0))
          .isGreaterThanOrEqualTo(births.get(1).getTimeMicros());
    }
    assertThat(events(AssetEvent.Kind.DEATH))
        .last()
        .matches(event -> event.getText().equals("the gateway stops"));
  }

  @Test
  void takesAConnectionThatOnlyHangsForDeadAndMakesANewOne() {
    try (var network = TcpProxy.to(device.port());
        var gateway =
            gateway(
                List.of(
                    device(
                        "boiler",
                        network.port(),
                        point(BOILER, "p", 1, 0, ValueType.UINT16, 1))))) {
      await().atMost(SOON).until(() -> !measurements.values().isEmpty());

      network.hold();

      await().atMost(SOON).until(() -> metric("ended", "modbus:boiler", "lost") > 0);
      assertThat(events(AssetEvent.Kind.DEATH))
          .first()
          .matches(event -> event.getText().contains("nothing came for PT2S"));
      int before = measurements.values().size();
      network.pass();
      await().atMost(SOON).until(() -> measurements.values().size() > before);
    }
  }
}
