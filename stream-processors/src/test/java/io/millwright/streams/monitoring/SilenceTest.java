package io.millwright.streams.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.MessageLite;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.State;
import io.millwright.contracts.wire.StateDetection;
import io.millwright.streams.monitoring.MonitoringGraph.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Assets that fall silent while the clock goes on. */
class SilenceTest {
  private static final AssetKey PUMP = Pumps.pump(1);
  private static final long MINUTE = 60_000_000L;
  private static final Duration SECONDS = Duration.ofSeconds(10);
  private static final Instant BEGIN = Instant.ofEpochSecond(Pumps.BASE / 1_000_000);
  private static final String PLAN =
      Pumps.plan(1)
          .replace(
              "period: PT1H, lateness: PT0S", "period: PT1M, lateness: PT2M, unknownAfterScans: 5");

  @TempDir Path directory;
  private MonitoringGraph graph;
  private int graphs;

  @BeforeEach
  void start() {
    graph = graph(SECONDS);
    graph.plan(PUMP, PLAN);
  }

  @AfterEach
  void stop() {
    graph.close();
  }

  private MonitoringGraph graph(Duration tickInterval) {
    return MonitoringGraph.start(
        directory.resolve("graph-" + graphs++), Setting.usual().ticking(tickInterval, BEGIN));
  }

  private static Measurements readings(AssetKey asset, int firstMinute, int minutes) {
    MeasurementsBuilder readings = Measurements.builder(asset, "mqtt:plant");
    for (int minute = firstMinute; minute < firstMinute + minutes; minute++) {
      readings
          .add("wear", Pumps.BASE + minute * MINUTE, 20)
          .add("speed", Pumps.BASE + minute * MINUTE, 1480);
    }
    return readings.build();
  }

  /** As long as the clock says the time of the readings. */
  private void live(int fromMinute, int toMinute) {
    for (int minute = fromMinute; minute < toMinute; minute++) {
      graph.pipe(Topics.MEASUREMENTS, PUMP, readings(PUMP, minute, 1));
      graph.pass(Duration.ofMinutes(1));
    }
  }

  private static List<Long> minutes(List<AssetEvent> ticks) {
    return ticks.stream().map(tick -> (tick.getTimeMicros() - Pumps.BASE) / MINUTE).toList();
  }

  @Test
  void areToldByTicksOfTheTimesAtWhichSomethingChangesAndByNoMore() {
    live(0, 10);
    assertThat(graph.read(Topics.EVENTS)).isEmpty();
    graph.read(Topics.STATES);

    graph.pass(Duration.ofHours(12));

    List<AssetEvent> ticks = graph.read(Topics.EVENTS);
    // Three scans were open, the last of minute 9, and its state holds for five without a reading.
    assertThat(minutes(ticks)).containsExactly(10L, 11L, 12L, 17L);
    assertThat(ticks)
        .allMatch(tick -> tick.getKind() == AssetEvent.Kind.TIME_TICK)
        .allMatch(tick -> tick.getAsset().equals("pump-1") && tick.getTenant().equals("acme"));
    assertThat(graph.read(Topics.HEALTH)).hasSize(10);
    assertThat(graph.read(Topics.STATES))
        .extracting(
            StateDetection::getState, state -> (state.getTimeMicros() - Pumps.BASE) / MINUTE)
        .containsExactly(tuple(State.STATE_UNKNOWN, 15L));
    assertThat(graph.count("ticks")).isEqualTo(4);
  }

  @Test
  void areGivenTwoScanPeriodsBeyondWhatIsUsualOfThem() {
    live(0, 10);
    // The clock says minute 10, the scan of minute 7 ends with a tick of 10 minutes.
    graph.pass(Duration.ofSeconds(110));
    assertThat(graph.read(Topics.EVENTS)).isEmpty();
    graph.pass(Duration.ofSeconds(20));
    assertThat(minutes(graph.read(Topics.EVENTS))).containsExactly(10L);
  }

