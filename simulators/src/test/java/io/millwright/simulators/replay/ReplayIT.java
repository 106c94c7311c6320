package io.millwright.simulators.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.gateway.EdgeGateway;
import io.millwright.gateway.GatewayConfig;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.mqtt.MqttConfig;
import io.millwright.simulators.plant.KafkaBroker;
import io.millwright.simulators.plant.LossyUdpProxy;
import io.millwright.simulators.plant.TcpProxy;
import io.millwright.simulators.replay.ReplayConfig.Endpoint;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replays to the real gateway and counts what is in Kafka afterwards. */
@Timeout(120)
class ReplayIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path directory;
  private static KafkaBroker kafka;
  private static EdgeGateway gateway;

  @BeforeAll
  static void startGateway() throws Exception {
    kafka = KafkaBroker.start(directory.resolve("kafka"));
    gateway =
        EdgeGateway.start(GatewayConfig.local(kafka.bootstrapServers()), new SimpleMeterRegistry());
  }

  @AfterAll
  static void stopGateway() {
    gateway.close();
    kafka.close();
  }

  @Test
  void bringsEveryReadingToKafkaOnceAndInOrderOverBothProtocols() throws Exception {
    List<MachineHistory> fleet = SineHistory.fleet(9, 150, 24);

    ReplayProgress end = replayToTheEnd(config("all"), fleet);

    List<Measurements> arrived = kafka.measurementsOf("all");
    assertThat(end.state()).isEqualTo(ReplayProgress.State.ENDED);
    assertThat(end.readingsSent()).isEqualTo(SineHistory.readings(fleet));
    assertThat(end.readingsAcknowledged()).isEqualTo(SineHistory.readings(fleet));
    assertThat(arrived.stream().mapToLong(Measurements::size).sum())
        .isEqualTo(SineHistory.readings(fleet));
    assertHoldsEveryReading(arrived, fleet);
    assertInOrder(arrived);
    assertThat(arrived.stream().map(m -> m.source().substring(0, 5)).distinct())
        .containsExactlyInAnyOrder("mqtt:", "coap:");
  }

  @Test
  void keepsAllAssetsWithinAFewCyclesOfEachOther() throws Exception {
    List<MachineHistory> fleet = SineHistory.fleet(6, 200, 4);
    int widest = 0;

    try (Replay replay =
        Replay.start(config("lockstep").withCyclesInFlight(3), fleet, ReplayGate.alwaysOpen())) {
      ReplayProgress progress;
      do {
        progress = replay.progress();
        List<Integer> unfinished =
            progress.positions().stream()
                .filter(p -> p.rowsAnswered() < p.rows())
                .map(ReplayProgress.Position::rowsAnswered)
                .toList();
        if (!unfinished.isEmpty()) {
          int first = unfinished.stream().mapToInt(Integer::intValue).max().getAsInt();
          int last = unfinished.stream().mapToInt(Integer::intValue).min().getAsInt();
          widest = Math.max(widest, first - last);
        }
      } while (!replay.awaitEnd(Duration.ofMillis(1)));
    }

    // Positions are read one after the other while they move, hence one more.
    assertThat(widest).isPositive().isLessThanOrEqualTo(3 + 1);
  }

  @Test
  void losesNothingWhenConnectionsAreCutAndDatagramsAreLost() throws Exception {
    List<MachineHistory> fleet = SineHistory.fleet(6, 100, 10);
    try (TcpProxy mqtt = new TcpProxy(gateway.mqttPort());
        LossyUdpProxy coap = new LossyUdpProxy(gateway.coapPort(), 151)) {
      ReplayConfig config = config("cut", mqtt.port(), coap.port());
      try (Replay replay = Replay.start(config, fleet, ReplayGate.alwaysOpen())) {
        for (int percent = 10; percent <= 90; percent += 20) {
          double part = percent / 100.0;
          await().atMost(PATIENCE).until(() -> replay.progress().fractionAnswered() >= part);
          mqtt.cutAll();
        }
        assertThat(replay.awaitEnd(PATIENCE)).isTrue();

        ReplayProgress end = replay.progress();
        assertThat(end.readingsAcknowledged()).isEqualTo(SineHistory.readings(fleet));
        assertThat(end.connections()).isGreaterThan(config.mqttConnections());
        assertThat(end.messagesSentAgain()).isPositive();
        assertThat(coap.lost()).isPositive();
      }
    }

    assertHoldsEveryReading(kafka.measurementsOf("cut"), fleet);
  }

  @Test
  void resumesBehindTheAcknowledgedRowsAfterItsProcessWasKilled() throws Exception {
    int engines = 4;
    int rows = 120;
    List<MachineHistory> fleet = SineHistory.fleet(engines, rows, 24);
    Path checkpoint = directory.resolve("killed.json");
    Path output = directory.resolve("killed.log");

    Process first = process("killed", checkpoint, output, engines, rows, "40");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                new Checkpoint(checkpoint)
                    .read().values().stream().anyMatch(e -> e.rowsAnswered() >= rows / 3));
    first.destroyForcibly().waitFor();
    long resumeAt =
        new Checkpoint(checkpoint)
            .read().values().stream().mapToLong(e -> e.rowsAnswered() * 24L).sum();
    Process second = process("killed", checkpoint, output, engines, rows, "max");

    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(output))
        .contains("resumed at " + resumeAt)
        .contains("ended %1$d %1$d of %1$d".formatted(SineHistory.readings(fleet)));
    List<Measurements> arrived = kafka.measurementsOf("killed");
    assertHoldsEveryReading(arrived, fleet);
    // Only what was under way or newer than the last checkpoint travelled twice.
    assertThat(arrived.size() - fleet.stream().mapToInt(MachineHistory::rows).sum())
        .isBetween(0, engines * rows / 4);
  }

  @Test
  void waitsForAGatewayThatIsNotThereYet() throws Exception {
    List<MachineHistory> fleet = SineHistory.fleet(4, 20, 3);
    int mqttPort = KafkaBroker.freePort();
    int coapPort = KafkaBroker.freePort();
    try (Replay replay =
        Replay.start(config("late", mqttPort, coapPort), fleet, ReplayGate.alwaysOpen())) {
      await().until(() -> replay.progress().messagesSent() > 0);

      try (EdgeGateway late =
          EdgeGateway.start(
              GatewayConfig.local(kafka.bootstrapServers())
                  .withMqtt(MqttConfig.defaults().listeningOn("127.0.0.1", mqttPort))
                  .withCoap(onPort(CoapConfig.defaults(), coapPort)),
              new SimpleMeterRegistry())) {
        assertThat(replay.awaitEnd(PATIENCE)).isTrue();
        assertThat(late.counters().readingsAcknowledged()).isEqualTo(SineHistory.readings(fleet));
      }
    }
  }

  @Test
  void holdsUntilTheGateOpens() throws Exception {
    List<MachineHistory> fleet = SineHistory.fleet(2, 50, 10);
    AtomicLong scored = new AtomicLong();
    try (Replay replay =
        Replay.start(config("gate"), fleet, ReplayGate.readingsAhead(200, scored::get))) {
      await().atMost(PATIENCE).until(() -> replay.progress().state() == ReplayProgress.State.HELD);
      assertThat(replay.progress().readingsSent()).isEqualTo(200);

      scored.set(100);
      await().atMost(PATIENCE).until(() -> replay.progress().readingsSent() == 300);
      scored.set(Long.MAX_VALUE / 2);

      assertThat(replay.awaitEnd(PATIENCE)).isTrue();
      assertThat(replay.progress().readingsAcknowledged()).isEqualTo(SineHistory.readings(fleet));
    }
  }

  @Test
  void countsWhatTheGatewayRejectsAndGoesOn() throws Exception {
    List<MachineHistory> fleet = new ArrayList<>(SineHistory.fleet(1, 10, 2));
    // Milliseconds of 1995 could as well be seconds of another time: the gateway refuses them.
    // SenML has
    // seconds only, and a clock that is wrong is no reason to refuse a reading.
    fleet.add(new EarlyHistory(new SineHistory("early-coap-json", 10, 2, 1)));
    fleet.add(new EarlyHistory(new SineHistory("early-coap-senml", 10, 2, 1)));
    fleet.add(new EarlyHistory(new SineHistory("early-mqtt", 10, 2, 1)));

    ReplayProgress end = replayToTheEnd(config("early"), fleet);

    assertThat(end.messagesRejected()).isEqualTo(20);
    assertThat(end.messagesAcknowledged()).isEqualTo(20);
    assertThat(end.readingsAcknowledged()).isEqualTo(40);
    assertThat(kafka.measurementsOf("early")).hasSize(20);
  }

  @Test
  void keepsTheGivenPace() throws Exception {
    List<MachineHistory> fleet = SineHistory.fleet(2, 21, 2);
    long begin = System.nanoTime();

    replayToTheEnd(config("pace").withPace(new ReplayPace(25)), fleet);

    // Twenty steps of 40 ms between twenty-one cycles.
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(790));
  }

  private static ReplayProgress replayToTheEnd(ReplayConfig config, List<MachineHistory> fleet)
      throws Exception {
    try (Replay replay = Replay.start(config, fleet, ReplayGate.alwaysOpen())) {
      assertThat(replay.awaitEnd(PATIENCE)).isTrue();
      return replay.progress();
    }
  }

  private static ReplayConfig config(String tenant) {
    return config(tenant, gateway.mqttPort(), gateway.coapPort());
  }

  private static ReplayConfig config(String tenant, int mqttPort, int coapPort) {
    return ReplayConfig.to(
        new TenantId(tenant),
        new Endpoint("127.0.0.1", mqttPort),
        new Endpoint("127.0.0.1", coapPort));
  }

  private static CoapConfig onPort(CoapConfig config, int port) {
    return config.listeningOn(config.host(), port);
  }

  private static Process process(
      String tenant, Path checkpoint, Path output, int engines, int rows, String speed)
      throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            ReplayProcess.class.getName(),
            Integer.toString(gateway.mqttPort()),
            Integer.toString(gateway.coapPort()),
            tenant,
            checkpoint.toString(),
            Integer.toString(engines),
            Integer.toString(rows),
            "24",
            speed)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(output.toString())))
        .start();
  }

  private static void assertHoldsEveryReading(
      List<Measurements> arrived, List<MachineHistory> fleet) {
    Map<String, Double> values = new HashMap<>();
    for (Measurements message : arrived) {
      for (int i = 0; i < message.size(); i++) {
        String reading =
            message.asset().asset() + " " + message.timeMicros(i) + " " + message.point(i);
        Double before = values.put(reading, message.value(i));
        assertThat(before == null || before == message.value(i)).as(reading).isTrue();
      }
    }
    for (MachineHistory history : fleet) {
      for (int row = 0; row < history.rows(); row++) {
        for (int point = 0; point < history.points().size(); point++) {
          String reading =
              history.asset() + " " + history.timeMicros(row) + " " + history.points().get(point);
          assertThat(values.remove(reading)).as(reading).isEqualTo(history.value(row, point));
        }
      }
    }
    assertThat(values).isEmpty();
  }

  private static void assertInOrder(List<Measurements> arrived) {
    Map<String, Long> newest = new HashMap<>();
    for (Measurements message : arrived) {
      Long before = newest.put(message.asset().toString(), message.timeMicros(0));
      assertThat(before == null || before < message.timeMicros(0)).isTrue();
    }
  }

  /** The same machine 30 years earlier. */
  private record EarlyHistory(MachineHistory history) implements MachineHistory {
    @Override
    public String asset() {
      return history.asset();
    }

    @Override
    public List<String> points() {
      return history.points();
    }

    @Override
    public int rows() {
      return history.rows();
    }

    @Override
    public long timeMicros(int row) {
      return history.timeMicros(row) - Duration.ofDays(30 * 365).toNanos() / 1000;
    }

    @Override
    public double value(int row, int point) {
      return history.value(row, point);
    }
  }
}
