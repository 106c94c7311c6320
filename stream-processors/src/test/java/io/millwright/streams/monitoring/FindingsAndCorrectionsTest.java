package io.millwright.streams.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Correction;
import io.millwright.contracts.wire.InstrumentFinding;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.MonitoringPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of sensors and of readings that came too late, through the graph. */
class FindingsAndCorrectionsTest {
  private static final AssetKey PUMP = Pumps.pump(1);

  @TempDir Path directory;
  private MonitoringGraph graph;

  @BeforeEach
  void start() {
    graph = MonitoringGraph.start(directory);
  }

  @AfterEach
  void stop() {
    graph.close();
  }

  @Test
  void saysWhichSensorsCannotBeBelievedAndWhatToDo() {
    String plan =
        Pumps.plan(1)
            .replace("descriptors:\n", "instruments: [{points: [wear, speed]}]\ndescriptors:\n");
    graph.plan(PUMP, plan);
    AssetMonitor monitor = new AssetMonitor(PUMP, MonitoringPlan.parse(plan));
    List<Conclusions> all = new ArrayList<>();
    for (int hour = 0; hour < 120; hour++) {
      Measurements readings =
          hour < 40 || hour >= 60
              ? Pumps.readings(1, hour)
              : Measurements.builder(PUMP, "mqtt:plant")
                  .add("wear", Pumps.BASE + hour * Pumps.HOUR, 500)
                  .add("speed", Pumps.BASE + hour * Pumps.HOUR, 1480 + hour % 3)
                  .build();
      graph.pipe(Topics.MEASUREMENTS, PUMP, readings);
      all.add(monitor.accept(readings, Pumps.models()));
    }

    List<InstrumentFinding> findings = graph.read(Topics.INSTRUMENTS);
    assertThat(findings)
        .isEqualTo(
            ConclusionMessages.findings(
                PUMP,
                new Concluded("pump-wear", 1, "mqtt:plant", MonitoredReference.together(all))));
    assertThat(findings)
        .filteredOn(finding -> finding.getFault() == InstrumentFinding.Fault.OUT_OF_RANGE)
        .extracting(InstrumentFinding::getPoint, InstrumentFinding::getOpen)
        .containsExactly(tuple("wear", true), tuple("wear", false));
    assertThat(findings).allMatch(finding -> !finding.getRemedy().isEmpty());
    long opened = findings.stream().filter(InstrumentFinding::getOpen).count();
    assertThat(graph.count("findings.opened")).isEqualTo(opened);
    assertThat(graph.count("findings.closed")).isEqualTo(findings.size() - opened);
  }

  @Test
  void tellsReadingsThatCameTooLate() {
    graph.plan(PUMP, Pumps.plan(1));
    graph.hours(1, 0, 10);
    assertThat(graph.read(Topics.CORRECTIONS)).isEmpty();
    graph.read(Topics.HEALTH);

    graph.pipe(
        Topics.MEASUREMENTS,
        PUMP,
        Measurements.builder(PUMP, "coap:spare")
            .add("speed", Pumps.BASE + 3 * Pumps.HOUR, 1480)
            .add("wear", Pumps.BASE + 2 * Pumps.HOUR, 20)
            .add("wear", Pumps.BASE + 4 * Pumps.HOUR, 20)
            .build());

    assertThat(graph.read(Topics.CORRECTIONS))
        .containsExactly(
            Correction.newBuilder()
                .setTenant("acme")
                .setAsset("pump-1")
                .setSource("coap:spare")
                .setFromMicros(Pumps.BASE + 2 * Pumps.HOUR)
                .setToMicros(Pumps.BASE + 4 * Pumps.HOUR)
                .setReadings(3)
                .setReachedMicros(Pumps.BASE + 9 * Pumps.HOUR + 60_000_000L)
                .addPoint("wear")
                .addPoint("speed")
                .build());
    assertThat(graph.count("readings.late")).isEqualTo(3);
    assertThat(graph.read(Topics.HEALTH)).isEmpty();
  }
}
