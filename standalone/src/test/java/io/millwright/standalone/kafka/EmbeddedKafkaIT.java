package io.millwright.standalone.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.topic.TopicProvisioning;
import io.millwright.contracts.topic.Topics;
import io.millwright.standalone.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  @TempDir Path directory;

  @Test
  void keepsTopicsAndRecordsOverARestartOnOtherPorts() throws Exception {
    String topic = Topics.REJECTED.name();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, Ports.any(), Ports.any());
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      TopicProvisioning.ensureTopics(admin, 4, (short) 1, Duration.ofSeconds(30));
      // A second service provisions as well: nothing changes.
      TopicProvisioning.ensureTopics(admin, 8, (short) 1, Duration.ofSeconds(30));
      assertThat(
              admin
                  .describeTopics(java.util.List.of(Topics.MEASUREMENTS.name()))
                  .allTopicNames()
                  .get()
                  .values())
          .allSatisfy(description -> assertThat(description.partitions()).hasSize(4));
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        producer
            .send(
                new ProducerRecord<>(
                    topic, "kept".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
            .get();
      }
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, Ports.any(), Ports.any());
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      TopicPartition partition = new TopicPartition(topic, 0);
      assertThat(
              admin
                  .listOffsets(Map.of(partition, OffsetSpec.latest()))
                  .partitionResult(partition)
                  .get()
                  .offset())
          .isEqualTo(1);
    }
  }
}
