package io.millwright.streams.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redelivered, overlapping, corrected and disordered readings, through the whole graph. */
class RepeatedDeliveriesTest {
  private static final AssetKey PUMP = Pumps.pump(1);
  private static final int HOURS = 200;
  private static final int LATENESS = 5;
  private static final String PLAN =
      Pumps.plan(1).replace("lateness: PT0S", "lateness: PT" + LATENESS + "H");

  @TempDir Path directory;

  /** A message, and when it comes. */
  private record Arrival(Measurements readings, double hour) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void giveByteForByteTheConclusionsOfACleanDelivery(long seed) {
    Random random = new Random(seed);
    List<Arrival> clean = new ArrayList<>();
    List<Arrival> disturbed = new ArrayList<>();
    for (int hour = 0; hour < HOURS; hour++) {
      Measurements readings = Pumps.readings(1, hour);
      clean.add(new Arrival(readings, hour));
      disturbed.add(new Arrival(readings, hour + random.nextDouble(LATENESS)));
      // Delivered again while its scan is open, and in an overlapping backfill long after.
      disturbed.add(new Arrival(readings, hour + random.nextDouble(LATENESS)));
      disturbed.add(new Arrival(readings, hour + random.nextDouble(50)));
      if (hour > 0) {
        disturbed.add(new Arrival(mistaken(readings, random), hour + random.nextDouble(LATENESS)));
      }
    }
    disturbed.sort(Comparator.comparingDouble(Arrival::hour));

    Map<String, List<String>> expected = conclusions(clean, directory.resolve("clean"));
    assertThat(conclusions(disturbed, directory.resolve("disturbed"))).isEqualTo(expected);
    assertThat(expected.get(Topics.ADVISORIES.name())).hasSizeGreaterThan(2);
    assertThat(expected.get(Topics.HEALTH.name())).hasSize(HOURS);
  }

  /** Other values of the same points and times, under a lower number. */
  private static Measurements mistaken(Measurements right, Random random) {
    MeasurementsBuilder wrong =
        Measurements.builder(right.asset(), right.source())
            .sourceSequence(1 + random.nextLong(right.sourceSequence() - 1));
    for (int i = 0; i < right.size(); i++) {
      wrong.add(right.point(i), right.timeMicros(i), random.nextInt(100));
    }
    return wrong.build();
  }

  private static Map<String, List<String>> conclusions(List<Arrival> arrivals, Path state) {
    try (MonitoringGraph graph = MonitoringGraph.start(state)) {
      graph.plan(PUMP, PLAN);
      arrivals.forEach(arrival -> graph.pipe(Topics.MEASUREMENTS, PUMP, arrival.readings()));
      graph.pipe(
          Topics.EVENTS,
          PUMP,
          AssetEvent.newBuilder()
              .setTenant(PUMP.tenant().value())
              .setAsset(PUMP.asset().value())
              .setKind(AssetEvent.Kind.TIME_TICK)
              .setTimeMicros(Pumps.BASE + (HOURS + LATENESS) * Pumps.HOUR)
              .build());
      Map<String, List<String>> bytes = new TreeMap<>();
      for (Topic<?, ?> topic :
          List.of(
              Topics.DESCRIPTORS,
              Topics.STATES,
              Topics.HEALTH,
              Topics.PROGNOSES,
              Topics.ADVISORIES)) {
        bytes.put(
            topic.name(),
            graph
                .driver()
                .createOutputTopic(
                    topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .stream()
                .map(HexFormat.of()::formatHex)
                .toList());
      }
      return bytes;
    }
  }
}
