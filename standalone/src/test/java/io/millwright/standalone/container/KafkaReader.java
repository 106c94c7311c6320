package io.millwright.standalone.container;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads what is in the measurements topic. */
final class KafkaReader {
  private KafkaReader() {}

  /** The distinct event times of an asset's readings, in microseconds. */
  static Set<Long> timesOf(String bootstrapServers, AssetKey asset) {
    try (KafkaConsumer<AssetKey, Measurements> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            Topics.MEASUREMENTS.keySerde().deserializer(),
            Topics.MEASUREMENTS.valueSerde().deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.MEASUREMENTS.name()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      Set<Long> times = new TreeSet<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < end.getOrDefault(p, 0L))) {
        for (ConsumerRecord<AssetKey, Measurements> record :
            consumer.poll(Duration.ofMillis(200))) {
          if (record.key().equals(asset)) {
            for (int i = 0; i < record.value().size(); i++) {
              times.add(record.value().timeMicros(i));
            }
          }
        }
      }
      return times;
    }
  }
}
