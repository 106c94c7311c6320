package io.millwright.cmms.instrument;

import io.micronaut.context.annotation.Factory;
import io.millwright.cmms.platform.TopicFeed;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.InstrumentFinding;
import jakarta.inject.Singleton;

/** Findings about sensors from Kafka. */
@Factory
final class InstrumentConsumer {
  @Singleton
  TopicFeed<InstrumentFinding> feed(InstrumentIntake intake) {
    return new TopicFeed<>("cmms-instruments", Topics.INSTRUMENTS, "instruments", intake::take);
  }
}
