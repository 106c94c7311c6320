package io.millwright.models.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.models.alarm.AlarmCommand;
import io.millwright.models.monitor.MaintenanceRecord.Kind;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.waveform.WaveformBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Tries to make the same history give other conclusions, under a plan with regimes, instruments,
 * learned baselines, waveforms and alarms: by disorder within the lateness, repetition and
 * restarts.
 */
class WholePlanPropertyTest {
  private static final AssetKey PUMP = AssetKey.of("demo", "pump-1");
  private static final long MINUTE = 60_000_000;
  private static final long LATENESS = 3 * MINUTE;
  private static final long START = 1_767_225_600_000_000L;

  private static final MonitoringPlan PLAN =
      MonitoringPlan.parse(
          """
          id: pump
          version: 1
          assetClass: pump
          title: A pump
          scan: {period: PT1M, lateness: PT3M, maxAhead: PT10M, unknownAfterScans: 5, baselineScans: 10}
          operation: {point: speed, runsAbove: 50, startScans: 2, transient: {above: 100, scans: 3}, bins: [{point: speed, edges: [2000]}]}
          points:
            - {name: speed, unit: /min, range: [0, 4000]}
            - {name: vibration, unit: mm/s, range: [0, 100]}
            - {name: twin, unit: mm/s, range: [0, 100]}
            - {name: flow, unit: L/min, range: [0, 500]}
            - {name: vibration-n, unit: "1", range: [-50, 50], normalises: vibration}
            - {name: velocity, unit: mm/s, range: [0, 1000], waveform: acceleration, makes: "velocity-rms(10,100)", interval: PT20M}
          waveforms:
            - {point: acceleration, unit: m/s2, speed: speed}
          instruments:
            - {points: [vibration], reference: twin, span: [0, 60], learnScans: 10, stuckScans: 6, dropoutScans: 4, clearScans: 5}
            - {points: [flow], learnScans: 10, stuckScans: 6, dropoutScans: 4, clearScans: 5}
          descriptors:
            - {points: [vibration, flow, vibration-n, velocity], kinds: [last]}
            - {points: [vibration, flow], kinds: [mean5, ewma20]}
          detectors:
            - {name: up, kind: deviation, point: vibration, descriptor: mean5, learnScans: 15, alert: 4, alarm: 8, scans: 2}
            - {name: moved, kind: ewma, point: flow, descriptor: last, learnScans: 15, alert: 5}
            - {name: shifted, kind: cusum, point: vibration, descriptor: last, learnScans: 15, alert: 8, alarm: 20}
            - {name: odd, kind: mad, point: flow, descriptor: last, learnScans: 15, alert: 5}
            - {name: normal, kind: static-limit, point: vibration-n, descriptor: last, direction: high, alert: 6}
            - {name: together, kind: hotelling, descriptors: [vibration/last, flow/last], learnScans: 20, alert: 2}
            - {name: charted, kind: mewma, descriptors: [vibration/last, flow/last], settleScans: 2, learnScans: 20, stepBack: 0.4, alert: 6}
            - {name: shaking, kind: ratio, point: velocity, descriptor: last, learnScans: 3, alert: 2}
            - {name: most, kind: vote, detectors: [up, moved, shifted, odd], alert: 2, alarm: 3}
          failureModes:
            - {name: wear, symptoms: {up: 0.5, shifted: 0.4, most: 0.4, shaking: 0.4}}
          advisories:
            - rule: wear
              failureMode: wear
              when: {likelihood: {above: 0.4, endsBelow: 0.2}}
              persistenceScans: 2
              clearScans: 5
              priority: 3
              title: Wear of {asset}
              explanation: "{limits} {states} {movedMost}"
              recommendedAction: Inspect.
          alarms: {mostAnnounced: 2, announcedScans: 20}
          """);

  /** Something that comes to the monitor, and when. */
  private record Arrival(long time, boolean anyOrder, Function<AssetMonitor, Conclusions> feed) {}

  private static Arrival message(long time, Measurements readings) {
    return new Arrival(time, true, monitor -> monitor.accept(readings, ModelCatalog.EMPTY));
  }

  /** A machine that starts and stops, wears, has faulty sensors, and people who see to it. */
  private static List<Arrival> history(Random random) {
    List<Arrival> arrivals = new ArrayList<>();
    int scans = 150 + random.nextInt(150);
    int wearFrom = 80 + random.nextInt(100);
    int faultFrom = 60 + random.nextInt(200);
    int fault = random.nextInt(6);
    double speed = 1_500;
    for (int scan = 0; scan < scans; scan++) {
      long time = START + scan * MINUTE + random.nextInt(50_000_000);
      if (random.nextInt(60) == 0) {
        speed = random.nextInt(3) * 1_250;
      }
      double truth = speed == 0 ? 0 : 2 + speed / 2_000 + Math.max(0, scan - wearFrom) * 0.05;
      double shown = truth + 0.1 * random.nextGaussian();
      MeasurementsBuilder readings =
          Measurements.builder(PUMP, "mqtt:pump").receivedTimeMicros(time + 1_000_000);
      readings.add("speed", time, speed + random.nextInt(5));
      readings.add("twin", time, Math.max(0, truth + 0.1 * random.nextGaussian()));
      readings.add("flow", time, speed / 10 + random.nextGaussian());
      boolean faulty = scan >= faultFrom;
      if (!faulty || fault > 4) {
        readings.add("vibration", time, Math.max(0, shown));
      } else {
        switch (fault) {
          case 0 -> readings.add("vibration", time, 2.5);
          case 1 -> readings.add("vibration", time, 5_000);
          case 2 -> readings.add("vibration", time + 60 * MINUTE, shown);
          case 3 -> readings.add("vibration", time, Math.max(0, shown / 25.4));
          default -> {}
        }
      }
      arrivals.add(message(time, readings.build()));
      if (random.nextInt(20) == 0) {
        arrivals.add(block(time, random));
      }
      if (random.nextInt(40) == 0) {
        arrivals.add(deed(time, random, scan));
      }
    }
    return arrivals;
  }

