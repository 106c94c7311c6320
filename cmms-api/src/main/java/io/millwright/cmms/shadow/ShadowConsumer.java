package io.millwright.cmms.shadow;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.millwright.cmms.platform.TopicReader;
import io.millwright.cmms.platform.TopicReaders;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.ShadowConclusion;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;

/** Reads what plans in shadow conclude. */
@Context
@Requires(property = "millwright.kafka.enabled", notEquals = "false")
final class ShadowConsumer {
  static final String GROUP = "cmms-shadow";

  private final TopicReader reader;

  ShadowConsumer(ShadowIntake intake, TopicReaders readers) {
    this.reader =
        readers.reader(
            GROUP,
            Topics.SHADOW.name(),
            "shadow",
            value -> intake.take(ShadowConclusion.parseFrom(value)));
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
