package io.millwright.cmms.outbox;

import io.millwright.cmms.platform.KafkaConfig;
import io.millwright.contracts.topic.Topics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Opens the relay's producers: each record acknowledged by all replicas, once, in order. */
@Singleton
final class OutboxProducers implements Supplier<Producer<byte[], byte[]>> {
  /**
   * How long a record is tried. A transaction waits for it: it is given up early and sent later.
   */
  static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(15);

  private final KafkaConfig config;

  OutboxProducers(KafkaConfig config) {
    this.config = config;
  }

  @Override
  public Producer<byte[], byte[]> get() {
    Map<String, Object> settings = config.client("cmms-outbox");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MODEL_BYTES + 1024);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * Topics.MAX_MODEL_BYTES + 1024);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000");
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
    settings.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(DELIVERY_TIMEOUT.toMillis()));
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
