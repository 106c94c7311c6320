package io.millwright.cmms.correction;

import io.micronaut.context.annotation.Factory;
import io.millwright.cmms.platform.TopicFeed;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Correction;
import jakarta.inject.Singleton;

/** What came too late, from Kafka. */
@Factory
final class CorrectionConsumer {
  @Singleton
  TopicFeed<Correction> feed(CorrectionIntake intake) {
    return new TopicFeed<>("cmms-corrections", Topics.CORRECTIONS, "corrections", intake::take);
  }
}
