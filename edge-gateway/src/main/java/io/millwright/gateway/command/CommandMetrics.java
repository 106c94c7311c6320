package io.millwright.gateway.command;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what becomes of commands. */
public final class CommandMetrics {
  private final Counter received;
  private final Counter delivered;
  private final Counter expired;
  private final Counter dropped;
  private final Counter invalid;

  public CommandMetrics(MeterRegistry registry) {
    received = counter(registry, "received");
    delivered = counter(registry, "delivered");
    expired = counter(registry, "expired");
    dropped = counter(registry, "dropped");
    invalid = counter(registry, "invalid");
  }

  private static Counter counter(MeterRegistry registry, String outcome) {
    return Counter.builder("millwright.gateway.commands")
        .description("Commands to devices, by what became of them")
        .tag("outcome", outcome)
        .register(registry);
  }

  void received() {
    received.increment();
  }

  void delivered(int count) {
    delivered.increment(count);
  }

  void expired(int count) {
    expired.increment(count);
  }

  /** Newer ones took its place. */
  void dropped() {
    dropped.increment();
  }

  /** A record in Kafka that is no command or configuration. */
  void invalid() {
    invalid.increment();
  }
}
