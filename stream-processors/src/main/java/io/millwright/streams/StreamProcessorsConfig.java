package io.millwright.streams;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How the condition monitoring runs.
 *
 * @param bootstrapServers of Kafka, as {@code host:port,host:port}
 * @param applicationId of the Kafka Streams application: its consumer group and the prefix of its
 *     change logs; all instances share it
 * @param instanceId this instance among them, the same after each restart: so it gets its place
 *     back at once after a crash
 * @param stateDirectory lasting, owned by this instance alone
 * @param threads stream threads, 1 or more; more than there are partitions stay idle
 * @param commitInterval how often results become visible and state is written: 10 ms to 5 s
 * @param publishDescriptors whether condition.descriptors.v1 is written: by far the most of the
 *     output
 * @param tickInterval how often assets that have fallen silent are looked for; zero = never, else
 *     100 ms to 1 h
 * @param topicPartitions of topics that do not exist yet
 * @param replicationFactor of topics that do not exist yet, change logs included
 * @param startPatience how long Kafka may take to answer at the start
 * @param kafka further properties of each Kafka client, for example for TLS
 */
public record StreamProcessorsConfig(
    String bootstrapServers,
    String applicationId,
    String instanceId,
    Path stateDirectory,
    int threads,
    Duration commitInterval,
    boolean publishDescriptors,
    Duration tickInterval,
    int topicPartitions,
    short replicationFactor,
    Duration startPatience,
    Map<String, String> kafka) {
  public StreamProcessorsConfig {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrapServers must name Kafka as host:port");
    }
    if (applicationId.isBlank() || instanceId.isBlank()) {
      throw new IllegalArgumentException("applicationId and instanceId must not be empty");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be 1 or more, but was " + threads);
    }
    // The transaction of a longer interval would time out before it is committed.
    if (commitInterval.toMillis() < 10 || commitInterval.toMillis() > 5_000) {
      throw new IllegalArgumentException(
          "commitInterval must be 10 ms to 5 s, but was " + commitInterval);
    }
    if (!tickInterval.isZero()
        && (tickInterval.toMillis() < 100 || tickInterval.compareTo(Duration.ofHours(1)) > 0)) {
      throw new IllegalArgumentException(
          "tickInterval must be 100 ms to 1 h, or 0 for no ticks, but was " + tickInterval);
    }
    if (topicPartitions < 1 || replicationFactor < 1) {
      throw new IllegalArgumentException(
          "topicPartitions and replicationFactor must be 1 or more, but were "
              + topicPartitions
              + " and "
              + replicationFactor);
    }
    kafka = Map.copyOf(kafka);
  }

  /** One thread, commits each second, four partitions, no replicas: a single machine. */
  public static StreamProcessorsConfig of(String bootstrapServers, Path stateDirectory) {
    return new StreamProcessorsConfig(
        bootstrapServers,
        "millwright-condition-monitoring",
        "1",
        stateDirectory,
        1,
        Duration.ofSeconds(1),
        true,
        Duration.ofSeconds(1),
        4,
        (short) 1,
        Duration.ofSeconds(60),
        Map.of());
  }

  public StreamProcessorsConfig withInstanceId(String id) {
    return new StreamProcessorsConfig(
        bootstrapServers,
        applicationId,
        id,
        stateDirectory,
        threads,
        commitInterval,
        publishDescriptors,
        tickInterval,
        topicPartitions,
        replicationFactor,
        startPatience,
        kafka);
  }

  public StreamProcessorsConfig withCommitInterval(Duration interval) {
    return new StreamProcessorsConfig(
        bootstrapServers,
        applicationId,
        instanceId,
        stateDirectory,
        threads,
        interval,
        publishDescriptors,
        tickInterval,
        topicPartitions,
        replicationFactor,
        startPatience,
        kafka);
  }

  public StreamProcessorsConfig withPublishDescriptors(boolean publish) {
    return new StreamProcessorsConfig(
        bootstrapServers,
        applicationId,
        instanceId,
        stateDirectory,
        threads,
        commitInterval,
        publish,
        tickInterval,
        topicPartitions,
        replicationFactor,
        startPatience,
        kafka);
  }

  public StreamProcessorsConfig withTopicPartitions(int partitions) {
    return new StreamProcessorsConfig(
        bootstrapServers,
        applicationId,
        instanceId,
        stateDirectory,
        threads,
        commitInterval,
        publishDescriptors,
        tickInterval,
        partitions,
        replicationFactor,
        startPatience,
        kafka);
  }

  public StreamProcessorsConfig withThreads(int count) {
    return new StreamProcessorsConfig(
        bootstrapServers,
        applicationId,
        instanceId,
        stateDirectory,
        count,
        commitInterval,
        publishDescriptors,
        tickInterval,
        topicPartitions,
        replicationFactor,
        startPatience,
        kafka);
  }

  public StreamProcessorsConfig withTickInterval(Duration interval) {
    return new StreamProcessorsConfig(
        bootstrapServers,
        applicationId,
        instanceId,
        stateDirectory,
        threads,
        commitInterval,
        publishDescriptors,
        interval,
        topicPartitions,
        replicationFactor,
        startPatience,
        kafka);
  }
}
