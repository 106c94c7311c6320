package io.millwright.gateway.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The gateway's one producer: idempotent, acks=all. */
public final class KafkaWriter implements AutoCloseable {
  /** Below the 1,048,588 bytes that a broker takes by default, with room for the batch's frame. */
  public static final int MAX_RECORD_BYTES = 1_000_000;

  /** A block of 262,144 samples of four bytes, with room for its frame. */
  public static final int MAX_WAVEFORM_BYTES = 1_100_000;

  /** What a record costs in memory besides its key and value, its label included, roughly. */
  private static final int RECORD_OVERHEAD_BYTES = 220;

  private static final int BATCH_BYTES = 64 * 1024;

  /** Header that says what a record is to the gateway's ledger. */
  public static final String LABEL = "millwright-waybill";

  private final KafkaProducer<byte[], byte[]> producer;
  private final long bufferBytes;
  private final AtomicLong inFlightBytes = new AtomicLong();

  /**
   * Does not return before it knows the partitions of {@code topics}, so that no write waits for
   * them.
   */
  public KafkaWriter(KafkaConfig config, Iterable<String> topics) {
    this.producer =
        new KafkaProducer<>(
            properties(config), new ByteArraySerializer(), new ByteArraySerializer());
    this.bufferBytes = config.bufferBytes();
    try {
      long deadline = System.nanoTime() + config.startPatience().toNanos();
      for (String topic : topics) {
        awaitPartitions(topic, deadline);
      }
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /** A single try is as short as a send may be, which is too short for a busy broker or machine. */
  private void awaitPartitions(String topic, long deadline) {
    while (true) {
      try {
        producer.partitionsFor(topic);
        return;
      } catch (TimeoutException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }

  /** The settings of the producer, without serializers: whoever compares with it needs the same. */
  public static Map<String, Object> properties(KafkaConfig config) {
    int deliveryMillis = Math.toIntExact(config.deliveryTimeout().toMillis());
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "millwright-edge-gateway");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, config.bufferBytes());
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * MAX_WAVEFORM_BYTES);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deliveryMillis);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(15_000, deliveryMillis / 2));
    properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    // send() is called on event loops. The budget keeps the buffer from filling, and the partitions
    // are known before anything listens and never forgotten, so this wait is only a last resort.
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 250);
    properties.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(3_650).toMillis());
    // 'rebootstrap', the default, forgets the partitions as soon as no broker is reachable, and
    // then
    // every send() during an outage would block and fail.
    properties.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
    return properties;
  }

  /** Hears once what became of a record; on a thread of Kafka's producer, so it must not block. */
  public interface Delivery {
    /** All in-sync replicas have it. */
    void kept(TopicPartition partition, long offset);

    void failed(Exception cause);
  }

  /** Hands a record to the producer; {@code delivery} hears of it exactly once. */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback says all that the future would
  public void send(OutboundRecord record, byte[] label, Delivery delivery) {
    long size = memoryOf(record);
    inFlightBytes.addAndGet(size);
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(record.topic(), record.key(), record.value());
    sent.headers().add(LABEL, label);
    try {
      producer.send(
          sent,
          (metadata, failure) -> {
            inFlightBytes.addAndGet(-size);
            if (failure == null) {
              delivery.kept(
                  new TopicPartition(metadata.topic(), metadata.partition()), metadata.offset());
            } else {
              delivery.failed(failure);
            }
          });
    } catch (RuntimeException e) {
      // What send() throws it has not handed to the callback: the producer is closed or
      // interrupted.
      inFlightBytes.addAndGet(-size);
      delivery.failed(e);
    }
  }

  /** The share of the producer's buffer that is taken; above 1 a write would block. */
  public double fill() {
    return (double) inFlightBytes.get() / bufferBytes;
  }

  /**
   * What the producer sets aside: a share of a batch for small records, but a whole batch for one
   * that leaves no room for a second.
   */
  public static long memoryOf(OutboundRecord record) {
    long size = (long) record.size() + RECORD_OVERHEAD_BYTES;
    return size > BATCH_BYTES / 2 ? Math.max(size, BATCH_BYTES) : size;
  }

  /** Waits a moment for what is under way; the rest fails and stays unacknowledged. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
