package io.millwright.gateway.mqtt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What the endpoint counts besides messages. */
final class MqttCounters {
  private final AtomicInteger connections = new AtomicInteger();
  private final Counter refused;
  private final Counter pauses;
  private final Counter undelivered;
  private final MeterRegistry registry;

  MqttCounters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("millwright.gateway.connections", connections, AtomicInteger::get)
        .description("Devices connected")
        .tag("protocol", "mqtt")
        .register(registry);
    refused =
        Counter.builder("millwright.gateway.connections.refused")
            .description("Connections refused with CONNACK")
            .tag("protocol", "mqtt")
            .register(registry);
    pauses =
        Counter.builder("millwright.gateway.read.pauses")
            .description(
                "How often reading from a connection was stopped: Kafka was behind, or the device"
                    + " sent more than it may")
            .tag("protocol", "mqtt")
            .register(registry);
    undelivered =
        Counter.builder("millwright.gateway.messages.undelivered")
            .description(
                "Messages to devices that were dropped: too many waited, or too large for the"
                    + " client")
            .tag("protocol", "mqtt")
            .register(registry);
  }

  void connected() {
    connections.incrementAndGet();
  }

  void disconnected() {
    connections.decrementAndGet();
  }

  void refused() {
    refused.increment();
  }

  void paused() {
    pauses.increment();
  }

  void undelivered() {
    undelivered.increment();
  }

  /** A connection that the gateway ended, by MQTT 5 reason. */
  void ended(String reason) {
    Counter.builder("millwright.gateway.connections.ended")
        .description("Connections that the gateway ended, by reason")
        .tag("protocol", "mqtt")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }
}
