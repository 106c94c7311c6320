package io.millwright.cmms.advisory;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.millwright.cmms.platform.TopicReader;
import io.millwright.cmms.platform.TopicReaders;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;

/** Reads advisories. */
@Context
@Requires(property = "millwright.kafka.enabled", notEquals = "false")
final class AdvisoryConsumer {
  static final String GROUP = "cmms-advisories";

  private final TopicReader reader;

  AdvisoryConsumer(AdvisoryIntake intake, TopicReaders readers) {
    this.reader =
        readers.reader(
            GROUP,
            Topics.ADVISORIES.name(),
            "advisories",
            value -> intake.take(Advisory.parseFrom(value)));
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
