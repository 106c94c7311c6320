package io.millwright.gateway.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.reading.Rejection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts messages and readings, by protocol. */
public final class IntakeMetrics {
  private final Map<Protocol, Counter> messages = new EnumMap<>(Protocol.class);
  private final Map<Protocol, Counter> readings = new EnumMap<>(Protocol.class);
  private final Map<Protocol, Counter> acknowledged = new EnumMap<>(Protocol.class);
  private final Map<Protocol, Counter> failed = new EnumMap<>(Protocol.class);
  private final Map<Protocol, Counter> limited = new EnumMap<>(Protocol.class);
  private final Map<Protocol, Map<Rejection.Kind, Counter>> rejected =
      new EnumMap<>(Protocol.class);

  // Beside the meters: a registry may drop or reset those, and counters() must not change with it.
  private final LongAdder allMessages = new LongAdder();
  private final LongAdder allReadings = new LongAdder();
  private final LongAdder allAcknowledged = new LongAdder();
  private final LongAdder allRejected = new LongAdder();

  public IntakeMetrics(MeterRegistry registry) {
    for (Protocol protocol : Protocol.values()) {
      messages.put(
          protocol,
          counter("millwright.gateway.messages", "Messages received", protocol, registry));
      readings.put(
          protocol,
          counter(
              "millwright.gateway.readings",
              "Readings received and handed on to be kept",
              protocol,
              registry));
      acknowledged.put(
          protocol,
          counter(
              "millwright.gateway.readings.acknowledged",
              "Readings that Kafka or the store has, and whose device was acknowledged",
              protocol,
              registry));
      failed.put(
          protocol,
          counter(
              "millwright.gateway.messages.failed",
              "Messages that neither Kafka nor the store took and whose device was not acknowledged",
              protocol,
              registry));
      limited.put(
          protocol,
          counter(
              "millwright.gateway.messages.limited",
              "Messages not kept because their device sends more than it may",
              protocol,
              registry));
      Map<Rejection.Kind, Counter> byKind = new EnumMap<>(Rejection.Kind.class);
      for (Rejection.Kind kind : Rejection.Kind.values()) {
        byKind.put(
            kind,
            Counter.builder("millwright.gateway.rejected")
                .description("Messages that could not be used, by class of reason")
                .tag("protocol", protocol.label())
                .tag("reason", kind.label())
                .register(registry));
      }
      rejected.put(protocol, byKind);
    }
  }

  private static Counter counter(
      String name, String description, Protocol protocol, MeterRegistry registry) {
    return Counter.builder(name)
        .description(description)
        .tag("protocol", protocol.label())
        .register(registry);
  }

  /** Messages have come, with so many readings that are handed on to be kept. */
  void received(Protocol protocol, int messageCount, int readingCount) {
    count(messages, protocol, messageCount);
    allMessages.add(messageCount);
    if (readingCount > 0) {
      count(readings, protocol, readingCount);
      allReadings.add(readingCount);
    }
  }

  /** What was handed on has been kept, or not. */
  void ended(Protocol protocol, int messageCount, int readingCount, boolean kept) {
    if (kept) {
      count(acknowledged, protocol, readingCount);
      allAcknowledged.add(readingCount);
    } else {
      count(failed, protocol, messageCount);
    }
  }

  void limited(Protocol protocol) {
    count(limited, protocol, 1);
  }

  void rejected(Protocol protocol, Rejection.Kind kind) {
    Map<Rejection.Kind, Counter> byKind = rejected.get(protocol);
    if (byKind != null) {
      count(byKind, kind, 1);
    }
    allRejected.increment();
  }

  private static <K> void count(Map<K, Counter> counters, K key, int amount) {
    Counter counter = counters.get(key);
    if (counter != null) {
      counter.increment(amount);
    }
  }

  public long messages() {
    return allMessages.sum();
  }

  public long readingsReceived() {
    return allReadings.sum();
  }

  public long readingsAcknowledged() {
    return allAcknowledged.sum();
  }

  public long messagesRejected() {
    return allRejected.sum();
  }
}
