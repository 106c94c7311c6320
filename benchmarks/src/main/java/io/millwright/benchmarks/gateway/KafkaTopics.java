package io.millwright.benchmarks.gateway;

import io.millwright.contracts.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** The topics that a row writes to; new and empty for each. */
final class KafkaTopics implements AutoCloseable {
  static final int PARTITIONS = 4;

  /** Where a system writes that does not decode. */
  static final String RECORDS = "bench.records.v1";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> WRITTEN =
      List.of(
          Topics.MEASUREMENTS.name(),
          Topics.REJECTED.name(),
          Topics.DEVICES.name(),
          Topics.ASSETS.name(),
          RECORDS);

  private final Admin admin;

  KafkaTopics(String bootstrapServers) {
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Where the messages of a system end. */
  static String topicOf(Row.System system) {
    return switch (system) {
      case ENDPOINT, LINK -> Topics.MEASUREMENTS.name();
      case PRODUCER, CAMEL -> RECORDS;
    };
  }

  /** Deletes and makes them, and returns when their leaders answer. */
  void renew() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    retry(deadline, this::deleteAll);
    retry(
        deadline,
        () ->
            admin
                .createTopics(
                    WRITTEN.stream()
                        .map(name -> new NewTopic(name, PARTITIONS, (short) 1))
                        .toList())
                .all()
                .get(10, TimeUnit.SECONDS));
    retry(deadline, () -> WRITTEN.forEach(this::endOffsets));
  }

  private void deleteAll() throws Exception {
    Set<String> existing = admin.listTopics().names().get(10, TimeUnit.SECONDS);
    List<String> old = WRITTEN.stream().filter(existing::contains).toList();
    if (!old.isEmpty()) {
      admin.deleteTopics(old).all().get(10, TimeUnit.SECONDS);
    }
  }

  /** Records that a topic holds. */
  long records(String topic) {
    return endOffsets(topic).values().stream().mapToLong(Long::longValue).sum();
  }

  Map<TopicPartition, Long> endOffsets(String topic) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      wanted.put(new TopicPartition(topic, i), OffsetSpec.latest());
    }
    try {
      return admin.listOffsets(wanted).all().get(10, TimeUnit.SECONDS).entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("Kafka does not say what is in " + topic + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  /** A broker knows of a deleted or new topic a moment after its controller does. */
  private static void retry(long deadline, Step step) throws InterruptedException {
    while (true) {
      try {
        step.run();
        return;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("Kafka's topics cannot be renewed: " + e, e);
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
