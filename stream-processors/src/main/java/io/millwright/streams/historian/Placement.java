package io.millwright.streams.historian;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the partitions are that a consumer holds. The database alone knows: whatever is assigned is
 * paused until it has said where to go on, and so is everything after a failure.
 */
final class Placement implements ConsumerRebalanceListener {
  private static final Logger LOGGER = LoggerFactory.getLogger(Placement.class);
  private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(10);

  private final Consumer<byte[], byte[]> consumer;
  private final Admin admin;
  private final List<String> topics;
  private final HistorianMetrics metrics;

  /** Where each partition that may be read was left. */
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** Paused until the database says where to go on. */
  private final Set<TopicPartition> unplaced = new HashSet<>();

  Placement(
      Consumer<byte[], byte[]> consumer,
      Admin admin,
      List<String> topics,
      HistorianMetrics metrics) {
    this.consumer = consumer;
    this.admin = admin;
    this.topics = topics;
    this.metrics = metrics;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    unplaced.addAll(partitions);
    consumer.pause(partitions);
    // Any position will do while they are paused; without one poll() would fail.
    partitions.forEach(partition -> consumer.seek(partition, 0));
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    partitions.forEach(positions::remove);
    unplaced.removeAll(partitions);
  }

  /** Whether there are partitions of which it is not known where to go on. */
  boolean pending() {
    return !unplaced.isEmpty();
  }

  /** Whether records of a partition may be written. */
  boolean has(TopicPartition partition) {
    return positions.containsKey(partition);
  }

  /** Where each partition that may be read was left. */
  Map<TopicPartition, Long> positions() {
    return positions;
  }

  /** They were read up to there, and that is committed. */
  void moved(Map<TopicPartition, Long> nextOffsets) {
    positions.putAll(nextOffsets);
  }

  /** Nothing is read any more until the database has said where to go on. */
  void lose() {
    unplaced.addAll(consumer.assignment());
    positions.clear();
    consumer.pause(consumer.assignment());
  }

  /** Asks the database where to go on, and goes there. */
  void ask(SeriesWriter writer)
      throws SQLException, ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, Long> stored = writer.positions(unplaced, topicIds());
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

  private Map<String, String> topicIds()
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, String> ids = new HashMap<>();
    admin
        .describeTopics(topics)
        .allTopicNames()
        .get(10, TimeUnit.SECONDS)
        .forEach((name, topic) -> ids.put(name, topic.topicId().toString()));
    return ids;
  }

  /** Records that are in Kafka and not yet fetched, of the partitions that may be read. */
  long lag() {
    long lag = 0;
    for (TopicPartition partition : positions.keySet()) {
      lag += consumer.currentLag(partition).orElse(0);
    }
    return lag;
  }

  /** Polls without reading, so that Kafka does not take the consumer for dead. */
  void stay() {
    consumer.pause(consumer.assignment());
    if (!consumer.poll(Duration.ZERO).isEmpty()) {
      throw new IllegalStateException("a consumer whose partitions are paused has read records");
    }
    consumer.resume(positions.keySet());
  }
}
