package io.millwright.streams.monitoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
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
  private final Counter plansRefused;
  private final Counter statesUnusable;
  private final Counter engineFailures;
  private final Counter recordsRejected;
  private final Counter modelsRefused;
  private final Counter objectsFlushed;
  private final Counter bytesFlushed;
  private final Timer flushTime;
  private final Set<TaskPlans> tasks = ConcurrentHashMap.newKeySet();

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
    plansRefused = counter(registry, "plans.refused", "released plans that could not be used");
    statesUnusable = counter(registry, "states.unusable", "stored monitors that could not be read");
    engineFailures =
        counter(registry, "engine.failures", "inputs at which a monitor failed and began anew");
    recordsRejected =
        counter(registry, "records.rejected", "records sent to telemetry.rejected.v1");
    modelsRefused = counter(registry, "models.refused", "released models that could not be used");
    objectsFlushed = counter(registry, "state.flushed.assets", "assets written at flushes");
    bytesFlushed = counter(registry, "state.flushed.bytes", "bytes written at flushes");
    flushTime =
        Timer.builder("millwright.streams.state.flush.time")
            .description("time to write the changed state before a commit")
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
    return tasks.stream().mapToInt(TaskPlans::assets).sum();
  }

  public int plansInForce() {
    Set<String> plans = new HashSet<>();
    tasks.forEach(task -> plans.addAll(task.plans()));
    return plans.size();
  }

  void scored(int readings) {
    readingsScored.add(readings);
  }

  void raised(int count) {
    advisories.add(count);
  }

  void withoutPlan(MonitorInput input) {
    if (input instanceof MonitorInput.Readings readings) {
      readingsWithoutPlan.increment(readings.measurements().size());
    } else {
      recordsWithoutPlan.increment();
    }
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

  void rejected() {
    recordsRejected.increment();
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

  void taskBegan(TaskPlans task) {
    tasks.add(task);
  }

  void taskEnded(TaskPlans task) {
    tasks.remove(task);
  }
}