  @Test
  void goOnWhereTheyWereWhenTheyAreHeardAgain() {
    live(0, 10);
    graph.pass(Duration.ofHours(2));
    graph.read(Topics.STATES);
    graph.read(Topics.EVENTS);
    live(130, 140);

    assertThat(graph.read(Topics.EVENTS)).isEmpty();
    assertThat(graph.count("readings.late")).isZero();
    assertThat(graph.read(Topics.STATES))
        .extracting(StateDetection::getState)
        .containsExactly(State.STATE_NORMAL);
  }

  /** Five minutes without a reading, and the two of the lateness, are all that silence costs. */
  @Test
  void areMonitoredForAllOfTheirOutageThatWasNotConcludedWithoutThem() {
    live(0, 10);
    graph.pass(Duration.ofHours(2));
    graph.read(Topics.HEALTH);
    graph.pipe(Topics.MEASUREMENTS, PUMP, readings(PUMP, 10, 120));

    assertThat(graph.read(Topics.CORRECTIONS))
        .singleElement()
        .satisfies(late -> assertThat(late.getReadings()).isEqualTo(2 * 5));
    assertThat(graph.read(Topics.HEALTH)).hasSize(120 - 5 - 3);
  }

  @Test
  void areNotTickedWhileAHistoryOfThemIsReplayed() {
    for (int minute = -10_000; minute < -9_990; minute++) {
      graph.pipe(Topics.MEASUREMENTS, PUMP, readings(PUMP, minute, 1));
      graph.pass(Duration.ofHours(1));
    }
    for (int hour = 0; hour < 5; hour++) {
      graph.pipe(Topics.BACKFILL, PUMP, readings(PUMP, hour * 60, 1));
      graph.pass(Duration.ofHours(10));
    }

    assertThat(graph.read(Topics.EVENTS)).isEmpty();
    assertThat(graph.count("readings.late")).isZero();
  }

  @Test
  void areExpectedAsLateAsTheySend() {
    for (int hour = 1; hour < 20; hour++) {
      graph.pass(Duration.ofHours(1));
      graph.pipe(Topics.MEASUREMENTS, PUMP, readings(PUMP, (hour - 1) * 60, 60));
    }

    assertThat(graph.read(Topics.EVENTS)).isEmpty();
    assertThat(graph.count("readings.late")).isZero();
    graph.pass(Duration.ofHours(2));
    assertThat(graph.read(Topics.EVENTS)).hasSize(4);
  }

  @Test
  void areLeftAloneWithoutAPlanOrWhenTicksAreSwitchedOff() {
    AssetKey other = Pumps.pump(2);
    graph.pipe(Topics.SHADOW_PLANS, other, Pumps.release(other, PLAN));
    graph.pipe(Topics.MEASUREMENTS, other, readings(other, 0, 3));
    graph.pass(Duration.ofHours(12));
    assertThat(graph.read(Topics.EVENTS)).isEmpty();

    graph.close();
    graph = graph(Duration.ZERO);
    graph.plan(PUMP, PLAN);
    live(0, 10);
    graph.pass(Duration.ofHours(12));
    assertThat(graph.read(Topics.EVENTS)).isEmpty();
  }

  @Test
  void areForgottenWithTheirPlan() {
    live(0, 10);
    graph.pipe(Topics.PLANS, PUMP, null);
    graph.pass(Duration.ofHours(12));

    assertThat(graph.read(Topics.EVENTS)).isEmpty();
  }

  @Test
  void areTickedPastWhatWasReachedWhenANewPlanWaitsLess() {
    live(0, 10);
    graph.read(Topics.HEALTH);
    graph.plan(
        PUMP, PLAN.replace("version: 1", "version: 2").replace("lateness: PT2M", "lateness: PT0S"));
    graph.pass(Duration.ofMinutes(20));

    // The scans of minutes 7 and 8 are closed at once, by an event time that is past them.
    assertThat(graph.read(Topics.EVENTS))
        .extracting(AssetEvent::getTimeMicros)
        .containsExactly(
            Pumps.BASE + 9 * MINUTE + 1, Pumps.BASE + 10 * MINUTE, Pumps.BASE + 15 * MINUTE);
    assertThat(graph.read(Topics.HEALTH)).hasSize(3);
  }

