package io.millwright.cmms.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millwright.contracts.topic.Topic;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.jspecify.annotations.Nullable;

/** A real Kafka broker in this JVM, on free ports and a folder of its own. */
public final class TestKafka implements AutoCloseable {
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaRaftServer server;
  private final int port;
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  private TestKafka(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts in that folder; a broker that ran there before goes on with its records, on its port.
   */
  public static TestKafka start(Path folder, int port) {
    try {
      int controllerPort = freePort();
      Properties properties = new Properties();
      properties.put("process.roles", "broker,controller");
      properties.put("node.id", "1");
      properties.put(
          "listeners",
          "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort);
      properties.put("advertised.listeners", "PLAINTEXT://localhost:" + port);
      properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
      properties.put("controller.listener.names", "CONTROLLER");
      properties.put("controller.quorum.voters", "1@localhost:" + controllerPort);
      properties.put("log.dirs", folder.toString());
      properties.put("offsets.topic.replication.factor", "1");
      properties.put("offsets.topic.num.partitions", "1");
      properties.put("transaction.state.log.replication.factor", "1");
      properties.put("transaction.state.log.min.isr", "1");
      properties.put("transaction.state.log.num.partitions", "1");
      properties.put("share.coordinator.state.topic.replication.factor", "1");
      properties.put("share.coordinator.state.topic.min.isr", "1");
      properties.put("share.coordinator.state.topic.num.partitions", "1");
      properties.put("group.initial.rebalance.delay.ms", "0");
      properties.put("log.cleaner.dedupe.buffer.size", "4194304");
      if (!Files.exists(folder.resolve("meta.properties"))) {
        new Formatter()
            .setClusterId(Uuid.randomUuid().toString())
            .setNodeId(1)
            .setDirectories(List.of(folder.toString()))
            .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
            .setControllerListenerName("CONTROLLER")
            .setMetadataLogDirectory(folder.toString())
            .setIgnoreFormatted(true)
            .run();
      }
      KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
      server.startup();
      return new TestKafka(server, port);
    } catch (Exception e) {
      throw new IllegalStateException("Kafka for the tests did not start", e);
    }
  }

  public static int freePort() throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0)) {
        // The system may offer again what nobody has bound yet.
        if (GIVEN.add(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      }
    }
  }

  public String bootstrapServers() {
    return "localhost:" + port;
  }

  /** Sends one record, once its topic is there, and waits until it is kept. */
  public void send(Topic<?, ?> topic, byte[] key, byte @Nullable [] value) {
    KafkaProducer<byte[], byte[]> sending = producer();
    await().atMost(PATIENCE).until(() -> !sending.partitionsFor(topic.name()).isEmpty());
    try {
      sending.send(new ProducerRecord<>(topic.name(), key, value)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends them in that order, once their topic is there, and waits until all are kept. */
  public <K, V> void send(Topic<K, V> topic, List<V> values, Function<V, K> key) {
    KafkaProducer<byte[], byte[]> sending = producer();
    await().atMost(PATIENCE).until(() -> !sending.partitionsFor(topic.name()).isEmpty());
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (V value : values) {
      sent.add(
          sending.send(
              new ProducerRecord<>(
                  topic.name(),
                  topic.keySerde().serializer().serialize(topic.name(), key.apply(value)),
                  topic.valueSerde().serializer().serialize(topic.name(), value))));
    }
    sending.flush();
    assertThat(sent).allSatisfy(record -> assertThat(record).succeedsWithin(Duration.ZERO));
  }

  private synchronized KafkaProducer<byte[], byte[]> producer() {
    if (producer == null) {
      producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", bootstrapServers(), "acks", "all"),
              new ByteArraySerializer(),
              new ByteArraySerializer());
    }
    return producer;
  }

  /** The topic from its beginning to its end, once there are at least that many records. */
  public <K, V> List<ConsumerRecord<K, V>> records(Topic<K, V> topic, int atLeast) {
    List<ConsumerRecord<K, V>> records = new ArrayList<>();
    try (KafkaConsumer<K, V> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers(), "isolation.level", "read_committed"),
            topic.keySerde().deserializer(),
            topic.valueSerde().deserializer())) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= atLeast;
              });
      // and whatever should not be there
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return partitions.stream()
                    .allMatch(p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
              });
    }
    return records;
  }

  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, Topic<?, ?> topic) {
    return consumer.partitionsFor(topic.name()).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  /** How many records were ever sent to the topic. */
  public long size(Topic<?, ?> topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      return consumer.endOffsets(partitions).values().stream().mapToLong(end -> end).sum();
    }
  }

  /** Waits until the group's offsets are at the end of the topic. */
  public void awaitConsumed(String group, Topic<?, ?> topic) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                Map<TopicPartition, OffsetAndMetadata> committed =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
                return partitions.stream()
                    .allMatch(
                        p ->
                            ends.getOrDefault(p, 0L)
                                == committed.getOrDefault(p, new OffsetAndMetadata(0)).offset());
              });
    }
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close(Duration.ZERO);
    }
    server.shutdown();
    server.awaitShutdown();
  }
}
