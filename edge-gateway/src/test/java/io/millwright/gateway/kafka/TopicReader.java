package io.millwright.gateway.kafka;

import io.millwright.contracts.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads what arrives in a topic from now on. */
public final class TopicReader<K, V> implements AutoCloseable {
  private final KafkaConsumer<K, V> consumer;
  private final List<ConsumerRecord<K, V>> records = new ArrayList<>();

  public TopicReader(String bootstrapServers, Topic<K, V> topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false),
            topic.keySerde().deserializer(),
            topic.valueSerde().deserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // seekToEnd is lazy: asking makes it happen now.
    partitions.forEach(consumer::position);
  }

  /** Everything that has arrived until now. */
  public List<ConsumerRecord<K, V>> records() {
    int before;
    do {
      before = records.size();
      consumer.poll(Duration.ofMillis(100)).forEach(records::add);
    } while (records.size() > before);
    return records;
  }

  /** Everything that has arrived since the last call. */
  public List<ConsumerRecord<K, V>> next() {
    List<ConsumerRecord<K, V>> arrived = new ArrayList<>();
    consumer.poll(Duration.ofMillis(100)).forEach(arrived::add);
    return arrived;
  }

  public List<V> values() {
    return records().stream().map(ConsumerRecord::value).toList();
  }

  @Override
  public void close() {
    // In no group, so that nobody waits for its farewell.
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
