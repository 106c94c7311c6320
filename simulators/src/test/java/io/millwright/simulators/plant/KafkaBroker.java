package io.millwright.simulators.plant;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.topic.Topics;
import java.io.IOException;
import java.net.InetAddress;
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
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/** A real Kafka broker in this process. */
public final class KafkaBroker implements AutoCloseable {
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private KafkaBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  public static KafkaBroker start(Path directory) throws Exception {
    int port = freePort();
    int controllerPort = freePort();
    Files.createDirectories(directory);
    Properties properties = new Properties();
    properties.putAll(
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("log.dirs", directory.toString()),
            Map.entry(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
            Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
            Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("inter.broker.listener.name", "PLAINTEXT"),
            Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("log.cleaner.dedupe.buffer.size", "4194304")));
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(1)
        .setDirectories(List.of(directory.toString()))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(directory.toString())
        .setIgnoreFormatted(true)
        .run();
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    server.startup();
    return new KafkaBroker(server, "127.0.0.1:" + port);
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** All messages of a tenant that the broker has now, in the order of each partition. */
  public List<Measurements> measurementsOf(String tenant) {
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
      List<Measurements> all = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < end.getOrDefault(p, 0L))) {
        for (ConsumerRecord<AssetKey, Measurements> record :
            consumer.poll(Duration.ofMillis(200))) {
          if (record.key().tenant().value().equals(tenant)) {
            addMessages(record.value(), all);
          }
        }
      }
      return all;
    }
  }

  /** Several numbered messages of a device may be in one record. */
  private static void addMessages(Measurements record, List<Measurements> all) {
    for (int from = 0; from < record.size(); ) {
      long sequence = record.sourceSequence(from);
      MeasurementsBuilder message =
          Measurements.builder(record.asset(), record.source())
              .sourceSequence(sequence)
              .receivedTimeMicros(record.receivedTimeMicros());
      int i = from;
      for (; i < record.size() && record.sourceSequence(i) == sequence; i++) {
        message.add(
            record.point(i),
            record.timeMicros(i),
            record.value(i),
            record.quality(i),
            record.qualityReason(i));
      }
      all.add(message.build());
      from = i;
    }
  }

  public static int freePort() throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        // The system may offer again what nobody has bound yet.
        if (GIVEN.add(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      }
    }
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
