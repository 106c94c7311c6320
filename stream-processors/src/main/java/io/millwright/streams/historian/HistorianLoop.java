package io.millwright.streams.historian;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.Prognosis;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls Kafka and writes. The database alone knows how far it has read: after a rebalance, after
 * any failure, and when a transaction's outcome is unknown, the partitions are paused until the
 * database has said where to go on. Polling goes on meanwhile, so the instance keeps its
 * partitions.
 */
final class HistorianLoop implements Runnable {
  private static final Logger LOGGER = LoggerFactory.getLogger(HistorianLoop.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(10);
  private static final List<String> TOPICS =
      List.of(
          Topics.MEASUREMENTS.name(),
          Topics.BACKFILL.name(),
          Topics.HEALTH.name(),
          Topics.PROGNOSES.name());

  private final HistorianConfig config;
  private final HistorianMetrics metrics;
  private final Clock clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));

  /** Where each partition that may be read was left. */
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** Paused until the database says where to go on. */
  private final Set<TopicPartition> unplaced = new HashSet<>();

  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private @Nullable SeriesWriter writer;

  HistorianLoop(HistorianConfig config, HistorianMetrics metrics, Clock clock) {
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public void run() {
    Map<String, Object> clients = new HashMap<>(config.kafka());
    clients.put("bootstrap.servers", config.bootstrapServers());
    try (Admin admin = Admin.create(clients)) {
      while (closed.getCount() > 0) {
        consumeUntilFailure(clients, admin);
      }
    } finally {
      closeWriter();
    }
  }

  private void consumeUntilFailure(Map<String, Object> clients, Admin admin) {
    try (Consumer<byte[], byte[]> opened =
        new KafkaConsumer<>(
            consumerProperties(clients),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer = opened;
      opened.subscribe(TOPICS, new Placement(opened));
      while (closed.getCount() > 0) {
        place(opened, admin);
        ConsumerRecords<byte[], byte[]> records = opened.poll(POLL);
        if (!records.isEmpty()) {
          write(opened, records);
        }
        metrics.lag(lag(opened));
      }
    } catch (WakeupException e) {
      LOGGER.atDebug().log("historian was woken to close");
    } catch (RuntimeException e) {
      metrics.failed();
      closeWriter();
      LOGGER.atError().setCause(e).log("historian failed: trying again");
      pause();
    } finally {
      consumer = null;
      positions.clear();
      unplaced.clear();
    }
  }

  /** Records that are in Kafka and not yet fetched, of the partitions that may be read. */
  private long lag(Consumer<byte[], byte[]> opened) {
    long lag = 0;
    for (TopicPartition partition : positions.keySet()) {
      lag += opened.currentLag(partition).orElse(0);
    }
    return lag;
  }

  private void pause() {
    try {
      if (closed.await(1, TimeUnit.SECONDS)) {
        LOGGER.atDebug().log("historian closes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  private Map<String, Object> consumerProperties(Map<String, Object> clients) {
    Map<String, Object> properties = new HashMap<>(clients);
    properties.put("group.id", config.group());
    // A seat of its own for other topics: Kafka would give back the partitions that it had before.
    properties.put(
        "group.instance.id", config.instanceId() + "-" + Integer.toHexString(TOPICS.hashCode()));
    properties.put("client.id", config.group() + "-" + config.instanceId());
    properties.put("session.timeout.ms", 10_000);
    properties.put("heartbeat.interval.ms", 2_000);
    properties.put("enable.auto.commit", false);
    // The database says where to read. What Kafka has deleted unread must be noticed, not skipped.
    properties.put("auto.offset.reset", "none");
    properties.put("isolation.level", "read_committed");
    properties.put("max.poll.records", 2_000);
    properties.put("fetch.max.bytes", 16 * 1024 * 1024);
    // Few large transactions instead of many small ones, for a tenth of a second.
    properties.put("fetch.min.bytes", 64 * 1024);
    properties.put("fetch.max.wait.ms", 100);
    return properties;
  }

  /** Whatever was assigned waits until the database has said where to go on. */
  private final class Placement implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> assigned;

    Placement(Consumer<byte[], byte[]> assigned) {
      this.assigned = assigned;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      unplaced.addAll(partitions);
      assigned.pause(partitions);
      // Any position will do while they are paused; without one poll() would fail.
      partitions.forEach(partition -> assigned.seek(partition, 0));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      partitions.forEach(positions::remove);
      unplaced.removeAll(partitions);
    }
  }

  private void place(Consumer<byte[], byte[]> consumer, Admin admin) {
    if (unplaced.isEmpty() || !backoff.due(System.nanoTime())) {
      return;
    }
    try {
      SeriesWriter open = writer;
      if (open == null) {
        open = SeriesWriter.open(config, clock);
        writer = open;
        LOGGER
            .atInfo()
            .addKeyValue("storage", open.storage())
            .addKeyValue("database", config.database())
            .log("historian writes to the database");
      }
      Map<TopicPartition, Long> stored = open.positions(unplaced, topicIds(admin));
      Map<TopicPartition, Long> first = consumer.beginningOffsets(unplaced, KAFKA_PATIENCE);
      Map<TopicPartition, Long> end = consumer.endOffsets(unplaced, KAFKA_PATIENCE);
      stored.forEach(
          (partition, position) -> {
            consumer.seek(
                partition,
                readFrom(
                    partition,
                    position,
                    first.getOrDefault(partition, 0L),
                    end.getOrDefault(partition, Long.MAX_VALUE)));
            positions.put(partition, position);
          });
      consumer.resume(unplaced);
      unplaced.clear();
      metrics.connected(open.storage());
    } catch (SQLException | KafkaException | ExecutionException | TimeoutException e) {
      failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  /** Where to read a partition that the database has read up to {@code position}. */
  private long readFrom(TopicPartition partition, long position, long first, long end) {
    if (position > 0 && position < first) {
      metrics.missed(first - position);
      LOGGER
          .atError()
          .addKeyValue("partition", partition)
          .addKeyValue("from", position)
          .addKeyValue("to", first)
          .log(
              "Kafka has deleted records before the historian could write them: give the topic a longer retention");
      return first;
    }
    if (position > end) {
      LOGGER
          .atError()
          .addKeyValue("partition", partition)
          .addKeyValue("read", position)
          .addKeyValue("end", end)
          .log(
              "the topic ends before what was read from it, as after a restore: reading it again from its beginning");
      return first;
    }
    return Math.max(position, first);
  }

  private static Map<String, String> topicIds(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, String> ids = new HashMap<>();
    admin
        .describeTopics(TOPICS)
        .allTopicNames()
        .get(10, TimeUnit.SECONDS)
        .forEach((name, topic) -> ids.put(name, topic.topicId().toString()));
    return ids;
  }

  private void write(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
    Batch batch = new Batch();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      if (!positions.containsKey(partition)) {
        continue;
      }
      take(record, batch);
      batch.readUpTo(partition, record.offset() + 1);
      if (batch.rows() >= config.readingsPerTransaction()) {
        if (!write(consumer, batch)) {
          return;
        }
        batch = new Batch();
      }
    }
    if (!batch.isEmpty()) {
      write(consumer, batch);
    }
  }

  private boolean write(Consumer<byte[], byte[]> consumer, Batch batch) {
    SeriesWriter open = writer;
    if (open == null) {
      replace(consumer);
      return false;
    }
    long begin = System.nanoTime();
    try {
      SeriesWriter.Written written = open.write(batch, positions);
      positions.putAll(batch.nextOffsets());
      metrics.wrote(written, System.nanoTime() - begin);
      backoff.succeeded();
      return true;
    } catch (FencedException e) {
      metrics.fenced();
      LOGGER
          .atWarn()
          .addKeyValue("reason", e.getMessage())
          .log("another historian wrote from the same partition: going on where the database is");
    } catch (SQLException e) {
      failed(e);
    }
    replace(consumer);
    return false;
  }

  private void replace(Consumer<byte[], byte[]> consumer) {
    unplaced.addAll(consumer.assignment());
    positions.clear();
    consumer.pause(consumer.assignment());
  }

  private void failed(Exception e) {
    metrics.failed();
    closeWriter();
    if (backoff.failed(System.nanoTime())) {
      LOGGER
          .atError()
          .setCause(e)
          .log("historian cannot write: nothing is lost, it tries again until it can");
    }
  }

  private void closeWriter() {
    SeriesWriter open = writer;
    writer = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOGGER.atDebug().setCause(e).log("connection was gone before it was closed");
      }
    }
  }

  /** Unreadable records are the condition monitoring's to reject; here they are passed over. */
  private void take(ConsumerRecord<byte[], byte[]> record, Batch batch) {
    try {
      AssetKey key = read(Topics.MEASUREMENTS.keySerde().deserializer(), record, record.key());
      if (record.topic().equals(Topics.MEASUREMENTS.name())
          || record.topic().equals(Topics.BACKFILL.name())) {
        Measurements measurements = value(Topics.MEASUREMENTS, record);
        requireSame(key, measurements.asset());
        batch.add(measurements);
      } else if (record.topic().equals(Topics.HEALTH.name())) {
        HealthAssessment health = value(Topics.HEALTH, record);
        requireSame(key, AssetKey.of(health.getTenant(), health.getAsset()));
        batch.add(health);
      } else {
        Prognosis prognosis = value(Topics.PROGNOSES, record);
        requireSame(key, AssetKey.of(prognosis.getTenant(), prognosis.getAsset()));
        batch.add(prognosis);
      }
    } catch (SerializationException | IllegalArgumentException e) {
      metrics.unreadable();
      LOGGER
          .atWarn()
          .addKeyValue("record", record.topic() + "/" + record.partition() + "/" + record.offset())
          .addKeyValue("reason", e.getMessage())
          .log("record cannot be read: passed over");
    }
  }

  private static void requireSame(AssetKey key, AssetKey asset) {
    if (!key.equals(asset)) {
      throw new IllegalArgumentException(
          "the record is keyed '" + key + "', but its message is about '" + asset + "'");
    }
  }

  private static <V> V value(Topic<AssetKey, V> topic, ConsumerRecord<byte[], byte[]> record) {
    return read(topic.valueSerde().deserializer(), record, record.value());
  }

  private static <T> T read(
      Deserializer<T> deserializer,
      ConsumerRecord<byte[], byte[]> record,
      byte @Nullable [] bytes) {
    if (bytes == null) {
      throw new IllegalArgumentException("key and value must not be empty");
    }
    return deserializer.deserialize(record.topic(), bytes);
  }

  /** Ends the loop, from any thread. */
  void close() {
    closed.countDown();
    Consumer<byte[], byte[]> polling = consumer;
    if (polling != null) {
      polling.wakeup();
    }
  }
}
