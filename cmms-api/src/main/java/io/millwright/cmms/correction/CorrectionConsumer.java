package io.millwright.cmms.correction;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.millwright.cmms.platform.TopicReader;
import io.millwright.cmms.platform.TopicReaders;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Correction;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;

/** Reads what came too late. */
@Context
@Requires(property = "millwright.kafka.enabled", notEquals = "false")
final class CorrectionConsumer {
  static final String GROUP = "cmms-corrections";

  private final TopicReader reader;

  CorrectionConsumer(CorrectionIntake intake, TopicReaders readers) {
    this.reader =
        readers.reader(
            GROUP,
            Topics.CORRECTIONS.name(),
            "corrections",
            value -> intake.take(Correction.parseFrom(value)));
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
