package io.millwright.benchmarks.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.topic.TopicProvisioning;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.publish.KafkaWriter;
import io.millwright.streams.monitoring.PlanRole;
import io.millwright.streams.monitoring.StoredMonitor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What is in Kafka before a reader starts: the readings, and what each pump has learned. */
final class KafkaInput implements AutoCloseable {
  static final int PARTITIONS = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final PumpFleet fleet;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  KafkaInput(PumpFleet fleet, String bootstrapServers) throws InterruptedException {
    this.fleet = fleet;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    TopicProvisioning.ensureTopics(admin, PARTITIONS, (short) 1, PATIENCE);
    create(ReaderPart.PASSED, Map.of());
    // As the gateway writes; but here a full buffer may be waited for.
    Map<String, Object> settings = KafkaWriter.properties(KafkaConfig.of(bootstrapServers));
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Writes the records of all pumps in turns. */
  void writeReadings(Shape shape, long recordsOfPump) {
    for (long number = 0; number < recordsOfPump; number++) {
      for (int pump = 0; pump < shape.pumps(); pump++) {
        send(Topics.MEASUREMENTS.name(), null, key(pump), fleet.record(shape, pump, number));
      }
    }
    flush();
  }

  /**
   * Writes the state of all pumps to where a topology reads it at its start, as it would after a
   * restart. A fleet that learned in the topology would take a day of readings.
   */
  void writeState(String applicationId, Shape shape, List<byte[]> settled)
      throws InterruptedException {
    String monitors = changeLog(applicationId, PlanRole.IN_FORCE.monitors());
    String documents = changeLog(applicationId, PlanRole.IN_FORCE.documents());
    create(monitors, Map.of("cleanup.policy", "compact"));
    create(documents, Map.of("cleanup.policy", "compact"));
    String sha256 = fleet.plan().sha256();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      byte[] document = fleet.plan().document().getBytes(UTF_8);
      send(documents, partition, sha256.getBytes(UTF_8), document);
    }
    List<byte[]> stored =
        settled.stream()
            .map(snapshot -> StoredMonitor.ofHistory(sha256, snapshot).write())
            .toList();
    for (int pump = 0; pump < shape.pumps(); pump++) {
      send(monitors, null, key(pump), stored.get(pump % stored.size()));
    }
    flush();
  }

  /** What a topology has written of its state is needed no more. */
  void deleteState(String applicationId) throws InterruptedException {
    try {
      List<String> names =
          admin.listTopics().names().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).stream()
              .filter(name -> name.startsWith(applicationId + "-"))
              .toList();
      admin.deleteTopics(names).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Kafka does not delete the change logs: " + e, e);
    }
  }

  /** Records of readings that a reader has committed. */
  long committed(String applicationId) throws InterruptedException {
    try {
      return admin
          .listConsumerGroupOffsets(applicationId)
          .partitionsToOffsetAndMetadata()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .entrySet()
          .stream()
          .filter(entry -> entry.getKey().topic().equals(Topics.MEASUREMENTS.name()))
          .filter(entry -> entry.getValue() != null)
          .mapToLong(entry -> entry.getValue().offset())
          .sum();
    } catch (ExecutionException e) {
      // Nobody has joined the group yet.
      return 0;
    } catch (TimeoutException e) {
      throw new IllegalStateException("Kafka does not say what was read: " + e, e);
    }
  }

  private static String changeLog(String applicationId, String store) {
    return applicationId + "-" + store + "-changelog";
  }

  private static byte[] key(int pump) {
    return PumpFleet.asset(pump).toString().getBytes(UTF_8);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of it
  private void send(String topic, @Nullable Integer partition, byte[] key, byte[] value) {
    producer.send(
        new ProducerRecord<>(topic, partition, key, value),
        (metadata, exception) -> {
          if (exception != null) {
            failure.compareAndSet(null, exception);
          }
        });
  }

  private void flush() {
    producer.flush();
    Exception first = failure.get();
    if (first != null) {
      throw new IllegalStateException("Kafka did not take the input: " + first, first);
    }
  }

  /** Returns when all leaders answer: until then a producer's first batch can be lost. */
  private void create(String name, Map<String, String> settings) throws InterruptedException {
    try {
      admin
          .createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1).configs(settings)))
          .all()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Kafka does not create " + name + ": " + e, e);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      awaitLeader(new TopicPartition(name, partition), deadline);
    }
  }

  private void awaitLeader(TopicPartition partition, long deadline) throws InterruptedException {
    while (true) {
      try {
        admin.listOffsets(Map.of(partition, OffsetSpec.latest())).all().get(10, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException | TimeoutException e) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(partition + " has no leader: " + e, e);
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    admin.close(Duration.ofSeconds(5));
  }
}
