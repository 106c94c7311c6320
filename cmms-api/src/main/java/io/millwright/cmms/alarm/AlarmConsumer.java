package io.millwright.cmms.alarm;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.millwright.cmms.platform.TopicReader;
import io.millwright.cmms.platform.TopicReaders;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AlarmEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;

/** Reads changes of alarms. */
@Context
@Requires(property = "millwright.kafka.enabled", notEquals = "false")
final class AlarmConsumer {
  static final String GROUP = "cmms-alarms";

  private final TopicReader reader;

  AlarmConsumer(AlarmIntake intake, TopicReaders readers) {
    this.reader =
        readers.reader(
            GROUP,
            Topics.ALARMS.name(),
            "alarms",
            value -> intake.take(AlarmEvent.parseFrom(value)));
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
