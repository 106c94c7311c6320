package io.millwright.models.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.models.advisory.Advisory;
import io.millwright.models.detection.State;
import io.millwright.models.health.Health;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Faults of sensors, put into the readings of a healthy machine: eight faults, five kinds of
 * points, twenty seeds each. And the other way round: a healthy machine has no finding, and a fault
 * of the machine is told as one of the machine.
 */
class SensorFaultMatrixTest {
  private static final int SEEDS = 20;
  private static final int FAULT_AT = 400;
  private static final int SCANS = 700;
  private static final long MINUTE = 60_000_000;
  private static final long START = 1_767_225_600_000_000L;
  private static final AssetKey PUMP = AssetKey.of("demo", "pump-1");

  /** A kind of point, and how it behaves on a healthy machine. */
  private enum Kind {
    VIBRATION("vibration", "mm/s", 2.0, 0.08, 0.05, 0, 0, 100, 20),
    TEMPERATURE("temperature", "Cel", 60, 0.002, 0.03, 0.1, -40, 250, 150),
    PRESSURE("pressure", "bar", 6, 0.01, 0.02, 0.01, 0, 60, 10),
    FLOW("flow", "L/min", 120, 0.02, 0.05, 0, 0, 1_000, 250),
    CURRENT("current", "A", 40, 0.015, 0.08, 0, 0, 1_000, 100);

    private final String point;
    private final String unit;
    private final double level;

    /** Of the sensor, and of the process within some hours, as shares of the level. */
    private final double noise;

    private final double wander;
    private final double resolution;
    private final double low;
    private final double high;
    private final double spanHigh;

    Kind(
        String point,
        String unit,
        double level,
        double noise,
        double wander,
        double resolution,
        double low,
        double high,
        double spanHigh) {
      this.point = point;
      this.unit = unit;
      this.level = level;
      this.noise = noise;
      this.wander = wander;
      this.resolution = resolution;
      this.low = low;
      this.high = high;
      this.spanHigh = spanHigh;
    }

    double shown(double value) {
      return resolution == 0 ? value : Math.round(value / resolution) * resolution;
    }
  }

  private static final MonitoringPlan PLAN = MonitoringPlan.parse(plan());

  private static String plan() {
    StringBuilder points = new StringBuilder();
    StringBuilder instruments = new StringBuilder();
    StringBuilder descriptors = new StringBuilder();
    StringBuilder detectors = new StringBuilder();
    StringBuilder symptoms = new StringBuilder();
    for (Kind kind : Kind.values()) {
      for (String name : List.of(kind.point, kind.point + "-2")) {
        points.append(
            "  - {name: %s, unit: %s, range: [%s, %s]}\n"
                .formatted(name, kind.unit, kind.low, kind.high));
      }
      instruments.append(
          "  - {points: [%s], reference: %s-2, span: [%s, %s]}\n"
              .formatted(kind.point, kind.point, kind.low, kind.spanHigh));
      descriptors.append("  - {points: [%s], kinds: [last, mean5]}\n".formatted(kind.point));
      detectors.append(
          """
            - {name: %1$s-high, kind: deviation, point: %1$s, descriptor: mean5, learnScans: 200, floor: %2$s, alert: 5, alarm: 8, scans: 3}
            - {name: %1$s-moved, kind: ewma, point: %1$s, descriptor: last, learnScans: 200, floor: %2$s, alert: 20, alarm: 30, scans: 3}
          """
              .formatted(kind.point, kind.level * Math.max(kind.wander / 2, kind.noise)));
      symptoms.append("%1$s-high: 0.7, %1$s-moved: 0.5, ".formatted(kind.point));
    }
    return """
        id: pump
        version: 1
        assetClass: pump
        title: A pump
        scan: {period: PT1M, lateness: PT2M, maxAhead: PT10M}
        points:
        %sinstruments:
        %sdescriptors:
        %sdetectors:
        %sfailureModes:
          - {name: wear, symptoms: {%s}}
        advisories:
          - rule: wear
            failureMode: wear
            when: {likelihood: {above: 0.3}}
            persistenceScans: 3
            priority: 3
            title: Wear of {asset}
            explanation: "{limits} {states}"
            recommendedAction: Inspect.
        """
        .formatted(
            points,
            instruments,
            descriptors,
            detectors,
            symptoms.delete(symptoms.length() - 2, symptoms.length()));
  }

  /** What came of one run. */
  private static final class Outcome {
    private final List<InstrumentFinding> findings = new ArrayList<>();
    private final List<Advisory> advisories = new ArrayList<>();
    private boolean stateWasUnknown = true;

    void take(Conclusions conclusions) {
      findings.addAll(conclusions.findings());
      advisories.addAll(conclusions.advisories());
      boolean open = !findings.isEmpty() && findings.get(findings.size() - 1).open();
      for (Health health : conclusions.health()) {
        if (open && conclusions.findings().isEmpty()) {
          stateWasUnknown &= health.state() == State.UNKNOWN;
        }
      }
    }
  }

