package io.millwright.standalone;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.millwright.cmms.CmmsApplication;
import io.millwright.contracts.topic.TopicProvisioning;
import io.millwright.gateway.EdgeGateway;
import io.millwright.gateway.GatewayConfig;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.device.AccessConfig;
import io.millwright.gateway.http.HttpConfig;
import io.millwright.gateway.mqtt.MqttConfig;
import io.millwright.gateway.publish.Lanes;
import io.millwright.gateway.store.StoreConfig;
import io.millwright.standalone.kafka.EmbeddedKafka;
import io.millwright.standalone.postgres.EmbeddedDatabase;
import io.millwright.streams.StreamProcessors;
import io.millwright.streams.StreamProcessorsConfig;
import io.millwright.streams.historian.Historian;
import io.millwright.streams.historian.HistorianConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one process: Kafka, PostgreSQL, gateway, processors, historian, CMMS. What it
 * acknowledged is in its folder, and the next start goes on from there.
 */
public final class Standalone implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Standalone.class);
  private static final int PARTITIONS = 4;

  /** The folder of the gateway's store and ledger, below the folder for all data. */
  static final String GATEWAY_STORE = "gateway";

  /**
   * Work orders follow their readings by little more than this; each commit costs a few
   * milliseconds.
   */
  private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

  private final StandaloneConfig config;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread closeWithTheProcess = new Thread(this::closeQuietly, "millwright-shutdown");
  private final EmbeddedKafka kafka;
  private final EmbeddedDatabase database;
  private final StreamProcessors streams;
  private final Historian historian;
  private final CmmsApplication cmms;
  private final EdgeGateway gateway;
  private final AdvisoryBacklog advisories;

  /**
   * Starts everything on the configured folder.
   *
   * @param directory where all state is; closed with this, also when a part does not start
   * @param step hears what is being done, for the user
   * @throws IOException if a part does not start
   */
  public static Standalone start(
      StandaloneConfig config, DataDirectory directory, Consumer<String> step)
      throws IOException, InterruptedException {
    return new Standalone(config, directory, step);
  }

  private Standalone(StandaloneConfig config, DataDirectory directory, Consumer<String> step)
      throws IOException, InterruptedException {
    this.config = config;
    Runtime.getRuntime().addShutdownHook(closeWithTheProcess);
    try {
      keep(directory);
      Endpoints.forget(directory);
      step.accept("Starting PostgreSQL and Kafka");
      // They know nothing of each other, and each waits more than it works.
      FutureTask<EmbeddedKafka> kafkaStart =
          inBackground("kafka-start", () -> startKafka(directory));
      this.database = keep(EmbeddedDatabase.start(directory.resolve("postgres"), Ports.any()));
      this.kafka = keep(join(kafkaStart));
      keep(
          Endpoints.announce(
              directory, new Endpoints(database.jdbcUrl("postgres"), kafka.bootstrapServers())));
      CompositeMeterRegistry metrics = new CompositeMeterRegistry();
      step.accept("Starting the CMMS and the historian");
      FutureTask<CmmsApplication> cmmsStart =
          inBackground("cmms-start", () -> CmmsApplication.start(cmmsProperties(directory)));
      this.historian = keep(Historian.start(historianConfig(), metrics));
      step.accept("Starting the stream processors");
      this.streams = keep(StreamProcessors.start(streamsConfig(directory), metrics));
      this.cmms = keep(join(cmmsStart));
      metrics.add(cmms.meterRegistry());
      this.advisories = keep(new AdvisoryBacklog(kafka.bootstrapServers(), database));
      step.accept("Starting the gateway");
      this.gateway = keep(EdgeGateway.start(gatewayConfig(directory), metrics));
      step.accept("Everything runs");
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      closeQuietly();
      throw e;
    }
  }

  private synchronized <T extends AutoCloseable> T keep(T part) {
    running.push(part);
    return part;
  }

  private static <T> FutureTask<T> inBackground(String name, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private static <T> T join(FutureTask<T> task) throws IOException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
    }
  }

  private static EmbeddedKafka startKafka(DataDirectory directory)
      throws IOException, InterruptedException {
    EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), Ports.any(), Ports.any());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      TopicProvisioning.ensureTopics(admin, PARTITIONS, (short) 1, Duration.ofSeconds(60));
    }
    return kafka;
  }

  private HistorianConfig historianConfig() {
    return HistorianConfig.of(
        kafka.bootstrapServers(),
        new HistorianConfig.Database(
            database.jdbcUrl("millwright_historian"), "millwright_historian", ""),
        new HistorianConfig.Database(database.jdbcUrl("millwright_owner"), "millwright_owner", ""));
  }

  private StreamProcessorsConfig streamsConfig(DataDirectory directory) {
    return StreamProcessorsConfig.of(kafka.bootstrapServers(), directory.resolve("streams"))
        .withTopicPartitions(PARTITIONS)
        .withCommitInterval(COMMIT_INTERVAL);
  }

  private GatewayConfig gatewayConfig(DataDirectory directory) throws IOException {
    String host = config.bind().getHostAddress();
    AccessConfig access =
        AccessConfig.defaults()
            .withKey(directory.deviceKey())
            .withCopy(directory.resolve("device-registry"));
    return GatewayConfig.local(kafka.bootstrapServers())
        .withMqtt(MqttConfig.defaults().listeningOn(host, config.mqttPort()))
        .withCoap(CoapConfig.defaults().listeningOn(host, config.coapPort()))
        .withHttp(HttpConfig.defaults().listeningOn(host, config.ingestPort()))
        .withAccess(access)
        // Histories are replayed here: their last hours must not overtake what came before.
        .withLanes(Lanes.WHATEVER_THE_AGE)
        .withStore(StoreConfig.in(directory.resolve(GATEWAY_STORE)));
  }

  private Map<String, Object> cmmsProperties(DataDirectory directory) throws IOException {
    Map<String, Object> properties = new HashMap<>();
    properties.put("micronaut.server.host", config.bind().getHostAddress());
    properties.put("micronaut.server.port", config.httpPort());
    properties.put("millwright.kafka.bootstrap-servers", kafka.bootstrapServers());
    properties.put("millwright.kafka.partitions", PARTITIONS);
    properties.put("millwright.kafka.instance-id", "standalone");
    properties.put("millwright.auto-provision", true);
    properties.put("millwright.access.jwt-secret", directory.secret("jwt", 48));
    properties.put("millwright.cmms.device-key", directory.deviceKey());
    properties.put("datasources.default.url", database.jdbcUrl("millwright_cmms"));
    properties.put("datasources.default.username", "millwright_cmms");
    properties.put("datasources.migration.url", database.jdbcUrl("millwright_owner"));
    properties.put("datasources.migration.username", "millwright_owner");
    StandaloneConfig.Organization organization = config.organization();
    properties.put("millwright.bootstrap.organization.id", organization.id());
    properties.put("millwright.bootstrap.organization.name", organization.name());
    for (int i = 0; i < organization.users().size(); i++) {
      StandaloneConfig.User user = organization.users().get(i);
      String prefix = "millwright.bootstrap.users[" + i + "].";
      properties.put(prefix + "username", user.username());
      properties.put(prefix + "password", user.password());
      properties.put(prefix + "display-name", user.displayName());
      properties.put(prefix + "roles", user.roles());
    }
    return properties;
  }

  /** Of the console and the REST API. */
  public String url() {
    return "http://" + deviceHost() + ":" + config.httpPort();
  }

  /** A name under which this machine reaches the endpoints. */
  public String deviceHost() {
    return config.bind().isAnyLocalAddress() || config.bind().isLoopbackAddress()
        ? "localhost"
        : config.bind().getHostAddress();
  }

  public int mqttPort() {
    return gateway.mqttPort();
  }

  public int coapPort() {
    return gateway.coapPort();
  }

  /** Where devices send to, for the user. */
  public String deviceAddresses() {
    return "mqtt://"
        + deviceHost()
        + ":"
        + mqttPort()
        + "  coap://"
        + deviceHost()
        + ":"
        + coapPort()
        + "  http://"
        + deviceHost()
        + ":"
        + gateway.httpPort();
  }

  public EmbeddedDatabase database() {
    return database;
  }

  /** Assets that a monitoring plan is in force for. */
  public int assetsMonitored() {
    return streams.status().assetsMonitored();
  }

  public int modelsInForce() {
    return streams.status().modelsInForce();
  }

  /** Readings that were put into the database since the start. */
  public long readingsStored() {
    return historian.status().measurementsStored();
  }

  /** Advisories that the CMMS has not read yet. */
  public long advisoriesUnread() throws SQLException {
    return advisories.unread();
  }

  public Path logFile() {
    return Path.of(System.getProperty(Millwright.LOG_FILE, "millwright.log"));
  }

  /** Waits until it is closed, be it with the process. */
  public void awaitClose() throws InterruptedException {
    closed.await();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(closeWithTheProcess);
    } catch (IllegalStateException e) {
      // The process is ending: the hook does it, and this waits for it below.
      LOGGER.debug("closing with the process");
    }
    closeQuietly();
  }

  /**
   * Backwards, so that nothing loses what it stands on; a part that fails does not keep the others
   * from closing.
   */
  private synchronized void closeQuietly() {
    while (!running.isEmpty()) {
      AutoCloseable part = running.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOGGER
            .atWarn()
            .setCause(e)
            .addKeyValue("part", part.getClass().getSimpleName())
            .log("a part did not close in order");
      }
    }
    closed.countDown();
  }
}
