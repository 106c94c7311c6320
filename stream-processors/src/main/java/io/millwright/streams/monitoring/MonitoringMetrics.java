package io.millwright.streams.monitoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millwright.models.instrument.InstrumentFinding;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.monitor.LateReadings;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What the monitoring counts, for the metrics and for the status. */
public final class MonitoringMetrics {
  private final LongAdder readingsScored = new LongAdder();
  private final LongAdder advisories = new LongAdder();
  private final LongAdder flushes = new LongAdder();
  private final Counter readingsWithoutPlan;
  private final Counter recordsWithoutPlan;
  private final Counter readingsLate;
  private final Counter findingsOpened;
  private final Counter findingsClosed;
  private final Counter recordsRejected;
  private final Counter modelsRefused;
  private final Counter inputsRefused;
  private final Counter ticks;
  private final Counter objectsFlushed;
  private final Counter bytesFlushed;
  private final Timer flushTime;
  private final OfRole inForce;
  private final OfRole shadow;

  /** What concerns the monitors of the plans in force, or those in shadow. */
  static final class OfRole {
    private final Set<TaskPlans> tasks = ConcurrentHashMap.newKeySet();
    private final Counter plansRefused;
    private final Counter statesUnusable;
    private final Counter engineFailures;

    private OfRole(MeterRegistry registry, String prefix) {
      plansRefused =
          counter(registry, prefix + "plans.refused", "released plans that could not be used");
      statesUnusable =
          counter(registry, prefix + "states.unusable", "stored monitors that could not be read");
      engineFailures =
          counter(
              registry,
              prefix + "engine.failures",
              "inputs at which a monitor failed and began anew");
    }

    void planRefused() {
      plansRefused.increment();
    }

    void stateUnusable() {
      statesUnusable.increment();
    }

    void engineFailed() {
      engineFailures.increment();
    }

    void taskBegan(TaskPlans task) {
      tasks.add(task);
    }

    void taskEnded(TaskPlans task) {
      tasks.remove(task);
    }

    private int assets() {
      return tasks.stream().mapToInt(TaskPlans::assets).sum();
    }

    private int plans() {
      Set<String> plans = new HashSet<>();
      tasks.forEach(task -> plans.addAll(task.plans()));
      return plans.size();
    }
  }

  public MonitoringMetrics(MeterRegistry registry) {
    FunctionCounter.builder(
            "millwright.streams.readings.scored", readingsScored, LongAdder::doubleValue)
        .description("readings that a monitor took")
        .register(registry);
    FunctionCounter.builder("millwright.streams.advisories", advisories, LongAdder::doubleValue)
        .description("advisories raised")
        .register(registry);
    FunctionCounter.builder("millwright.streams.state.flushes", flushes, LongAdder::doubleValue)
        .description("times that changed state was written before a commit")
        .register(registry);
    readingsWithoutPlan =
        counter(
            registry, "readings.without.plan", "readings of assets that no plan is released for");
    recordsWithoutPlan =
        counter(registry, "records.without.plan", "work orders and ticks of assets without a plan");
    readingsLate =
        counter(registry, "readings.late", "readings that came after their scan was evaluated");
    findingsOpened =
        counter(registry, "findings.opened", "times that a sensor could be believed no longer");
    findingsClosed =
        counter(registry, "findings.closed", "times that a sensor could be believed again");
    recordsRejected =
        counter(registry, "records.rejected", "records sent to telemetry.rejected.v1");
    modelsRefused = counter(registry, "models.refused", "released models that could not be used");
    inputsRefused =
        counter(registry, "inputs.refused", "waveforms and alarm commands that could not be used");
    ticks = counter(registry, "ticks", "time ticks written for assets that have fallen silent");
    objectsFlushed = counter(registry, "state.flushed.assets", "assets written at flushes");
    bytesFlushed = counter(registry, "state.flushed.bytes", "bytes written at flushes");
    flushTime =
        Timer.builder("millwright.streams.state.flush.time")
            .description("time to write the changed state before a commit")
            .register(registry);
    inForce = new OfRole(registry, "");
    shadow = new OfRole(registry, "shadow.");
    Gauge.builder("millwright.streams.shadow.assets.monitored", shadow, OfRole::assets)
        .description("assets that a plan runs in shadow for")
        .register(registry);
    Gauge.builder("millwright.streams.assets.monitored", this, MonitoringMetrics::assetsMonitored)
        .description("assets that a plan is in force for")
        .register(registry);
    Gauge.builder("millwright.streams.plans.in.force", this, MonitoringMetrics::plansInForce)
        .description("different plans in force")
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder("millwright.streams." + name)
        .description(description)
        .register(registry);
  }

  public long readingsScored() {
    return readingsScored.sum();
  }

  public long advisories() {
    return advisories.sum();
  }

  /** How often changed state was written before a commit. */
  public long flushes() {
    return flushes.sum();
  }

  public int assetsMonitored() {
    return inForce.assets();
  }

  public int plansInForce() {
    return inForce.plans();
  }

  OfRole of(PlanRole role) {
    return role == PlanRole.SHADOW ? shadow : inForce;
  }

  /** What a monitor in force made of an input. */
  void concluded(MonitorInput input, Conclusions conclusions) {
    if (input instanceof MonitorInput.Readings readings) {
      readingsScored.add(readings.measurements().size());
    }
    advisories.add(conclusions.advisories().size());
    LateReadings late = conclusions.late();
    if (late != null) {
      readingsLate.increment(late.number());
    }
    for (InstrumentFinding finding : conclusions.findings()) {
      (finding.open() ? findingsOpened : findingsClosed).increment();
    }
  }

  /** An asset has fallen silent. */
  void ticked() {
    ticks.increment();
  }

  void withoutPlan(MonitorInput input) {
    if (input instanceof MonitorInput.Readings readings) {
      readingsWithoutPlan.increment(readings.measurements().size());
    } else {
      recordsWithoutPlan.increment();
    }
  }

  void rejected() {
    recordsRejected.increment();
  }

  /** A waveform or an alarm command that cannot be used. */
  void inputRefused() {
    inputsRefused.increment();
  }

  void modelRefused() {
    modelsRefused.increment();
  }

  void flushed(int objects, long bytes, long nanos) {
    flushes.increment();
    objectsFlushed.increment(objects);
    bytesFlushed.increment(bytes);
    flushTime.record(nanos, TimeUnit.NANOSECONDS);
  }
}
