package io.millwright.cmms.platform;

import com.google.protobuf.ByteString;
import io.micronaut.context.annotation.Requires;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.RejectedMessage;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what could not be taken, with the reason, as it came; of what is too large for the record
 * that keeps it, the beginning.
 */
@Singleton
@Requires(property = "millwright.kafka.enabled", notEquals = "false")
class RejectedRecords {
  private static final Logger LOGGER = LoggerFactory.getLogger(RejectedRecords.class);
  private static final int MAX_PAYLOAD_BYTES = 900_000;
  private static final int MAX_REASON_CHARACTERS = 2000;

  private final KafkaConfig config;

  /** Made when the first record is rejected, which may be never. */
  private @Nullable KafkaProducer<String, RejectedMessage> producer;

  RejectedRecords(KafkaConfig config) {
    this.config = config;
  }

  /**
   * Returns when Kafka has it.
   *
   * @param group the consumer group that could not take it
   * @throws KafkaException if Kafka did not acknowledge it
   */
  void send(String group, ConsumerRecord<byte[], byte[]> record, String reason) {
    String source = "kafka:" + group;
    String address = record.topic() + "/" + record.partition() + "/" + record.offset();
    LOGGER
        .atWarn()
        .addKeyValue("record", address)
        .addKeyValue("reason", reason)
        .log("record rejected");
    RejectedMessage message = message(source, address, record.value(), reason);
    try {
      producer().send(new ProducerRecord<>(Topics.REJECTED.name(), source, message)).get();
    } catch (ExecutionException e) {
      throw new KafkaException("a rejected record was not acknowledged", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while a rejected record was sent", e);
    }
  }

  static RejectedMessage message(
      String source, String address, byte @Nullable [] value, String reason) {
    return RejectedMessage.newBuilder()
        .setSource(source)
        .setAddress(address)
        .setReason(reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARACTERS)))
        .setPayload(
            value == null
                ? ByteString.EMPTY
                : ByteString.copyFrom(value, 0, Math.min(value.length, MAX_PAYLOAD_BYTES)))
        .setReceivedTimeMicros(TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()))
        .build();
  }

  private synchronized KafkaProducer<String, RejectedMessage> producer() {
    if (producer == null) {
      Map<String, Object> settings = config.client("cmms-rejected");
      settings.put(ProducerConfig.ACKS_CONFIG, "all");
      settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000");
      settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
      settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "15000");
      producer =
          new KafkaProducer<>(
              settings,
              Topics.REJECTED.keySerde().serializer(),
              Topics.REJECTED.valueSerde().serializer());
    }
    return producer;
  }

  @PreDestroy
  synchronized void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(2));
    }
  }
}
