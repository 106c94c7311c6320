package io.millwright.cmms.advisory;

import io.micronaut.context.annotation.Factory;
import io.millwright.cmms.platform.TopicFeed;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import jakarta.inject.Singleton;

/** Advisories from Kafka. */
@Factory
final class AdvisoryConsumer {
  static final String GROUP = "cmms-advisories";

  @Singleton
  TopicFeed<Advisory> feed(AdvisoryIntake intake) {
    return new TopicFeed<>(GROUP, Topics.ADVISORIES, "advisories", intake::take);
  }
}
