package io.millwright.gateway.sparkplug;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Counts what happens to edge nodes and to metrics that are no readings. */
final class SparkplugMetrics {
  private static final String PREFIX = "millwright.gateway.sparkplug.";

  private final MeterRegistry registry;
  private final Map<Skipped, Counter> skipped = new EnumMap<>(Skipped.class);
  private final Counter gaps;
  private final Counter missing;
  private final Counter lateDeaths;
  private final Counter requested;
  private final Counter deferred;

  SparkplugMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Skipped reason : Skipped.values()) {
      skipped.put(
          reason,
          Counter.builder(PREFIX + "skipped")
              .description("Metrics that are no readings, by reason")
              .tag("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .register(registry));
    }
    this.gaps = counter("gaps", "Gaps in the seq of an edge node that were not filled in time");
    this.missing = counter("missing", "Messages that were missing in such gaps");
    this.lateDeaths = counter("deaths.ignored", "Deaths of sessions that had ended before");
    this.requested = counter("rebirths.requested", "Rebirth requests sent to edge nodes");
    this.deferred = counter("rebirths.deferred", "Rebirth requests that would have been too many");
  }

  private Counter counter(String name, String description) {
    return Counter.builder(PREFIX + name).description(description).register(registry);
  }

  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(PREFIX + name, value).description(description).register(registry);
  }

  void skipped(Skipped reason, int amount) {
    Counter counter = skipped.get(reason);
    if (amount > 0 && counter != null) {
      counter.increment(amount);
    }
  }

  void gap(int messages) {
    gaps.increment();
    missing.increment(messages);
  }

  void lateDeath() {
    lateDeaths.increment();
  }

  void rebirthRequested() {
    requested.increment();
  }

  void rebirthDeferred() {
    deferred.increment();
  }
}
