package io.millwright.contracts.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates the topics that are missing and waits until their leaders answer. Every service calls it
 * at its start.
 */
public final class TopicProvisioning {
  private TopicProvisioning() {}

  /**
   * Returns when all {@link Topics} exist and each partition has a leader that answers. Writing to
   * a topic sooner can lose the first batch of an idempotent producer (KAFKA-15591).
   *
   * @param partitions of the topics keyed by asset; ignored for topics that already exist
   * @throws IllegalStateException if Kafka does not answer within {@code patience}
   */
  public static void ensureTopics(
      Admin admin, int partitions, short replicationFactor, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      Set<String> existing =
          admin.listTopics().names().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      List<NewTopic> missing = new ArrayList<>();
      for (Topic<?, ?> topic : Topics.all()) {
        if (!existing.contains(topic.name())) {
          missing.add(
              new NewTopic(topic.name(), topic.perAsset() ? partitions : 1, replicationFactor)
                  .configs(topic.settings()));
        }
      }
      for (var created : admin.createTopics(missing).values().entrySet()) {
        awaitCreated(created.getValue().toCompletionStage().toCompletableFuture(), deadline);
      }
      awaitLeaders(admin, deadline);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
      throw new IllegalStateException(
          "Kafka did not create Millwright's topics within " + patience + ": " + cause, cause);
    }
  }

  private static void awaitCreated(java.util.concurrent.Future<Void> creation, long deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      creation.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      // Another service was quicker: all of them provision.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static void awaitLeaders(Admin admin, long deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<String> names = Topics.all().stream().map(Topic::name).toList();
    while (true) {
      try {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (TopicDescription topic :
            admin.describeTopics(names).allTopicNames().get(10, TimeUnit.SECONDS).values()) {
          topic
              .partitions()
              .forEach(
                  p ->
                      wanted.put(
                          new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
        }
        admin.listOffsets(wanted).all().get(10, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException | TimeoutException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }
}
