package io.millwright.gateway;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.mqtt.MqttConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;

/**
 * A gateway with its own Kafka on the standard ports, to try clients by hand; prints what arrives.
 * Ends with its input.
 */
final class RunGateway {
  private RunGateway() {}

  public static void main(String[] args) throws Exception {
    CoapConfig coap = CoapConfig.defaults();
    try (var kafka = EmbeddedKafka.start(Files.createTempDirectory("gateway-kafka"));
        var gateway =
            EdgeGateway.start(
                GatewayConfig.local(kafka.direct())
                    .withMqtt(MqttConfig.defaults().listeningOn("127.0.0.1", 1883))
                    .withCoap(coap.listeningOn(coap.host(), 5683)),
                new SimpleMeterRegistry());
        var measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
        var rejected = new TopicReader<>(kafka.direct(), Topics.REJECTED)) {
      System.out.println("listening, Kafka is at " + kafka.direct());
      CompletableFuture<Integer> ended = CompletableFuture.supplyAsync(RunGateway::readInput);
      while (!ended.isDone()) {
        for (var record : measurements.next()) {
          System.out.println(record.key() + " " + record.value());
        }
        for (var record : rejected.next()) {
          System.out.println("REJECTED " + record.value().getReason());
        }
      }
      System.out.println(gateway.counters());
    }
  }

  private static int readInput() {
    try {
      return System.in.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
