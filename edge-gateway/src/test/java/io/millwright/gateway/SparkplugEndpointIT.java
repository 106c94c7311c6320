package io.millwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.sparkplug.TestEdgeNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An edge node at the gateway's own MQTT endpoint. */
@ExtendWith(KafkaExtension.class)
final class SparkplugEndpointIT {
  private final EmbeddedKafka kafka;

  SparkplugEndpointIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @Test
  void takesBirthsAndDataWithoutAnyConfiguration() throws Exception {
    try (var gateway =
            EdgeGateway.start(
                GatewayConfig.local(kafka.direct()).withCoap(null), new SimpleMeterRegistry());
        var measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
        var events = new TopicReader<>(kafka.direct(), Topics.EVENTS);
        var node = new TestEdgeNode(gateway.mqttPort(), "plant-9", "direct", 0, false)) {
      node.birth(0.5, 900);
      node.speed(950);

      await().until(() -> measurements.records().size() == 3);
      assertThat(measurements.values())
          .allMatch(batch -> batch.source().equals("sparkplug:plant-9/direct"));
      assertThat(measurements.values())
          .anyMatch(
              batch ->
                  batch.asset().toString().equals("plant-9/direct-pump")
                      && batch.value(0) == 950
                      && batch.sourceSequence() == 3);
      await().until(() -> events.records().size() == 2);
    }
  }
}