  private static Arrival block(long time, Random random) {
    float[] samples = new float[256];
    float amplitude = 1 + random.nextInt(4);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = amplitude * (float) Math.sin(2 * Math.PI * 40 * i / 512);
    }
    // Half a second: its end is what counts.
    WaveformBlock block = new WaveformBlock("acceleration", time - 500_000, 512, "m/s2", samples);
    return new Arrival(time, true, monitor -> monitor.accept(block, 0, ModelCatalog.EMPTY));
  }

  /** People's deeds are told in order: they wait for event time, which readings have not passed. */
  private static Arrival deed(long time, Random random, int scan) {
    if (random.nextBoolean()) {
      Kind[] kinds = Kind.values();
      MaintenanceRecord record =
          new MaintenanceRecord(
              time, "wear", "", kinds[random.nextInt(kinds.length)], random.nextInt(4) == 0);
      return new Arrival(time, false, monitor -> monitor.accept(record));
    }
    AlarmCommand.Kind[] kinds = AlarmCommand.Kind.values();
    AlarmCommand command =
        new AlarmCommand(
            "c" + scan,
            time,
            kinds[random.nextInt(kinds.length)],
            random.nextBoolean() ? "up" : "",
            time + 20 * MINUTE,
            "because",
            "kim");
    return new Arrival(time, false, monitor -> monitor.accept(command));
  }

  private static List<String> conclusions(List<Arrival> arrivals, @Nullable Random restarts) {
    AssetMonitor monitor = new AssetMonitor(PUMP, PLAN);
    List<String> lines = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      if (restarts != null && restarts.nextInt(15) == 0) {
        byte[] snapshot = monitor.snapshot();
        monitor = AssetMonitor.restore(PUMP, PLAN, snapshot);
        assertThat(monitor.snapshot()).isEqualTo(snapshot);
      }
      lines.addAll(lines(arrival.feed().apply(monitor)));
    }
    long end = arrivals.stream().mapToLong(Arrival::time).max().orElse(START);
    lines.addAll(lines(monitor.advanceTo(end + 20 * MINUTE, ModelCatalog.EMPTY)));
    Collections.sort(lines);
    return lines;
  }

  private static List<String> lines(Conclusions conclusions) {
    return Stream.of(
            conclusions.descriptors().stream()
                .map(it -> it.timeMicros() + " " + Arrays.toString(it.values())),
            conclusions.findings().stream(),
            conclusions.stateChanges().stream(),
            conclusions.alarms().stream(),
            conclusions.health().stream(),
            conclusions.advisories().stream())
        .flatMap(it -> it.map(Object::toString))
        .toList();
  }

  /** Each message comes up to the lateness later than another, and some of them come twice. */
  private static List<Arrival> disturbed(List<Arrival> arrivals, Random random) {
    record Due(long at, Arrival arrival) {}
    List<Due> due = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      long delay = arrival.anyOrder() ? (long) (random.nextDouble() * (LATENESS - MINUTE)) : 0;
      due.add(new Due(arrival.time() + delay, arrival));
      if (arrival.anyOrder() && random.nextInt(5) == 0) {
        long again = (long) (random.nextDouble() * (LATENESS - MINUTE));
        due.add(new Due(arrival.time() + again, arrival));
      }
    }
    due.sort(Comparator.comparingLong(Due::at));
    return due.stream().map(Due::arrival).toList();
  }

  @Property(tries = 60)
  void disorderAndRepetitionChangeNothing(@ForAll long historySeed, @ForAll long arrivalSeed) {
    List<Arrival> history = history(new Random(historySeed));

    assertThat(conclusions(disturbed(history, new Random(arrivalSeed)), null))
        .isEqualTo(conclusions(history, null));
  }

  @Property(tries = 40)
  void restartsChangeNothing(@ForAll long historySeed, @ForAll long restartSeed) {
    List<Arrival> history = history(new Random(historySeed));

    assertThat(conclusions(history, new Random(restartSeed))).isEqualTo(conclusions(history, null));
  }

  @Test
  void theHistoriesReachEveryKindOfConclusion() {
    Map<String, Integer> kinds = new TreeMap<>();
    for (int seed = 0; seed < 60; seed++) {
      for (String line : conclusions(history(new Random(seed)), null)) {
        kinds.merge(line.replaceAll("\\[.*", ""), 1, Integer::sum);
        for (String word : List.of("STUCK", "OUT_OF_RANGE", "CLOCK", "UNIT_JUMP", "DROPOUT")) {
          if (line.contains("fault=" + word)) {
            kinds.merge(word, 1, Integer::sum);
          }
        }
      }
    }
    assertThat(kinds.keySet())
        .contains("AlarmChange", "Advisory", "InstrumentFinding", "StateChange", "Health")
        .contains("STUCK", "OUT_OF_RANGE", "CLOCK", "DROPOUT");
  }
}
