package io.millwright.standalone.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.publish.KafkaWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes readings to the lane of old readings, as the gateway does. */
final class Outlet implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String servers;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /**
   * @param settings further ones of the Kafka client, for example for TLS
   * @throws IOException if Kafka does not answer
   */
  Outlet(String servers, Map<String, String> settings) throws IOException {
    this.servers = servers;
    Map<String, Object> properties = new HashMap<>(KafkaWriter.properties(KafkaConfig.of(servers)));
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "millwright-import");
    // Here a full buffer is waited for.
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    properties.putAll(settings);
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.partitionsFor(Topics.BACKFILL.name());
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw new IOException(
          "no Kafka with the topic "
              + Topics.BACKFILL.name()
              + " answers at "
              + servers
              + ": is Millwright running there?",
          e);
    }
  }

  /** Some readings that are acknowledged together. */
  static final class Parcel {
    private final Semaphore acknowledged = new Semaphore(0);
    private final AtomicInteger sent = new AtomicInteger();

    /** Waits until Kafka has all that was sent with it. */
    private void await() throws InterruptedException {
      acknowledged.acquire(sent.get());
    }

    boolean isAcknowledged() {
      return acknowledged.availablePermits() == sent.get();
    }
  }

  /** Waits while the buffer is full. */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of it
  void send(Measurements readings, Parcel parcel) {
    parcel.sent.incrementAndGet();
    producer.send(
        new ProducerRecord<>(
            Topics.BACKFILL.name(),
            readings.asset().toString().getBytes(UTF_8),
            MeasurementsSerde.encode(readings)),
        (metadata, exception) -> {
          if (exception == null) {
            ends.merge(
                new TopicPartition(metadata.topic(), metadata.partition()),
                metadata.offset() + 1,
                Math::max);
          } else {
            failure.compareAndSet(null, exception);
          }
          parcel.acknowledged.release();
        });
  }

  /**
   * Returns when Kafka has a parcel.
   *
   * @throws IOException if it did not take all that was sent so far
   */
  void await(Parcel parcel) throws IOException, InterruptedException {
    parcel.await();
    checkFailure();
  }

  private void checkFailure() throws IOException {
    Exception first = failure.get();
    if (first != null) {
      throw new IOException(
          "Kafka at "
              + servers
              + " did not take a record: "
              + first.getMessage()
              + "; start the import again, and it goes on",
          first);
    }
  }

  /** Behind the last record of each partition that was written to. */
  Map<TopicPartition, Long> ends() {
    return Map.copyOf(ends);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
