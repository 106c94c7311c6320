package io.millwright.cmms.discovery;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.millwright.cmms.platform.TopicReader;
import io.millwright.cmms.platform.TopicReaders;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Discovery;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;

/** Reads discoveries. */
@Context
@Requires(property = "millwright.kafka.enabled", notEquals = "false")
final class DiscoveryConsumer {
  static final String GROUP = "cmms-discoveries";

  private final TopicReader reader;

  DiscoveryConsumer(DiscoveryIntake intake, TopicReaders readers) {
    this.reader =
        readers.reader(
            GROUP,
            Topics.DISCOVERIES.name(),
            "discoveries",
            value -> intake.take(Discovery.parseFrom(value)));
  }

  @PostConstruct
  void start() {
    reader.start();
  }

  @PreDestroy
  void close() throws InterruptedException {
    reader.close();
  }
}
