package io.millwright.cmms.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.util.List;

/** Reads the topics of all features, each on a thread of its own. */
@Context
@Requires(property = "millwright.kafka.enabled", notEquals = "false")
public final class TopicReaders {
  private final List<TopicReader> readers;

  TopicReaders(
      List<TopicFeed<?>> feeds,
      RejectedRecords rejected,
      KafkaConfig config,
      KafkaTopics topics,
      MeterRegistry meters) {
    this.readers =
        feeds.stream()
            .map(feed -> new TopicReader(feed, rejected, config, topics, meters))
            .toList();
  }

  @PostConstruct
  void start() {
    readers.forEach(TopicReader::start);
  }

  /** All are asked to end before one is waited for. */
  @PreDestroy
  public void close() throws InterruptedException {
    readers.forEach(TopicReader::end);
    for (TopicReader reader : readers) {
      reader.awaitEnd();
    }
  }
}
