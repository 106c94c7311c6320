package io.millwright.gateway.source;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of one source. The tag {@code source} has as many values as the configuration has
 * sources.
 */
public final class SourceMeters {
  private static final String PREFIX = "millwright.gateway.source.";

  private final MeterRegistry registry;
  private final String source;

  SourceMeters(MeterRegistry registry, String source) {
    this.registry = registry;
    this.source = source;
    // From the start, so that a rate over them sees the first one.
    for (String reason : new String[] {"unavailable", "lost"}) {
      ended(reason);
    }
    for (Dropped reason : Dropped.values()) {
      dropped(reason);
    }
    for (Skipped reason : Skipped.values()) {
      skipped(reason);
    }
  }

  /** Why a value, or a number of them, did not become a reading. */
  public enum Dropped {
    /** Neither a number nor a boolean. */
    TYPE,
    /** The server has no value, because it cannot reach what it measures. */
    NO_VALUE,
    /** NaN or infinite. */
    NOT_FINITE,
    /** In a unit that cannot be converted to that of its point. */
    UNIT,
    /** The server's queue was full. The count is of the times that it said so. */
    OVERFLOW,
    /** The server lost notifications. The count is of the times that it happened. */
    NOT_NOTIFIED,
    /** The device has no such address, or could not read it. */
    REFUSED,
    /** Nobody has registered its point, or it is damaged. */
    REJECTED,
    /** The device did not answer in time. */
    NO_ANSWER,
    /** It could not be kept, and nobody can be asked to send it again. */
    NOT_KEPT
  }

  /** Why a read was left out. */
  public enum Skipped {
    /** The one before was not finished. */
    OVERRUN,
    /** Too much waits for Kafka already. */
    BACK_PRESSURE
  }

  public void drop(Dropped reason, int values) {
    dropped(reason).increment(values);
  }

  public void skip(Skipped reason, long reads) {
    skipped(reason).increment(reads);
  }

  void ended(boolean connected) {
    ended(connected ? "lost" : "unavailable").increment();
  }

  void watch(Supplier<@Nullable Watch> connection) {
    Gauge.builder(PREFIX + "connected", () -> connection.get() == null ? 0 : 1)
        .description("Whether the source is connected")
        .tag("source", source)
        .register(registry);
    Gauge.builder(
            PREFIX + "silence",
            () -> {
              Watch watch = connection.get();
              return watch == null ? Double.NaN : watch.silence().toNanos() / 1e9;
            })
        .description("Time since the last sign of life of a connected source")
        .baseUnit("seconds")
        .tag("source", source)
        .register(registry);
  }

  private Counter ended(String reason) {
    return Counter.builder(PREFIX + "ended")
        .description("Connections that were lost, and attempts to connect that failed")
        .tag("source", source)
        .tag("reason", reason)
        .register(registry);
  }

  private Counter dropped(Dropped reason) {
    return Counter.builder(PREFIX + "dropped")
        .description("Values of the source that did not become readings")
        .tag("source", source)
        .tag("reason", label(reason))
        .register(registry);
  }

  private Counter skipped(Skipped reason) {
    return Counter.builder(PREFIX + "skipped")
        .description("Reads that were left out")
        .tag("source", source)
        .tag("reason", label(reason))
        .register(registry);
  }

  private static String label(Enum<?> reason) {
    return reason.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