  /** A record as it went in. */
  private record Recorded<V>(Topic<AssetKey, V> topic, AssetKey key, V value) {
    void into(MonitoringGraph graph) {
      graph.pipe(topic, key, value);
    }
  }

  /** Clocks that are wrong, messages of several minutes, outages with and without a buffer. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void giveTheSameWhenTheRecordedInputIsReplayedWithoutAClock(long seed) {
    Random random = new Random(seed);
    List<Recorded<?>> recorded = new ArrayList<>();
    int pumps = 6;
    int[] sent = new int[pumps];
    int[] silentUntil = new int[pumps];
    for (int pump = 0; pump < pumps; pump++) {
      record(recorded, Topics.PLANS, pump, Pumps.release(Pumps.pump(pump), PLAN));
    }
    for (int minute = 1; minute < 160; minute++) {
      for (int pump = 0; pump < pumps; pump++) {
        if (random.nextInt(40) == 0) {
          silentUntil[pump] = minute + random.nextInt(60);
          sent[pump] = random.nextBoolean() ? sent[pump] : silentUntil[pump];
        }
        boolean sends = minute >= silentUntil[pump] && minute % (1 + pump % 4) == 0;
        if (sends && sent[pump] < minute) {
          int skew = pump % 5 == 4 ? 30 : 0;
          Measurements readings = worn(pump, sent[pump] - skew, minute - sent[pump], random);
          record(recorded, Topics.MEASUREMENTS, pump, readings);
          sent[pump] = minute;
        }
      }
      graph.pass(Duration.ofMinutes(1));
      for (AssetEvent tick : graph.read(Topics.EVENTS)) {
        recorded.add(new Recorded<>(Topics.EVENTS, AssetKey.of("acme", tick.getAsset()), tick));
      }
    }

    assertThat(graph.count("ticks")).isGreaterThan(15);
    try (MonitoringGraph replayed = graph(Duration.ZERO)) {
      recorded.forEach(each -> each.into(replayed));
      Map<String, List<MessageLite>> expected = conclusions(graph);
      assertThat(conclusions(replayed)).isEqualTo(expected);
      assertThat(expected).containsKey(Topics.ADVISORIES.name() + " acme/pump-1");
    }
  }

  private <V> void record(List<Recorded<?>> recorded, Topic<AssetKey, V> topic, int pump, V value) {
    Recorded<V> one = new Recorded<>(topic, Pumps.pump(pump), value);
    recorded.add(one);
    one.into(graph);
  }

  private static Measurements worn(int pump, int from, int minutes, Random random) {
    MeasurementsBuilder readings = Measurements.builder(Pumps.pump(pump), "mqtt:plant");
    for (int minute = from; minute < from + minutes; minute++) {
      long time = Pumps.BASE + minute * MINUTE + random.nextInt(60_000_000);
      readings
          .add("wear", time, 30 + (minute + pump * 17) % 40)
          .add("speed", time, 1480 + random.nextInt(9));
    }
    return readings.build();
  }

  /** By asset, as the order among assets is not recorded. */
  private static Map<String, List<MessageLite>> conclusions(MonitoringGraph graph) {
    Map<String, List<MessageLite>> byAsset = new TreeMap<>();
    for (Topic<AssetKey, ? extends MessageLite> topic :
        List.of(
            Topics.STATES,
            Topics.HEALTH,
            Topics.PROGNOSES,
            Topics.CORRECTIONS,
            Topics.ADVISORIES)) {
      for (var record :
          graph
              .driver()
              .createOutputTopic(
                  topic.name(), topic.keySerde().deserializer(), topic.valueSerde().deserializer())
              .readKeyValuesToList()) {
        byAsset
            .computeIfAbsent(topic.name() + " " + record.key, absent -> new ArrayList<>())
            .add(record.value);
      }
    }
    return byAsset;
  }
}
