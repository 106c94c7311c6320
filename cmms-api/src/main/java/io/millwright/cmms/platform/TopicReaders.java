package io.millwright.cmms.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** Makes readers of topics. */
@Singleton
@Requires(property = "millwright.kafka.enabled", notEquals = "false")
public final class TopicReaders {
  private final RejectedRecords rejected;
  private final KafkaConfig config;
  private final KafkaTopics topics;
  private final MeterRegistry meters;

  TopicReaders(
      RejectedRecords rejected, KafkaConfig config, KafkaTopics topics, MeterRegistry meters) {
    this.rejected = rejected;
    this.config = config;
    this.topics = topics;
    this.meters = meters;
  }

  /**
   * A reader, not started yet.
   *
   * @param group of consumers, among which the topic's partitions are divided
   * @param subject in the name of the metric, {@code millwright.cmms.subject}
   */
  public TopicReader reader(String group, String topic, String subject, TopicReader.Intake intake) {
    return new TopicReader(group, topic, subject, intake, rejected, config, topics, meters);
  }
}
