package io.millwright.streams.server;

import io.millwright.contracts.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Sends to topics and reads them whole, as other services would. */
public final class KafkaIo implements AutoCloseable {
  private final String bootstrapServers;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Admin admin;

  public KafkaIo(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** How far each partition of a topic is written. */
  public Map<TopicPartition, Long> ends(String topic) throws Exception {
    return ends(topic, IsolationLevel.READ_UNCOMMITTED);
  }

  private Map<TopicPartition, Long> ends(String topic, IsolationLevel level) throws Exception {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    Objects.requireNonNull(
            admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic), topic)
        .partitions()
        .forEach(
            info -> wanted.put(new TopicPartition(topic, info.partition()), OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(wanted, new ListOffsetsOptions(level))
        .all()
        .get()
        .forEach((each, end) -> ends.put(each, end.offset()));
    return ends;
  }

  /** Waits until no transaction is open that has written to the topic. */
  public void awaitReadable(String topic, Duration patience) {
    Awaitility.await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> ends(topic, IsolationLevel.READ_COMMITTED).equals(ends(topic)));
  }

  /** Waits until the condition monitoring has committed all that was written by then. */
  public void awaitMonitored(Map<TopicPartition, Long> ends, Duration patience) {
    Awaitility.await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              Map<TopicPartition, OffsetAndMetadata> committed =
                  admin
                      .listConsumerGroupOffsets("millwright-condition-monitoring")
                      .partitionsToOffsetAndMetadata()
                      .get();
              return ends.entrySet().stream()
                  .allMatch(
                      end ->
                          end.getValue() == 0
                              || committed.get(end.getKey()) != null
                                  && committed.get(end.getKey()).offset() >= end.getValue());
            });
  }

  public <K, V> void send(Topic<K, V> topic, K key, @Nullable V value) {
    producer.send(
        new ProducerRecord<>(
            topic.name(),
            topic.keySerde().serializer().serialize(topic.name(), key),
            topic.valueSerde().serializer().serialize(topic.name(), value)));
  }

  public void flush() {
    producer.flush();
  }

  /** All committed records of a topic, partition by partition, in order. */
  public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    }
    return all;
  }

  public <K, V> List<V> values(Topic<K, V> topic) {
    return readAll(topic.name()).stream()
        .map(record -> topic.valueSerde().deserializer().deserialize(topic.name(), record.value()))
        .toList();
  }

  @Override
  public void close() {
    admin.close();
    producer.close();
  }
}
