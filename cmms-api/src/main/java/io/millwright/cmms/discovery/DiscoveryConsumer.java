package io.millwright.cmms.discovery;

import io.micronaut.context.annotation.Factory;
import io.millwright.cmms.platform.TopicFeed;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Discovery;
import jakarta.inject.Singleton;

/** Discoveries from Kafka. */
@Factory
final class DiscoveryConsumer {
  @Singleton
  TopicFeed<Discovery> feed(DiscoveryIntake intake) {
    return new TopicFeed<>("cmms-discoveries", Topics.DISCOVERIES, "discoveries", intake::take);
  }
}
