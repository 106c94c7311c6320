package io.millwright.streams.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AlarmCommand;
import io.millwright.contracts.wire.AlarmEvent;
import io.millwright.contracts.wire.Waveform;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alarms, what people do about them, and blocks of samples, through the graph. */
class AlarmsAndWaveformsTest {
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

  private static final String WAVEFORM_PLAN =
      """
      id: motor
      version: 1
      assetClass: motor
      title: A motor
      scan: {period: PT1M, lateness: PT1M}
      points:
        - {name: velocity, unit: mm/s, range: [0, 1000], waveform: acceleration, makes: "velocity-rms(10,100)", interval: PT10M}
      waveforms:
        - {point: acceleration, unit: m/s2}
      descriptors:
        - {points: [velocity], kinds: [last]}
      detectors:
        - {name: zone, kind: static-limit, point: velocity, descriptor: last, direction: high, alert: 4.5, alarm: 7.1}
      """;

  private static Waveform waveform(long startMicros, double amplitude) {
    Waveform.Builder waveform =
        Waveform.newBuilder()
            .setTenant(PUMP.tenant().value())
            .setAsset(PUMP.asset().value())
            .setPoint("acceleration")
            .setStartTimeMicros(startMicros)
            .setSamplingRateHz(512)
            .setUnit("m/s2");
    for (int i = 0; i < 512; i++) {
      waveform.addSamples((float) (amplitude * Math.sin(2 * Math.PI * 40 * i / 512)));
    }
    return waveform.build();
  }

  @Test
  void announcesAlarmsOfWaveformsAndHeedsWhatPeopleDoAboutThem() {
    long minute = 60_000_000;
    graph.plan(PUMP, WAVEFORM_PLAN);
    for (int i = 0; i < 10; i++) {
      graph.pipe(Topics.WAVEFORMS, PUMP, waveform(i * minute, 3));
      if (i == 4) {
        graph.pipe(
            Topics.ALARM_COMMANDS,
            PUMP,
            AlarmCommand.newBuilder()
                .setCommandId("1")
                .setTenant(PUMP.tenant().value())
                .setAsset(PUMP.asset().value())
                .setKind(AlarmCommand.Kind.ACKNOWLEDGE)
                .setTimeMicros(4 * minute)
                .setBy("kim")
                .build());
      }
    }

    assertThat(graph.read(Topics.ALARMS))
        .extracting(
            AlarmEvent::getState,
            AlarmEvent::getAnnunciated,
            AlarmEvent::getBy,
            AlarmEvent::getPoint,
            AlarmEvent::getUnit)
        .containsExactly(
            tuple(AlarmEvent.AlarmState.ACTIVE_UNACKNOWLEDGED, true, "", "velocity", "mm/s"),
            tuple(AlarmEvent.AlarmState.ACTIVE_ACKNOWLEDGED, false, "kim", "velocity", "mm/s"));
  }

  @Test
  void setsAWaveformAndACommandThatCannotBeUsedAside() {
    graph.plan(PUMP, WAVEFORM_PLAN);
    graph.pipe(Topics.WAVEFORMS, PUMP, waveform(0, Double.NaN));
    graph.pipe(Topics.WAVEFORMS, PUMP, waveform(0, 1).toBuilder().setSamplingRateHz(0).build());
    graph.pipe(
        Topics.ALARM_COMMANDS,
        PUMP,
        AlarmCommand.newBuilder()
            .setTenant(PUMP.tenant().value())
            .setAsset(PUMP.asset().value())
            .setKind(AlarmCommand.Kind.SHELVE)
            .build());

    assertThat(graph.count("inputs.refused")).isEqualTo(3);
    assertThat(graph.count("engine.failures")).isZero();
  }
}