  /**
   * Runs a machine.
   *
   * @param faulty whose sensor is faulty from {@link #FAULT_AT} on
   * @param fault null = none
   * @param wearing whose true value rises from then on; null = none
   */
  private static Outcome run(
      Kind faulty, @Nullable InstrumentFault fault, @Nullable Kind wearing, long seed) {
    Random random = new Random(seed);
    Map<Kind, Double> process = new EnumMap<>(Kind.class);
    AssetMonitor monitor = new AssetMonitor(PUMP, PLAN);
    Outcome outcome = new Outcome();
    Injection injection = new Injection(faulty, fault, new Random(seed + 1_000_003));
    for (int scan = 0; scan < SCANS; scan++) {
      long time = START + scan * MINUTE;
      MeasurementsBuilder readings =
          Measurements.builder(PUMP, "mqtt:pump").receivedTimeMicros(time + 1_000_000);
      for (Kind kind : Kind.values()) {
        // A process that wanders and comes back: deviation 1, memory of an hour.
        double wander =
            process.merge(kind, 0.0, (old, none) -> old) * 59 / 60
                + random.nextGaussian() * Math.sqrt(2 / 60.0);
        process.put(kind, wander);
        double worn = kind == wearing ? Math.min(0.6, Math.max(0, scan - FAULT_AT) * 0.01) : 0;
        double truth = kind.level * (1 + kind.wander * wander / 3 + worn);
        double first = truth + kind.level * kind.noise * random.nextGaussian();
        double second = truth + kind.level * kind.noise * random.nextGaussian();
        readings.add(kind.point + "-2", time, kind.shown(second));
        injection.add(readings, kind, time, scan - FAULT_AT, kind.shown(first));
      }
      outcome.take(monitor.accept(readings.build(), ModelCatalog.EMPTY));
    }
    return outcome;
  }

  /** Makes of a reading what the faulty sensor would show. */
  private static final class Injection {
    private final Kind faulty;
    private final @Nullable InstrumentFault fault;
    private final Random random;
    private final double slope;
    private final UnitMistake mistake;
    private double frozen = Double.NaN;

    Injection(Kind faulty, @Nullable InstrumentFault fault, Random random) {
      this.faulty = faulty;
      this.fault = fault;
      this.random = random;
      // Away by its own noise within 2 to 10 minutes.
      this.slope = (0.1 + 0.4 * random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
      List<UnitMistake> mistakes = UnitMistake.of(faulty.unit);
      this.mistake = mistakes.get(random.nextInt(mistakes.size()));
    }

    void add(MeasurementsBuilder readings, Kind kind, long time, int since, double value) {
      if (fault == null || kind != faulty || since < 0) {
        readings.add(kind.point, time, value);
        return;
      }
      frozen = Double.isNaN(frozen) ? value : frozen;
      double noise = kind.level * kind.noise;
      switch (fault) {
        case CLOCK -> readings.add(kind.point, time + 60 * MINUTE, value);
        case DROPOUT -> {}
        case UNIT_JUMP -> readings.add(kind.point, time, mistake.of(value));
        case OUT_OF_RANGE ->
            readings.add(kind.point, time, random.nextBoolean() ? kind.low - 999 : kind.high * 1.5);
        case SATURATED -> readings.add(kind.point, time, kind.spanHigh);
        case STUCK -> readings.add(kind.point, time, frozen);
        case SPIKES -> {
          boolean spike = random.nextInt(8) == 0;
          double off = (20 + 40 * random.nextDouble()) * Math.max(noise, kind.level * kind.wander);
          readings.add(kind.point, time, spike ? value + off : value);
        }
        case DRIFT -> readings.add(kind.point, time, kind.shown(value + slope * noise * since));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(InstrumentFault.class)
  void aFaultOfASensorIsToldForWhatItIsAndRaisesNoAdvisory(InstrumentFault fault) {
    int right = 0;
    List<String> wrong = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (int seed = 0; seed < SEEDS; seed++) {
        Outcome outcome = run(kind, fault, null, seed);
        String where = kind + " " + seed;
        assertThat(outcome.advisories).as(where).isEmpty();
        assertThat(outcome.stateWasUnknown).as(where).isTrue();
        InstrumentFinding first = outcome.findings.isEmpty() ? null : outcome.findings.get(0);
        if (first != null && first.fault() == fault && first.point().equals(kind.point)) {
          right++;
        } else {
          wrong.add(where + ": " + (first == null ? "nothing" : first));
        }
      }
    }
    assertThat(right).as("%s", wrong).isGreaterThanOrEqualTo(95 * SEEDS * 5 / 100);
  }

  @Test
  void aHealthyMachineHasNoFindingAndNoAdvisory() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Outcome outcome = run(Kind.FLOW, null, null, seed);
      assertThat(outcome.findings).as("seed %s", seed).isEmpty();
      assertThat(outcome.advisories).as("seed %s", seed).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aFaultOfTheMachineIsToldAsOneOfTheMachine(Kind kind) {
    for (int seed = 0; seed < 5; seed++) {
      Outcome outcome = run(kind, null, kind, seed);
      assertThat(outcome.findings).as("seed %s", seed).isEmpty();
      assertThat(outcome.advisories).as("seed %s", seed).hasSize(1);
    }
  }
}
