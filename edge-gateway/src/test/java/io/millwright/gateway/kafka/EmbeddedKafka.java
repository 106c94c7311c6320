package io.millwright.gateway.kafka;

import io.millwright.contracts.topic.TopicProvisioning;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka broker in this process, with two doors: {@link #direct()} for the test, and {@link
 * #throughNetwork()} for the program under test, which {@link #network()} can hold or cut.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private final KafkaConfig config;
  private final String direct;
  private final TcpProxy network;
  private @Nullable KafkaRaftServer server;

  private EmbeddedKafka(KafkaConfig config, String direct, TcpProxy network) {
    this.config = config;
    this.direct = direct;
    this.network = network;
  }

  public static EmbeddedKafka start(Path directory) {
    try {
      int directPort = freePort();
      int proxiedPort = freePort();
      int controllerPort = freePort();
      TcpProxy network = TcpProxy.to(proxiedPort);
      Properties properties = new Properties();
      properties.put("process.roles", "broker,controller");
      properties.put("node.id", "1");
      properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
      properties.put("controller.listener.names", "CONTROLLER");
      properties.put("inter.broker.listener.name", "DIRECT");
      properties.put(
          "listener.security.protocol.map",
          "CONTROLLER:PLAINTEXT,DIRECT:PLAINTEXT,NETWORK:PLAINTEXT");
      properties.put(
          "listeners",
          "DIRECT://127.0.0.1:%d,NETWORK://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
              .formatted(directPort, proxiedPort, controllerPort));
      properties.put(
          "advertised.listeners",
          "DIRECT://127.0.0.1:%d,NETWORK://127.0.0.1:%d".formatted(directPort, network.port()));
      properties.put("log.dirs", directory.toString());
      properties.put("offsets.topic.num.partitions", "1");
      properties.put("offsets.topic.replication.factor", "1");
      properties.put("transaction.state.log.num.partitions", "1");
      properties.put("transaction.state.log.replication.factor", "1");
      properties.put("transaction.state.log.min.isr", "1");
      properties.put("share.coordinator.state.topic.num.partitions", "1");
      properties.put("share.coordinator.state.topic.replication.factor", "1");
      properties.put("share.coordinator.state.topic.min.isr", "1");
      properties.put("group.initial.rebalance.delay.ms", "0");
      properties.put("auto.create.topics.enable", "false");
      properties.put("log.cleaner.dedupe.buffer.size", "4194304");
      properties.put("controlled.shutdown.enable", "false");
      if (!new File(directory.toFile(), "meta.properties").exists()) {
        new Formatter()
            .setClusterId(Uuid.randomUuid().toString())
            .setNodeId(1)
            .setDirectories(List.of(directory.toString()))
            .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
            .setControllerListenerName("CONTROLLER")
            .setMetadataLogDirectory(directory.toString())
            .setIgnoreFormatted(true)
            .run();
      }
      EmbeddedKafka kafka =
          new EmbeddedKafka(KafkaConfig.fromProps(properties), "127.0.0.1:" + directPort, network);
      kafka.startServer();
      return kafka;
    } catch (Exception e) {
      throw new IllegalStateException("the embedded Kafka did not start", e);
    }
  }

  /** Bootstrap servers that are always reachable while the broker runs. */
  public String direct() {
    return direct;
  }

  /** Bootstrap servers behind {@link #network()}. */
  public String throughNetwork() {
    return "127.0.0.1:" + network.port();
  }

  public TcpProxy network() {
    return network;
  }

  /** Makes Millwright's topics, with three partitions where there is more than one. */
  public void makeTopics() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", direct))) {
      TopicProvisioning.ensureTopics(admin, 3, (short) 1, Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making topics", e);
    }
  }

  public boolean isRunning() {
    return server != null;
  }

  /** Stops the broker; its data stay. */
  public void stopServer() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  /** Starts the broker (again), on the same ports and data. */
  public void startServer() {
    KafkaRaftServer starting = new KafkaRaftServer(config, Time.SYSTEM);
    starting.startup();
    server = starting;
  }

  @Override
  public void close() {
    network.close();
    stopServer();
  }

  private static int freePort() {
    try {
      while (true) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
          // The system may offer again what nobody has bound yet.
          if (GIVEN.add(socket.getLocalPort())) {
            return socket.getLocalPort();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
