package io.millwright.streams;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.contracts.topic.TopicProvisioning;
import io.millwright.models.release.TrainedModel;
import io.millwright.streams.monitoring.ArrivalTime;
import io.millwright.streams.monitoring.ConditionMonitoringTopology;
import io.millwright.streams.monitoring.ModelFeed;
import io.millwright.streams.monitoring.MonitoringMetrics;
import io.millwright.streams.monitoring.RejectingHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running condition monitoring: one Kafka Streams application, exactly once. */
public final class StreamProcessors implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(StreamProcessors.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

  /**
   * How it goes, since the start of this instance.
   *
   * @param state of Kafka Streams: CREATED, REBALANCING, RUNNING, PENDING_SHUTDOWN, NOT_RUNNING,
   *     PENDING_ERROR, ERROR
   * @param readingsScored readings that a monitor took
   * @param assetsMonitored assets of this instance that a plan is in force for
   * @param plansInForce different plans that they have
   * @param modelsInForce models of all tenants
   * @param advisories advisories raised
   */
  public record Status(
      String state,
      long readingsScored,
      int assetsMonitored,
      int plansInForce,
      int modelsInForce,
      long advisories) {}

  private final KafkaStreams streams;
  private final ModelFeed models;
  private final MonitoringMetrics metrics;
  private final CountDownLatch running = new CountDownLatch(1);

  private StreamProcessors(KafkaStreams streams, ModelFeed models, MonitoringMetrics metrics) {
    this.streams = streams;
    this.models = models;
    this.metrics = metrics;
  }

  /**
   * Makes the topics that are missing, reads the released models, starts the streams and returns;
   * {@link #awaitRunning} waits for the first records to flow.
   *
   * @throws IllegalStateException if Kafka does not answer in time
   */
  public static StreamProcessors start(StreamProcessorsConfig config, MeterRegistry registry)
      throws InterruptedException {
    return start(config, registry, TrainedModel::ofWire);
  }

  static StreamProcessors start(
      StreamProcessorsConfig config, MeterRegistry registry, ModelFeed.ReleaseReader reader)
      throws InterruptedException {
    Map<String, Object> clients = new HashMap<>(config.kafka());
    clients.put("bootstrap.servers", config.bootstrapServers());
    try (Admin admin = Admin.create(clients)) {
      TopicProvisioning.ensureTopics(
          admin, config.topicPartitions(), config.replicationFactor(), config.startPatience());
    }
    MonitoringMetrics metrics = new MonitoringMetrics(registry);
    ModelFeed models = ModelFeed.start(clients, reader, metrics);
    try {
      models.awaitCaughtUp(config.startPatience());
      Properties properties = properties(config, metrics);
      Topology topology =
          ConditionMonitoringTopology.build(
              new TopologyConfig(new StreamsConfig(properties)),
              models,
              metrics,
              config.publishDescriptors(),
              flushOverdue(config.commitInterval()),
              config.tickInterval());
      properties.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
          seat(config.instanceId(), topology));
      KafkaStreams streams = new KafkaStreams(topology, properties);
      StreamProcessors processors = new StreamProcessors(streams, models, metrics);
      processors.startStreams(registry);
      return processors;
    } catch (RuntimeException | InterruptedException e) {
      models.close();
      throw e;
    }
  }

  private void startStreams(MeterRegistry registry) {
    ThreadReplacement replacement = new ThreadReplacement(10, Duration.ofMinutes(10));
    streams.setUncaughtExceptionHandler(
        failure -> {
          boolean again = replacement.granted(System.nanoTime());
          LOGGER
              .atError()
              .setCause(failure)
              .log(
                  again
                      ? "stream thread failed: another takes its place"
                      : "stream threads fail again and again: the condition monitoring stops");
          return again
              ? StreamThreadExceptionResponse.REPLACE_THREAD
              : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.setStateListener(
        (now, before) -> {
          LOGGER.atInfo().addKeyValue("state", now).addKeyValue("before", before).log("streams");
          if (now == KafkaStreams.State.RUNNING) {
            running.countDown();
          }
        });
    Gauge.builder(
            "millwright.streams.running", streams, s -> s.state().isRunningOrRebalancing() ? 1 : 0)
        .description("1 while the condition monitoring runs or rebalances")
        .register(registry);
    Gauge.builder("millwright.streams.lag", streams, StreamProcessors::lag)
        .description("records that the slowest partition is behind")
        .register(registry);
    Gauge.builder("millwright.streams.models.in.force", models, ModelFeed::modelsInForce)
        .description("released models that are scored with")
        .register(registry);
    streams.start();
  }

  private static double lag(KafkaStreams streams) {
    double most = 0;
    for (Metric metric : streams.metrics().values()) {
      if (metric.metricName().name().equals("records-lag-max")
          && metric.metricValue() instanceof Double lag
          && lag > most) {
        most = lag;
      }
    }
    return most;
  }

  /**
   * Static membership: after a crash the same instance gets its partitions back at once, as they
   * were. Another graph needs others, and change logs that only a new share-out makes; so it takes
   * a seat of its own.
   */
  static String seat(String instanceId, Topology topology) {
    return instanceId + "-" + Integer.toHexString(topology.describe().toString().hashCode());
  }

  static Duration flushOverdue(Duration commitInterval) {
    return commitInterval.multipliedBy(20).plusSeconds(60);
  }

  /** How Kafka Streams is set up: whoever compares with it needs the same. */
  public static Properties properties(StreamProcessorsConfig config, MonitoringMetrics metrics) {
    Properties properties = new Properties();
    properties.putAll(config.kafka());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
    properties.put(StreamsConfig.CLIENT_ID_CONFIG, config.applicationId());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) config.replicationFactor());
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.put(
        StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, ArrivalTime.class.getName());
    properties.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        RejectingHandler.class.getName());
    properties.put(RejectingHandler.METRICS, metrics);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
    // Whether an instance that joined has caught up, and gets its share, is looked at each minute.
    properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L);
    // What an instance has fetched of old readings goes before the live ones that came since.
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 131_072);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    // A batch costs the client and Kafka as much as some ten records.
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 65_536);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 8_388_608);
    return properties;
  }

  public Status status() {
    return new Status(
        streams.state().name(),
        metrics.readingsScored(),
        metrics.assetsMonitored(),
        metrics.plansInForce(),
        models.modelsInForce(),
        metrics.advisories());
  }

  /** Whether it runs, or is about to: false after it has given up or was closed. */
  public boolean healthy() {
    return streams.state().isRunningOrRebalancing();
  }

  /** Waits until the streams have run for the first time; false when they have not by then. */
  public boolean awaitRunning(Duration patience) throws InterruptedException {
    return running.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How often changed state was written before a commit. */
  public long stateFlushes() {
    return metrics.flushes();
  }

  /** Commits what is done and stops; this instance keeps its place for 10 s. */
  @Override
  public void close() {
    if (!streams.close(CloseOptions.timeout(CLOSE_PATIENCE))) {
      LOGGER.atWarn().addKeyValue("waited", CLOSE_PATIENCE).log("streams did not stop in time");
    }
    models.close();
  }
}
