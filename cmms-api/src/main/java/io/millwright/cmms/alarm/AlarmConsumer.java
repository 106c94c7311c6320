package io.millwright.cmms.alarm;

import io.micronaut.context.annotation.Factory;
import io.millwright.cmms.platform.TopicFeed;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AlarmEvent;
import jakarta.inject.Singleton;

/** Changes of alarms from Kafka. */
@Factory
final class AlarmConsumer {
  @Singleton
  TopicFeed<AlarmEvent> feed(AlarmIntake intake) {
    return new TopicFeed<>("cmms-alarms", Topics.ALARMS, "alarms", intake::take);
  }
}
