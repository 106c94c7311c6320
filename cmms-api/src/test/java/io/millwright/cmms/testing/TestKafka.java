package io.millwright.cmms.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/** A real Kafka broker in this JVM, on free ports and a folder of its own. */
public final class TestKafka implements AutoCloseable {
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private final KafkaRaftServer server;
  private final int port;

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

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
