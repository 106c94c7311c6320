package io.millwright.standalone;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import io.millwright.standalone.postgres.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The advisories that were raised but have not come to the CMMS yet, told apart by their ids. For
 * one thread.
 */
final class AdvisoryBacklog implements AutoCloseable {
  private final KafkaConsumer<AssetKey, Advisory> consumer;
  private final EmbeddedDatabase database;
  private final Set<String> raised = new HashSet<>();

  AdvisoryBacklog(String bootstrapServers, EmbeddedDatabase database) {
    this.database = database;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                "false"),
            Topics.ADVISORIES.keySerde().deserializer(),
            Topics.ADVISORIES.valueSerde().deserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.ADVISORIES.name()).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads what is new on both sides and compares. */
  long unread() throws SQLException {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<AssetKey, Advisory> advisory : consumer.poll(Duration.ofMillis(200))) {
        raised.add(advisory.value().getId());
      }
    }
    Set<String> missing = new HashSet<>(raised);
    try (Connection connection = database.superuser();
        Statement statement = connection.createStatement();
        ResultSet known = statement.executeQuery("select id from cmms.advisory")) {
      while (known.next()) {
        missing.remove(known.getString(1));
      }
    }
    return missing.size();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
