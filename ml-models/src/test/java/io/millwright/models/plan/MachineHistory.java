package io.millwright.models.plan;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.models.advisory.Advisory;
import io.millwright.models.detection.StateChange;
import io.millwright.models.instrument.InstrumentFinding;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.prognosis.ModelCatalog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A made-up machine: what each of its points shows as it runs at two loads, stands for two hours
 * each night, warms up and cools down, and as one of its failure modes grows.
 */
final class MachineHistory {
  private static final AssetKey ASSET = AssetKey.of("demo", "machine-1");
  private static final long START = 1_767_225_600_000_000L;
  private static final double WARMING_MINUTES = 30;

  /** How long a value that wanders remembers where it was. */
  private static final double MEMORY_MINUTES = 60;

  private final String plan;
  private final List<Channel> channels = new ArrayList<>();
  private final Map<String, String> failures = new LinkedHashMap<>();
  private @Nullable Healthy healthy;

  /**
   * @param noise of each reading, deviation, in the unit of the point
   * @param wander of the process within an hour, deviation, as a share of the value
   */
  private record Channel(String point, double noise, double wander, ToDoubleFunction<Now> shows) {}

  MachineHistory(String plan) {
    this.plan = plan;
  }

  /** The same wander for all points: the process moves more than the machine does. */
  MachineHistory point(String point, double noise, ToDoubleFunction<Now> shows) {
    return point(point, noise, 0.005, shows);
  }

  MachineHistory point(String point, double noise, double wander, ToDoubleFunction<Now> shows) {
    channels.add(new Channel(point, noise, wander, shows));
    return this;
  }

  /** A failure mode that it can have, and the point at which that shows. */
  MachineHistory fails(String failureMode, String showsAt) {
    failures.put(failureMode, showsAt);
    return this;
  }

  /** Each failure mode with the point at which it shows. */
  Map<String, String> failures() {
    return failures;
  }

  List<String> points() {
    return channels.stream().map(Channel::point).toList();
  }

  String plan() {
    return plan;
  }

  @Override
  public String toString() {
    return plan;
  }

  /** How the machine is at one time. */
  static final class Now {
    private final @Nullable String failureMode;
    boolean running;
    double load;
    double ambient;

    /** 0 = as cold as the air, 1 = as warm as it gets. */
    double warmth = 1;

    private double severity;

    Now(@Nullable String failureMode) {
      this.failureMode = failureMode;
    }

    /** What it shows while it runs; 0 while it stands. */
    double on(double value) {
      return running ? value : 0;
    }

    /** How far a failure mode has come, 0 to 1. */
    double of(String mode) {
      return mode.equals(failureMode) ? severity : 0;
    }

    /** So much warmer than the air when warm. */
    double above(double kelvin) {
      return ambient + warmth * kelvin;
    }
  }

  /**
   * What came of a history.
   *
   * @param states each change of a state, for people
   * @param judged subjects that had a state
   */
  record Outcome(
      List<Advisory> advisories,
      List<InstrumentFinding> findings,
      List<String> states,
      Set<String> judged) {
    Outcome() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashSet<>());
    }

    private Outcome copy() {
      return new Outcome(
          new ArrayList<>(advisories),
          new ArrayList<>(findings),
          new ArrayList<>(states),
          new HashSet<>(judged));
    }
  }

  /** The monitor of the healthy machine when a failure mode begins, and what came of it so far. */
  private record Healthy(long scans, byte[] snapshot, Outcome outcome) {}

  /**
   * Runs the machine for some days. Until its failure mode begins it is the same machine whatever
   * that is, so this much is monitored once.
   *
   * @param failureMode null = it stays healthy
   * @param from day on which the failure mode begins to grow
   * @param full day on which it is there in full
   */
  Outcome run(MonitoringPlan of, @Nullable String failureMode, int from, int full, int days) {
    Random random = new Random(42);
    long begin = Math.round(from * 1_440 / minutes(of));
    Healthy known = healthy != null && healthy.scans == begin ? healthy : null;
    AssetMonitor monitor =
        known == null
            ? new AssetMonitor(ASSET, of)
            : AssetMonitor.restore(ASSET, of, known.snapshot);
    Outcome outcome = known == null ? new Outcome() : known.outcome.copy();
    double[] wander = new double[channels.size()];
    double[] lowest =
        channels.stream().mapToDouble(it -> of.points().get(of.indexOf(it.point)).low()).toArray();
    Now now = new Now(failureMode);
    double minutes = minutes(of);
    double memory = Math.exp(-minutes / MEMORY_MINUTES);
    long scans = Math.round(days * 1_440 / minutes);
    for (long scan = 0; scan < scans; scan++) {
      if (scan == begin && known == null) {
        healthy = new Healthy(begin, monitor.snapshot(), outcome.copy());
      }
      double day = scan * minutes / 1_440;
      double hour = day % 1 * 24;
      now.running = hour < 2 || hour >= 4;
      now.load = hour >= 6 && hour < 18 ? 1 : 0.6;
      now.ambient = 20 + 5 * Math.sin((hour - 9) / 24 * 2 * Math.PI);
      now.warmth += (now.on(1) - now.warmth) * (1 - Math.exp(-minutes / WARMING_MINUTES));
      now.severity = Math.max(0, Math.min(1, (day - from) / (full - from)));
      long time = START + scan * of.scan().periodMicros();
      MeasurementsBuilder readings =
          Measurements.builder(ASSET, "simulated").receivedTimeMicros(time + 1_000_000);
      for (int i = 0; i < wander.length; i++) {
        Channel channel = channels.get(i);
        wander[i] = memory * wander[i] + Math.sqrt(1 - memory * memory) * random.nextGaussian();
        double value = channel.shows.applyAsDouble(now) * (1 + channel.wander * wander[i]);
        double reading = value + channel.noise * random.nextGaussian();
        // An RMS is never negative, whatever the noise.
        readings.add(channel.point, time, lowest[i] == 0 ? Math.abs(reading) : reading);
      }
      if (known == null || scan >= begin) {
        take(monitor.accept(readings.build(), ModelCatalog.EMPTY), outcome);
      }
    }
    return outcome;
  }

  private static double minutes(MonitoringPlan of) {
    return of.scan().periodMicros() / 60e6;
  }

  private static void take(Conclusions conclusions, Outcome outcome) {
    outcome.advisories.addAll(conclusions.advisories());
    outcome.findings.addAll(conclusions.findings());
    for (StateChange change : conclusions.stateChanges()) {
      outcome.states.add(
          (change.timeMicros() - START) / 3_600_000_000L
              + " h: "
              + change.detector()
              + " "
              + change.previous()
              + " -> "
              + change.state()
              + " at "
              + change.value());
      outcome.judged.add(change.point());
    }
  }
}
