package io.millwright.standalone.backup;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The topics up to where they ended at one moment. Of those that Kafka keeps for ever (plans,
 * models, devices, work orders, advisories, the state of the monitoring) everything is taken; of
 * the others what one of their readers had not read yet.
 */
final class TopicCut implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, KeptTopic> topics;
  private final List<Manifest.Position> positions;
  private final Map<TopicPartition, Long> begins;
  private final Map<TopicPartition, Long> ends;

  private TopicCut(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<String, KeptTopic> topics,
      List<Manifest.Position> positions) {
    this.consumer = consumer;
    this.topics = topics;
    this.positions = positions;
    List<TopicPartition> partitions = new ArrayList<>();
    topics.values().forEach(topic -> partitions.addAll(topic.allPartitions()));
    this.begins = consumer.beginningOffsets(partitions);
    this.ends = consumer.endOffsets(partitions);
  }

  /** Cuts, after the database: what it says it has read is behind the cut then. */
  static TopicCut open(Installation installation, DatabaseSnapshot database) throws Exception {
    Map<String, KeptTopic> topics;
    List<Manifest.Position> positions = new ArrayList<>();
    try (Admin admin = Admin.create(installation.client(Map.of()))) {
      topics = KeptTopic.all(admin);
      Map<String, String> ids = new HashMap<>();
      topics.forEach((name, topic) -> ids.put(name, topic.id()));
      positions.addAll(database.historians(ids));
      positions.addAll(committed(admin, topics));
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("Kafka does not answer: " + e.getMessage(), e);
    }
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            installation.client(
                Map.of(
                    "isolation.level",
                    "read_committed",
                    "enable.auto.commit",
                    false,
                    "auto.offset.reset",
                    "none",
                    "fetch.max.bytes",
                    32 * 1024 * 1024)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    try {
      return new TopicCut(consumer, topics, positions);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static List<Manifest.Position> committed(Admin admin, Map<String, KeptTopic> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<Manifest.Position> positions = new ArrayList<>();
    for (GroupListing group : admin.listGroups().all().get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin
              .listConsumerGroupOffsets(group.groupId())
              .partitionsToOffsetAndMetadata()
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      offsets.forEach(
          (partition, offset) -> {
            if (offset != null && topics.containsKey(partition.topic())) {
              positions.add(
                  new Manifest.Position(
                      group.groupId(),
                      partition.topic(),
                      partition.partition(),
                      offset.offset(),
                      offset.metadata()));
            }
          });
    }
    return positions;
  }

  List<Manifest.Position> positions() {
    return positions;
  }

  /** Those of which Kafka keeps the newest record of a key: to be read before newer ones come. */
  List<KeptTopic> compacted() {
    return topics.values().stream().filter(KeptTopic::compacted).toList();
  }

  List<KeptTopic> others() {
    return topics.values().stream().filter(topic -> !topic.compacted()).toList();
  }

  /** How many records there are to copy at most: those that a compaction took away count. */
  long estimatedRecords() {
    long records = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      records += end.getValue() - from(end.getKey());
    }
    return records;
  }

  /** Copies a topic, as {@link TopicRestore} reads it. */
  Manifest.TopicPart copy(KeptTopic topic, BackupWriter writer, LongConsumer copied)
      throws Exception {
    long[] records = new long[1];
    Manifest.Entry entry =
        writer.entry("topics/" + topic.name(), out -> records[0] = copy(topic, out, copied));
    return new Manifest.TopicPart(
        topic.name(), topic.partitions(), topic.settings(), records[0], entry);
  }

  private long copy(KeptTopic topic, OutputStream out, LongConsumer copied) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    List<TopicPartition> open =
        new ArrayList<>(topic.allPartitions().stream().filter(p -> from(p) < end(p)).toList());
    consumer.assign(open);
    open.forEach(partition -> consumer.seek(partition, from(partition)));
    long records = 0;
    while (!open.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end(new TopicPartition(record.topic(), record.partition()))) {
          TopicRecord.of(record).writeTo(data);
          copied.accept(++records);
        }
      }
      List<TopicPartition> done =
          open.stream()
              .filter(partition -> consumer.position(partition) >= end(partition))
              .toList();
      if (!done.isEmpty()) {
        open.removeAll(done);
        consumer.pause(done);
      }
    }
    data.flush();
    return records;
  }

  private long end(TopicPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }

  /** Where to begin: Kafka may have deleted already what a reader has not read. */
  private long from(TopicPartition partition) {
    long first = begins.getOrDefault(partition, 0L);
    KeptTopic topic = topics.get(partition.topic());
    return topic == null || topic.forEver()
        ? first
        : positions.stream()
            .filter(position -> DatabaseSnapshot.partition(position).equals(partition))
            .mapToLong(Manifest.Position::offset)
            .map(offset -> Math.max(first, Math.min(offset, end(partition))))
            .min()
            .orElse(end(partition));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
