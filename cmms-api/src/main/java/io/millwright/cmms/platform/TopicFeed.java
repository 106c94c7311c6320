package io.millwright.cmms.platform;

import io.millwright.contracts.topic.Topic;
import java.util.function.Function;

/**
 * What a feature takes in from Kafka. Each such bean is read from the start of the program to its
 * end, by {@link TopicReaders}.
 *
 * @param group of consumers, among which the topic's partitions are divided; also in the reason of
 *     what is rejected
 * @param subject in the name of the metric, {@code millwright.cmms.subject}
 * @param intake takes a record in and returns what became of it, for the metric; throws {@link
 *     IllegalArgumentException} if it can never be taken in
 */
public record TopicFeed<M>(
    String group, Topic<?, M> topic, String subject, Function<M, Enum<?>> intake) {

  /**
   * Takes the value of a record in.
   *
   * @throws org.apache.kafka.common.errors.SerializationException if it is no message of the topic
   */
  Enum<?> take(byte[] value) {
    return intake.apply(topic.valueSerde().deserializer().deserialize(topic.name(), value));
  }
}
