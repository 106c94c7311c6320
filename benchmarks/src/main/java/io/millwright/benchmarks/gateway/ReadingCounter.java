package io.millwright.benchmarks.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.contracts.wire.MeasurementBatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the readings of a topic from its beginning by reading it: a record of the gateway may hold
 * those of several messages.
 */
final class ReadingCounter implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final boolean batches;
  private final int valuesOfRecord;
  private volatile long readings;
  private volatile boolean following;
  private @Nullable Thread follower;

  /**
   * @param row whose topic it is
   */
  ReadingCounter(String bootstrapServers, Row row) {
    String topic = KafkaTopics.topicOf(row.system());
    this.batches = !topic.equals(KafkaTopics.RECORDS);
    this.valuesOfRecord = row.values();
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20_000);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.partitions =
        IntStream.range(0, KafkaTopics.PARTITIONS)
            .mapToObj(i -> new TopicPartition(topic, i))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Counts what comes, on a thread of its own, until {@link #countAll()}.
   *
   * @param onProgress hears the readings so far
   */
  void follow(LongConsumer onProgress) {
    following = true;
    Thread thread =
        new Thread(
            () -> {
              while (following) {
                long before = readings;
                poll();
                if (readings > before) {
                  onProgress.accept(readings);
                }
              }
            },
            "count-readings");
    thread.setDaemon(true);
    thread.start();
    follower = thread;
  }

  /** Readings so far. */
  long readings() {
    return readings;
  }

  /** Reads to the end, and says how many readings there are. */
  long countAll() throws InterruptedException {
    stopFollowing();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
      poll();
    }
    return readings;
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread at a time polls
  private void poll() {
    long found = 0;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      found += readingsOf(record.value());
    }
    readings += found;
  }

  private int readingsOf(byte[] value) {
    if (!batches) {
      return valuesOfRecord;
    }
    try {
      return MeasurementBatch.parseFrom(value).getValueCount();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a record of the gateway is no measurement batch", e);
    }
  }

  private void stopFollowing() throws InterruptedException {
    following = false;
    if (follower != null) {
      follower.join();
      follower = null;
    }
  }

  @Override
  public void close() {
    try {
      stopFollowing();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    consumer.close();
  }
}
