package io.millwright.benchmarks.monitoring;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A fleet of pumps under the ready plan, which measures just {@value #POINTS} points. There are
 * {@value #KINDS} different pumps, the others are their twins with noise of their own: so all start
 * with what their kind has learned in {@value #SETTLED_SCANS} scans, and no detector still learns.
 *
 * <p>Each value is a level of its pump with noise; load and temperature of the air swing. Of a
 * hundred pumps three have a damage in bouts (bearing, suction, rotor), one a drifting sensor and
 * one a sensor that gets stuck. The same seed gives the same readings.
 */
final class PumpFleet {
  static final int POINTS = 20;
  static final int KINDS = 100;

  /** Start (120 scans), baselines (720), and long enough that the damages have shown. */
  static final int SETTLED_SCANS = 1_400;

  private static final int LEARNED_SCANS = 1_000;
  private static final long SECOND_MICROS = 1_000_000;
  private static final long MINUTE_MICROS = Shape.SCAN_SECONDS * SECOND_MICROS;

  /** 2025-10-09T00:00:00Z. */
  private static final long BEGIN_MICROS = 1_759_968_000_000_000L;

  private static final long SETTLED_MICROS = BEGIN_MICROS + SETTLED_SCANS * MINUTE_MICROS;
  private static final int NOISES = 1 << 16;

  /** Scans from one bout of a damage to the next, and how long it lasts. */
  private static final int BOUT_EVERY = 1_000;

  private static final int BOUT = 300;

  /** In the order of {@link #LEVELS}. */
  private static final List<String> NAMES =
      List.of(
          "speed",
          "suction_pressure",
          "discharge_pressure",
          "flow",
          "fluid_temp",
          "ambient_temp",
          "power",
          "current_l1",
          "current_l2",
          "current_l3",
          "vib_de",
          "vib_de_axial",
          "vib_nde",
          "vib_motor_de",
          "accel_de",
          "accel_nde",
          "temp_de",
          "temp_de_2",
          "temp_nde",
          "seal_pressure");

  private static final int SUCTION = 1;
  private static final int FLOW = 3;
  private static final int AMBIENT = 5;
  private static final int POWER = 6;
  private static final int VIB_DE = 10;
  private static final int VIB_NDE = 12;
  private static final int ACCEL_DE = 14;
  private static final int ACCEL_NDE = 15;
  private static final int TEMP_DE = 16;
  private static final int TEMP_DE_2 = 17;
  private static final int TEMP_NDE = 18;

  /** Level and deviation of each point. */
  private static final double[][] LEVELS = {
    {1_480, 2}, {2, 0.02}, {8, 0.05}, {200, 1}, {40, 0.1}, {20, 0.1}, {48, 0.2},
    {85, 0.2}, {85, 0.2}, {85, 0.2}, {2, 0.1}, {1, 0.05}, {1.8, 0.1}, {1, 0.05},
    {5, 0.3}, {4.5, 0.3}, {55, 0.15}, {55.5, 0.15}, {52, 0.15}, {5, 0.03}
  };

  private final MonitoringPlan plan = MonitoringPlan.ready("centrifugal-pump");
  private final double[] noise = new double[NOISES];
  private final double[][] levelOfKind = new double[KINDS][POINTS];

  PumpFleet(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < NOISES; i++) {
      noise[i] = random.nextGaussian();
    }
    for (double[] levels : levelOfKind) {
      for (int point = 0; point < POINTS; point++) {
        // Speed and temperatures are alike everywhere, the others differ by up to a tenth.
        double own = point == 0 ? 1 : 0.95 + 0.1 * random.nextDouble();
        levels[point] = LEVELS[point][0] * own;
      }
    }
  }

  MonitoringPlan plan() {
    return plan;
  }

  static AssetKey asset(int pump) {
    return AssetKey.of("bench", "pump-" + pump);
  }

  /**
   * What a pump of each kind has learned, as snapshots.
   *
   * @param kinds 1 to {@value #KINDS}
   */
  List<byte[]> settled(int kinds) {
    List<byte[]> snapshots = new ArrayList<>();
    for (int kind = 0; kind < kinds; kind++) {
      AssetMonitor monitor = new AssetMonitor(asset(kind), plan);
      for (int scan = 0; scan < SETTLED_SCANS; scan++) {
        long time = BEGIN_MICROS + scan * MINUTE_MICROS;
        monitor.accept(message(kind, time, scan + 1L), ModelCatalog.EMPTY);
      }
      snapshots.add(monitor.snapshot());
    }
    return snapshots;
  }

  /**
   * The bytes of a record of a pump, as the gateway writes it.
   *
   * @param number of the record among those of the pump since it has settled, from 0
   */
  byte[] record(Shape shape, int pump, long number) {
    // Not all pumps end a scan at the same time.
    long phase = Math.floorMod(pump * 7, shape.secondsApart() == 1 ? Shape.SCAN_SECONDS : 1);
    List<Measurements> messages = new ArrayList<>(shape.messages());
    for (int i = 0; i < shape.messages(); i++) {
      long message = number * shape.messages() + i;
      long time = SETTLED_MICROS + (phase + message * shape.secondsApart()) * SECOND_MICROS;
      messages.add(message(pump, time, SETTLED_SCANS + 1 + message));
    }
    return MeasurementsSerde.encode(messages);
  }

  private Measurements message(int pump, long time, long sequence) {
    MeasurementsBuilder message =
        Measurements.builder(asset(pump), "mqtt:bench")
            .sourceSequence(sequence)
            .receivedTimeMicros(time + SECOND_MICROS / 10);
    double minutes = (time - BEGIN_MICROS) / (double) MINUTE_MICROS;
    double load = 1 + 0.01 * Math.sin(minutes / 40 + pump);
    double air = 2 * Math.sin(minutes / 230 + pump);
    int kind = pump % KINDS;
    double bout = bout(kind, minutes);
    for (int point = 0; point < POINTS; point++) {
      double value = levelOfKind[kind][point];
      if (point == FLOW || point == POWER) {
        value *= load;
      } else if (point == AMBIENT || point >= TEMP_DE && point <= TEMP_NDE) {
        value += air;
      }
      value = damaged(kind, point, value, bout);
      boolean stuck = kind == 41 && point == FLOW && bout > 0;
      double scatter = stuck ? 0 : noise(pump, point, sequence) * LEVELS[point][1];
      message.add(NAMES.get(point), time, (stuck ? levelOfKind[kind][point] : value) + scatter);
    }
    return message.build();
  }

  /** How far a bout has gone, in scans; 0 = there is none. */
  private static double bout(int kind, double minutes) {
    double since = minutes - LEARNED_SCANS;
    double place = since < 0 ? -1 : (since + kind * 3) % BOUT_EVERY - 200;
    return place > 0 && place < BOUT ? place : 0;
  }

  private static double damaged(int kind, int point, double value, double bout) {
    if (bout == 0) {
      return value;
    }
    return switch (kind) {
      case 7 ->
          point == ACCEL_DE
              ? 2.5 * value
              : point == TEMP_DE || point == TEMP_DE_2 ? value + 8 : value;
      case 13 ->
          point == SUCTION
              ? value - 0.6
              : point == ACCEL_DE || point == ACCEL_NDE ? 2 * value : value;
      case 29 -> point == VIB_DE || point == VIB_NDE ? 2.5 * value : value;
      case 53 -> point == TEMP_DE ? value + 0.02 * bout : value;
      default -> value;
    };
  }

  private double noise(int pump, int point, long sequence) {
    long mixed = (pump * 31L + point) * 0x9E3779B97F4A7C15L + sequence * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 30) * 0x94D049BB133111EBL;
    return noise[(int) (mixed >>> 40) & NOISES - 1];
  }
}
