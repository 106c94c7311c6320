package io.millwright.benchmarks.part;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millwright.benchmarks.process.Part;
import io.millwright.benchmarks.process.PartServer;
import io.millwright.gateway.EdgeGateway;
import io.millwright.gateway.GatewaySettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Millwright's gateway. Arguments: its settings, as {@code name=value}. With {@code broker.url}
 * among them it is ready when it has subscribed, otherwise when its MQTT endpoint listens.
 */
public final class GatewayPart implements Part {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final EdgeGateway gateway;
  private final int port;

  private GatewayPart(Map<String, String> settings) throws InterruptedException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    this.gateway = EdgeGateway.start(GatewaySettings.read(settings), registry);
    if (settings.containsKey("broker.url")) {
      this.port = 0;
      awaitBroker(registry);
    } else {
      this.port = gateway.mqttPort();
    }
  }

  public static void main(String[] arguments) {
    PartServer.serve(
        () -> {
          Map<String, String> settings = new LinkedHashMap<>();
          for (String argument : arguments) {
            int equals = argument.indexOf('=');
            settings.put(argument.substring(0, equals), argument.substring(equals + 1));
          }
          return new GatewayPart(settings);
        });
  }

  /** What is published before the subscription never comes. */
  private static void awaitBroker(PrometheusMeterRegistry registry) throws InterruptedException {
    Gauge connected =
        registry.get("millwright.gateway.source.connected").tag("source", "broker:plant").gauge();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (connected.value() < 1) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the gateway did not connect to the broker");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    gateway.close();
  }
}
