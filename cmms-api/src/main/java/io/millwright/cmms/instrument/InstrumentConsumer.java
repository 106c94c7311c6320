package io.millwright.cmms.instrument;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.millwright.cmms.platform.TopicReader;
import io.millwright.cmms.platform.TopicReaders;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.InstrumentFinding;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;

/** Reads findings about sensors. */
@Context
@Requires(property = "millwright.kafka.enabled", notEquals = "false")
final class InstrumentConsumer {
  static final String GROUP = "cmms-instruments";

  private final TopicReader reader;

  InstrumentConsumer(InstrumentIntake intake, TopicReaders readers) {
    this.reader =
        readers.reader(
            GROUP,
            Topics.INSTRUMENTS.name(),
            "instruments",
            value -> intake.take(InstrumentFinding.parseFrom(value)));
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
