package io.millwright.gateway.publish;

import io.millwright.gateway.config.ConfigProblems;
import java.time.Duration;

/**
 * The Kafka that readings go to.
 *
 * @param bootstrapServers {@code host:port[,host:port...]}
 * @param partitions of the topics keyed by asset, when the gateway is the one that creates them
 * @param replicationFactor of the topics that it creates
 * @param startPatience how long a start waits for Kafka
 * @param deliveryTimeout after this long without Kafka's answer a record counts as not taken: it
 *     goes to the store, or without one its device is not acknowledged and sends it again
 * @param bufferBytes memory for records that wait for Kafka
 */
public record KafkaConfig(
    String bootstrapServers,
    int partitions,
    int replicationFactor,
    Duration startPatience,
    Duration deliveryTimeout,
    long bufferBytes) {

  public KafkaConfig {
    ConfigProblems problems = new ConfigProblems();
    problems.notBlank("kafka.bootstrap-servers", bootstrapServers);
    problems.range("kafka.partitions", partitions, 1, 10_000);
    problems.range("kafka.replication-factor", replicationFactor, 1, 100);
    problems.range(
        "kafka.start-patience", startPatience, Duration.ofSeconds(1), Duration.ofHours(1));
    problems.range(
        "kafka.delivery-timeout", deliveryTimeout, Duration.ofSeconds(2), Duration.ofHours(1));
    problems.range("kafka.buffer-bytes", bufferBytes, 8L << 20, 4L << 30);
    problems.throwIfAny();
  }

  public static KafkaConfig of(String bootstrapServers) {
    return new KafkaConfig(
        bootstrapServers, 12, 1, Duration.ofSeconds(60), Duration.ofSeconds(120), 64L << 20);
  }

  /** What may wait to be kept before readers stop: some of the memory must stay for the rest. */
  public long budgetBytes() {
    return bufferBytes / 4 * 3;
  }
}
