package io.millwright.streams.historian;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What the historian counts, for the metrics and for the status. */
final class HistorianMetrics {
  private final LongAdder stored = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder parked = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder removed = new LongAdder();
  private final LongAdder keepFailures = new LongAdder();
  private final LongAdder descriptors = new LongAdder();
  private final LongAdder conditions = new LongAdder();
  private final LongAdder states = new LongAdder();
  private final LongAdder events = new LongAdder();
  private final LongAdder waveforms = new LongAdder();
  private final LongAdder setAside = new LongAdder();
  private final LongAdder misdated = new LongAdder();
  private final LongAdder unreadable = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder fenced = new LongAdder();
  private final LongAdder missed = new LongAdder();
  private final LongAdder rolled = new LongAdder();
  private final LongAdder rollFailures = new LongAdder();
  private final Timer writeTime;
  private final Timer rollTime;
  private volatile String storage = "";
  private volatile boolean writing;
  private volatile long lag;
  private volatile int waiting;
  private volatile long held;
  private volatile boolean pending;

  HistorianMetrics(MeterRegistry registry) {
    counter(registry, "measurements.stored", stored, "readings stored, corrections among them");
    counter(
        registry,
        "measurements.duplicate",
        duplicates,
        "readings that changed nothing: stored already, or corrected");
    counter(registry, "measurements.parked", parked, "readings with an impossible event time");
    counter(
        registry,
        "measurements.refused",
        refused,
        "readings and waveforms of more points than an asset may have");
    counter(
        registry,
        "records.expired",
        expired,
        "readings and whatever else is older than what its site keeps: not stored");
    counter(
        registry, "retention.partitions", dropped, "partitions dropped because nobody keeps them");
    counter(
        registry,
        "retention.rows",
        removed,
        "rows deleted because their site keeps them no longer");
    counter(registry, "retention.failures", keepFailures, "turns of removing that failed");
    Gauge.builder("millwright.historian.retention.held", this, m -> m.held)
        .description("points whose readings wait to be rolled up before they are removed")
        .register(registry);
    Gauge.builder("millwright.historian.retention.pending", this, m -> m.pending ? 1 : 0)
        .description("1 while something is left to remove")
        .register(registry);
    counter(registry, "descriptors.stored", descriptors, "values of descriptors stored");
    counter(registry, "conditions.stored", conditions, "evaluations stored");
    counter(registry, "states.stored", states, "changes of state stored, told again ones too");
    counter(registry, "events.stored", events, "events stored");
    counter(registry, "waveforms.stored", waveforms, "waveforms stored");
    counter(
        registry,
        "records.misdated",
        misdated,
        "evaluations, changes of state, events and waveforms of an impossible time: not stored");
    counter(
        registry,
        "records.set.aside",
        setAside,
        "records that the database refused, kept in series.set_aside");
    counter(registry, "records.unreadable", unreadable, "records that could not be read");
    counter(registry, "write.failures", failures, "transactions that failed");
    counter(registry, "write.fenced", fenced, "transactions refused because of another instance");
    counter(registry, "records.missed", missed, "records that Kafka deleted before they were read");
    Gauge.builder("millwright.historian.lag", this, m -> m.lag)
        .description("records in Kafka that are not read yet")
        .register(registry);
    writeTime =
        Timer.builder("millwright.historian.write.time")
            .description("time of one transaction")
            .register(registry);
    counter(registry, "rollup.hours", rolled, "hours of points rolled up, again ones among them");
    counter(registry, "rollup.failures", rollFailures, "turns of rolling up that failed");
    Gauge.builder("millwright.historian.rollup.waiting", this, m -> m.waiting)
        .description("marks of closed hours that are not rolled up, 100,000 at most")
        .register(registry);
    rollTime =
        Timer.builder("millwright.historian.rollup.time")
            .description("time of one turn of rolling up")
            .register(registry);
    Gauge.builder("millwright.historian.writing", this, m -> m.writing ? 1 : 0)
        .description("1 while the database can be written")
        .register(registry);
  }

  private static void counter(
      MeterRegistry registry, String name, LongAdder value, String description) {
    FunctionCounter.builder("millwright.historian." + name, value, LongAdder::doubleValue)
        .description(description)
        .register(registry);
  }

  void wrote(SeriesWriter.Written written, long nanos) {
    stored.add(written.measurements().stored());
    descriptors.add(written.descriptors().stored());
    for (ReadingRows.Stored each : List.of(written.measurements(), written.descriptors())) {
      duplicates.add(each.duplicates());
      parked.add(each.parked());
      refused.add(each.refused());
      expired.add(each.expired());
    }
    refused.add(written.refusedWaveforms());
    expired.add(written.expired());
    conditions.add(written.conditions());
    states.add(written.states());
    events.add(written.events());
    waveforms.add(written.waveforms());
    misdated.add(written.misdated());
    unreadable.add(written.unreadable());
    setAside.add(written.setAside());
    writeTime.record(nanos, TimeUnit.NANOSECONDS);
  }

  void missed(long records) {
    missed.add(records);
  }

  void lag(long records) {
    lag = records;
  }

  void failed() {
    failures.increment();
    writing = false;
  }

  void rolled(int hours, long nanos) {
    rolled.add(hours);
    rollTime.record(nanos, TimeUnit.NANOSECONDS);
  }

  void waiting(int marks) {
    waiting = marks;
  }

  void rollFailed() {
    rollFailures.increment();
  }

  void kept(Keeping.Removed since, boolean more) {
    dropped.add(since.partitions());
    removed.add(since.rows());
    held = since.held();
    pending = more;
  }

  void keepFailed() {
    keepFailures.increment();
  }

  void fenced() {
    fenced.increment();
  }

  void connected(String storageLevel) {
    storage = storageLevel;
    writing = true;
  }

  HistorianStatus status() {
    return new HistorianStatus(
        stored.sum(),
        duplicates.sum(),
        descriptors.sum(),
        conditions.sum(),
        states.sum(),
        events.sum(),
        waveforms.sum(),
        parked.sum(),
        refused.sum(),
        unreadable.sum(),
        setAside.sum(),
        missed.sum(),
        lag,
        storage,
        writing);
  }
}
