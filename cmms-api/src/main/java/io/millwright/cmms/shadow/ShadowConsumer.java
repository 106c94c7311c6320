package io.millwright.cmms.shadow;

import io.micronaut.context.annotation.Factory;
import io.millwright.cmms.platform.TopicFeed;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.ShadowConclusion;
import jakarta.inject.Singleton;

/** What plans in shadow conclude, from Kafka. */
@Factory
final class ShadowConsumer {
  @Singleton
  TopicFeed<ShadowConclusion> feed(ShadowIntake intake) {
    return new TopicFeed<>("cmms-shadow", Topics.SHADOW, "shadow", intake::take);
  }
}
