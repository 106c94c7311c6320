package io.millwright.gateway.publish;

import io.millwright.contracts.topic.TopicProvisioning;
import io.millwright.contracts.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The way to Kafka, which may not be there yet. */
public final class KafkaConnection implements AutoCloseable {
  private static final List<String> TOPICS =
      List.of(
          Topics.MEASUREMENTS.name(),
          Topics.BACKFILL.name(),
          Topics.WAVEFORMS.name(),
          Topics.EVENTS.name(),
          Topics.REJECTED.name(),
          Topics.DISCOVERIES.name());

  private final KafkaConfig config;
  private @Nullable Admin admin;
  private boolean closed;

  public KafkaConnection(KafkaConfig config) {
    this.config = config;
  }

  /**
   * Waits for Kafka, creates the topics that are missing, and opens a producer.
   *
   * @throws IllegalStateException if Kafka does not answer in time
   */
  public KafkaWriter connect(Duration patience) throws InterruptedException {
    try {
      TopicProvisioning.ensureTopics(
          admin(), config.partitions(), (short) config.replicationFactor(), patience);
      return new KafkaWriter(config, TOPICS);
    } catch (KafkaException e) {
      throw new IllegalStateException("Kafka cannot be reached: " + e.getMessage(), e);
    }
  }

  /**
   * The partitions that the gateway writes to, with the offset of what comes next.
   *
   * @throws IllegalStateException if Kafka does not answer in time
   */
  public Map<TopicPartition, Long> ends(Duration patience) throws InterruptedException {
    try {
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      admin()
          .describeTopics(TOPICS)
          .allTopicNames()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS)
          .values()
          .forEach(
              topic ->
                  topic
                      .partitions()
                      .forEach(
                          partition ->
                              wanted.put(
                                  new TopicPartition(topic.name(), partition.partition()),
                                  OffsetSpec.latest())));
      Map<TopicPartition, Long> ends = new HashMap<>();
      for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
          admin()
              .listOffsets(wanted)
              .all()
              .get(patience.toMillis(), TimeUnit.MILLISECONDS)
              .entrySet()) {
        ends.put(end.getKey(), end.getValue().offset());
      }
      return ends;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new IllegalStateException("Kafka does not tell the ends of its partitions: " + e, e);
    }
  }

  /** The settings with which others may connect. */
  public String bootstrapServers() {
    return config.bootstrapServers();
  }

  /**
   * Asks Kafka whether it is there.
   *
   * @return null = yes; otherwise why not
   */
  public @Nullable String problem(Duration patience) {
    try {
      admin().describeCluster().nodes().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } catch (TimeoutException e) {
      return "Kafka does not answer within " + patience;
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause());
    } catch (KafkaException | IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Made when it is first needed: a name that cannot be resolved yet must not keep us down. */
  private synchronized Admin admin() {
    if (closed) {
      throw new IllegalStateException("the gateway is stopping");
    }
    if (admin == null) {
      admin =
          Admin.create(
              Map.of(
                  AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                  config.bootstrapServers(),
                  AdminClientConfig.CLIENT_ID_CONFIG,
                  "millwright-edge-gateway-admin",
                  AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                  1_000));
    }
    return admin;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
