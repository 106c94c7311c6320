package io.millwright.benchmarks.part;

import io.millwright.benchmarks.process.Part;
import io.millwright.benchmarks.process.PartServer;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.publish.KafkaWriter;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.main.Main;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The route that a user would otherwise write: MQTT to Kafka with Apache Camel, each message
 * acknowledged to the broker after Kafka has it. Arguments: Kafka's address, the broker's port, the
 * Kafka topic.
 */
public final class CamelPart implements Part {
  private final Main camel = new Main();

  private CamelPart(String bootstrapServers, String brokerPort, String topic) throws Exception {
    String from =
        "paho-mqtt5:millwright/v1/+/+/measurements/#?brokerUrl=tcp://127.0.0.1:"
            + brokerPort
            + "&clientId=camel&qos=1&manualAcksEnabled=true";
    String to = "kafka:" + topic + "?" + producerOptions(bootstrapServers);
    camel
        .configure()
        .addRoutesBuilder(
            new RouteBuilder() {
              @Override
              public void configure() {
                from(from)
                    .setHeader(KafkaConstants.KEY, header(PahoMqtt5Constants.MQTT_TOPIC))
                    // Else they would be headers of the Kafka record, which the gateway's has not.
                    .removeHeaders("*", KafkaConstants.KEY)
                    .to(to);
              }
            });
    // Returns when the route has subscribed.
    camel.start();
  }

  /** Those of the gateway's producer that cost or bring something. */
  private static String producerOptions(String bootstrapServers) {
    Map<String, Object> settings = KafkaWriter.properties(KafkaConfig.of(bootstrapServers));
    return "brokers="
        + bootstrapServers
        + "&requestRequiredAcks="
        + settings.get(ProducerConfig.ACKS_CONFIG)
        + "&enableIdempotence="
        + settings.get(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG)
        + "&compressionCodec="
        + settings.get(ProducerConfig.COMPRESSION_TYPE_CONFIG)
        + "&lingerMs="
        + settings.get(ProducerConfig.LINGER_MS_CONFIG)
        + "&producerBatchSize="
        + settings.get(ProducerConfig.BATCH_SIZE_CONFIG)
        + "&bufferMemorySize="
        + settings.get(ProducerConfig.BUFFER_MEMORY_CONFIG)
        + "&valueSerializer="
        + ByteArraySerializer.class.getName();
  }

  public static void main(String[] arguments) {
    PartServer.serve(() -> new CamelPart(arguments[0], arguments[1], arguments[2]));
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public void close() {
    camel.stop();
  }
}
