package io.millwright.benchmarks.historian;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.topic.TopicProvisioning;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.publish.KafkaWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes the readings to Kafka, with the producer settings of the gateway. */
final class KafkaInput {
  private static final int PARTITIONS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private KafkaInput() {}

  /** Makes the topics that are missing. */
  static void makeTopics(String bootstrapServers) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      TopicProvisioning.ensureTopics(admin, PARTITIONS, (short) 1, PATIENCE);
    }
  }

  /** Writes records of all assets in turns. */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of it
  static void write(String bootstrapServers, WriteShape shape, long records)
      throws InterruptedException {
    makeTopics(bootstrapServers);
    Map<String, Object> settings = KafkaWriter.properties(KafkaConfig.of(bootstrapServers));
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long record = 0; record < records; record++) {
        int asset = (int) (record % shape.assets());
        producer.send(
            new ProducerRecord<>(
                Topics.MEASUREMENTS.name(),
                shape.asset(asset).toString().getBytes(UTF_8),
                shape.record(asset, record / shape.assets())),
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
      }
      producer.flush();
    }
    Exception first = failure.get();
    if (first != null) {
      throw new IllegalStateException("Kafka did not take the input: " + first, first);
    }
  }
}
