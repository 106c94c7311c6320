package io.millwright.models.waveform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.advisory.Advisory;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.InvalidPlanException;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.spectrum.BearingSignal;
import io.millwright.models.spectrum.Block;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaveformPointsTest {
  private static final AssetKey MOTOR = AssetKey.of("demo", "motor-1");
  private static final long MINUTE = 60_000_000;
  private static final long START = 1_767_225_600_000_000L;

  private static final String YAML =
      """
      id: motor
      version: 1
      assetClass: motor
      title: A motor
      scan: {period: PT1M, lateness: PT2M}
      points:
        - {name: speed, unit: /min, range: [0, 4000]}
        - {name: velocity, unit: mm/s, range: [0, 100], waveform: acceleration, makes: "velocity-rms(10,1000)", interval: PT30M}
        - {name: crest, unit: "1", range: [0, 100], waveform: acceleration, makes: crest}
        - {name: once, unit: "[g]", range: [0, 100], waveform: acceleration, makes: order(1)}
        - {name: outer-race, unit: "1", range: [0, 1000], waveform: acceleration, makes: outer-race, interval: PT30M}
        - {name: inner-race, unit: "1", range: [0, 1000], waveform: acceleration, makes: inner-race, interval: PT30M}
      waveforms:
        - {point: acceleration, unit: "[g]", speed: speed, bearing: {elements: 9, elementDiameter: 7.94, pitchDiameter: 39.04}}
      descriptors:
        - {points: [velocity, crest, once, outer-race, inner-race], kinds: [last]}
      detectors:
        - {name: outer-race, kind: static-limit, point: outer-race, descriptor: last, direction: high, alert: 1, alarm: 3, scans: 2}
        - {name: inner-race, kind: static-limit, point: inner-race, descriptor: last, direction: high, alert: 1, alarm: 3, scans: 2}
      failureModes:
        - {name: bearing-wear, symptoms: {outer-race: 0.8, inner-race: 0.8}}
      advisories:
        - rule: bearing
          failureMode: bearing-wear
          when: {likelihood: {above: 0.3}}
          priority: 3
          title: Bearing of {asset}
          explanation: "{limits} {states}"
          recommendedAction: Exchange the bearing.
      """;

  private AssetMonitor monitor = new AssetMonitor(MOTOR, MonitoringPlan.parse(YAML));
  private final List<DescriptorVector> vectors = new ArrayList<>();
  private final List<Advisory> advisories = new ArrayList<>();

  private void take(Conclusions conclusions) {
    vectors.addAll(conclusions.descriptors());
    advisories.addAll(conclusions.advisories());
  }

  private void speed(int minute, double rpm) {
    take(
        monitor.accept(
            Measurements.builder(MOTOR, "mqtt:motor")
                .add("speed", START + minute * MINUTE, rpm)
                .build(),
            ModelCatalog.EMPTY));
  }

  private void block(int minute, Block block) {
    float[] samples = new float[block.samples().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) block.samples()[i];
    }
    take(
        monitor.accept(
            new WaveformBlock(
                "acceleration", START + minute * MINUTE, block.rateHz(), "[g]", samples),
            0,
            ModelCatalog.EMPTY));
  }

  private static Block outerRace(long seed, int seconds) {
    return new BearingSignal(seed, seconds)
        .noise(0.3)
        .sine(BearingSignal.SHAFT_HZ, 0.5)
        .outerRace(0)
        .block();
  }

  private double last(String point) {
    DescriptorVector vector = vectors.get(vectors.size() - 1);
    return vector.values()[vector.names().indexOf(point + "/last")];
  }

  @Test
  void aBlockMakesThePointsOfItsScanWithTheSpeedOfThatScanWhicheverCameFirst() {
    Block block = new BearingSignal(1, 5).sine(100, 1).sine(BearingSignal.SHAFT_HZ, 0.2).block();
    block(0, block);
    speed(0, BearingSignal.SHAFT_HZ * 60);
    speed(3, 3_000);

    assertThat(vectors).hasSize(1);
    // 1 g peak at 100 Hz is 11.04 mm/s RMS, 0.2 g at the shaft's 29.95 Hz 7.37.
    assertThat(last("velocity")).isCloseTo(Math.hypot(11.04, 7.37), within(0.05));
    assertThat(last("once")).isCloseTo(0.2 / Math.sqrt(2), within(0.005));
    assertThat(last("crest")).isBetween(1.5, 1.8);
  }

  @Test
  void whatNeedsASpeedIsAGapWithoutOne() {
    block(0, outerRace(1, 5));
    take(monitor.advanceTo(START + 5 * MINUTE, ModelCatalog.EMPTY));

    assertThat(vectors).hasSize(1);
    assertThat(last("once")).isNaN();
    assertThat(last("outer-race")).isNaN();
    assertThat(last("velocity")).isGreaterThan(0);
  }

  @Test
  void aDamagedBearingBecomesOneAdvisoryThoughBlocksComeSeldom() {
    for (int minute = 0; minute < 100; minute++) {
      if (minute % 30 == 10) {
        block(minute, outerRace(minute, 10));
      }
      speed(minute, BearingSignal.SHAFT_HZ * 60);
    }

    assertThat(advisories).hasSize(1);
    assertThat(advisories.get(0).explanation()).contains("outer-race is in AL");
    assertThat(advisories.get(0).trendPoints()).containsExactly("outer-race");
  }

  @Test
  void goesOnFromItsBytesWithTheBlocksThatWait() {
    block(0, outerRace(2, 5));
    monitor = AssetMonitor.restore(MOTOR, MonitoringPlan.parse(YAML), monitor.snapshot());
    speed(0, BearingSignal.SHAFT_HZ * 60);
    speed(3, 3_000);

    assertThat(last("velocity")).isGreaterThan(0);
    assertThat(monitor.snapshot().length).as("no block waits any more").isLessThan(10_000);
  }

  @Test
  void ofSeveralBlocksInAScanTheLatestCountsInWhateverOrder() {
    Block quiet = new BearingSignal(1, 5).sine(100, 1).block();
    Block loud = new BearingSignal(1, 6).sine(100, 2).block();
    block(0, loud);
    block(0, quiet);
    take(monitor.advanceTo(START + 5 * MINUTE, ModelCatalog.EMPTY));

    assertThat(last("velocity")).isCloseTo(22.08, within(0.05));
  }

  @Test
  void blocksThatAreLateUnknownOrInAnotherUnitChangeNothing() {
    speed(0, 1_500);
    speed(60, 1_500);
    int before = vectors.size();
    block(0, outerRace(1, 2));
    float[] samples = new float[100];
    take(
        monitor.accept(
            new WaveformBlock("elsewhere", START, 100, "[g]", samples), 0, ModelCatalog.EMPTY));
    take(
        monitor.accept(
            new WaveformBlock("acceleration", START + 60 * MINUTE, 100, "V", samples),
            0,
            ModelCatalog.EMPTY));

    assertThat(vectors).hasSize(before);
    assertThat(monitor.counts().late()).isEqualTo(1);
    assertThat(monitor.counts().unknownPoint()).isEqualTo(1);
    assertThat(monitor.counts().notUsable()).isEqualTo(1);
  }

  @Test
  void aPlanSaysWhatItsWaveformsLack() {
    String faulty =
        YAML.replace(
                "speed: speed, bearing: {elements: 9, elementDiameter: 7.94, pitchDiameter: 39.04}",
                "rpm: 1500")
            .replace("makes: crest", "makes: sweetness")
            .replace(
                "name: once, unit: \"[g]\", range: [0, 100], waveform: acceleration",
                "name: once, unit: \"[g]\", range: [0, 100], waveform: other");

    assertThatThrownBy(() -> MonitoringPlan.parse(faulty))
        .isInstanceOf(InvalidPlanException.class)
        .hasMessageContaining(
            "'sweetness' is not made of waveforms; known are velocity-rms(10,1000)")
        .hasMessageContaining("once: waveform 'other' is not there")
        .hasMessageContaining("waveforms[0] (line 14): is missing; outer-race makes outer-race");
  }

  @Test
  void aBlockThatSaysNothingIsRefused() {
    assertThatThrownBy(() -> new WaveformBlock("a", 0, 0, "[g]", new float[100]))
        .hasMessageContaining("sampling rate of a is 0.0 Hz");
    assertThatThrownBy(() -> new WaveformBlock("a", 0, 10, "[g]", new float[3]))
        .hasMessageContaining("3 samples of a says nothing");
    assertThatThrownBy(
            () ->
                new WaveformBlock(
                    "a",
                    0,
                    10,
                    "[g]",
                    new float[] {1, Float.NaN, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
        .hasMessageContaining("sample 1 of a is NaN");
  }
}
