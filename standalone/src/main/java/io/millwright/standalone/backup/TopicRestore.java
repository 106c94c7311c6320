package io.millwright.standalone.backup;

import io.millwright.contracts.topic.TopicProvisioning;
import io.millwright.contracts.topic.Topics;
import io.millwright.standalone.UsageException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts the records of a backup into topics that are empty, each into its partition, and has every
 * group of consumers go on where it was.
 */
final class TopicRestore implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, KeptTopic> topics;

  /** Where groups go on, in the topics as they are now. */
  private final List<Manifest.Position> positions = new ArrayList<>();

  private TopicRestore(
      Admin admin, KafkaProducer<byte[], byte[]> producer, Map<String, KeptTopic> topics) {
    this.admin = admin;
    this.producer = producer;
    this.topics = topics;
  }

  /**
   * Makes the topics that are missing, with as many partitions as there were.
   *
   * @throws UsageException if topics that are there hold records, or have another number of
   *     partitions
   */
  static TopicRestore open(Installation installation, Manifest manifest, short replication)
      throws Exception {
    Admin admin = Admin.create(installation.client(Map.of()));
    try {
      create(admin, manifest, replication);
      Map<String, KeptTopic> topics = KeptTopic.all(admin);
      if (!empty(admin, topics)) {
        throw new UsageException(
            "Kafka's topics hold records already: if this Kafka was not lost, leave it as it is with --keep-topics; otherwise restore into a new one");
      }
      for (Manifest.TopicPart part : manifest.topics()) {
        KeptTopic topic = topics.get(part.name());
        if (topic != null && topic.partitions() != part.partitions()) {
          throw new UsageException(
              "topic "
                  + part.name()
                  + " has "
                  + topic.partitions()
                  + " partitions, in the backup it has "
                  + part.partitions()
                  + ": delete it, and restore makes it as it was");
        }
      }
      return new TopicRestore(
          admin,
          new KafkaProducer<>(
              installation.client(
                  Map.of(
                      "acks",
                      "all",
                      "enable.idempotence",
                      true,
                      "max.request.size",
                      Topics.MAX_MODEL_BYTES + 1024 * 1024,
                      "linger.ms",
                      20,
                      "batch.size",
                      256 * 1024)),
              new ByteArraySerializer(),
              new ByteArraySerializer()),
          topics);
    } catch (Exception e) {
      admin.close();
      throw e;
    }
  }

  /** Those that are missing, as they were; then all others that this version knows. */
  private static void create(Admin admin, Manifest manifest, short replication) throws Exception {
    Set<String> existing = admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    List<NewTopic> missing =
        manifest.topics().stream()
            .filter(part -> !existing.contains(part.name()))
            .map(
                part ->
                    new NewTopic(part.name(), part.partitions(), replication)
                        .configs(part.settings()))
            .toList();
    admin.createTopics(missing).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    int partitions =
        manifest.topics().stream().mapToInt(Manifest.TopicPart::partitions).max().orElse(1);
    TopicProvisioning.ensureTopics(
        admin, partitions, replication, Duration.ofSeconds(PATIENCE_SECONDS));
  }

  private static boolean empty(Admin admin, Map<String, KeptTopic> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (KeptTopic topic : topics.values()) {
      topic.allPartitions().forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
    }
    return admin.listOffsets(wanted).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS).values().stream()
        .allMatch(end -> end.offset() == 0);
  }

  /** Takes the topics away again, so that the restore can be repeated. */
  void discard() throws ExecutionException, InterruptedException, TimeoutException {
    admin.deleteTopics(topics.keySet()).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** A group's place: how many of the records it had read come before it here. */
  private static final class Place {
    private final Manifest.Position before;
    private long records;

    Place(Manifest.Position before) {
      this.before = before;
    }
  }

  /** Fills a topic. */
  void fill(Manifest.TopicPart part, Manifest manifest, InputStream in) throws Exception {
    Map<Integer, List<Place>> places = new HashMap<>();
    for (Manifest.Position position : manifest.positions()) {
      if (position.topic().equals(part.name())) {
        places
            .computeIfAbsent(position.partition(), partition -> new ArrayList<>())
            .add(new Place(position));
      }
    }
    AtomicReference<Exception> failure = new AtomicReference<>();
    DataInputStream data = new DataInputStream(in);
    Optional<TopicRecord> next = TopicRecord.readFrom(data);
    while (next.isPresent() && failure.get() == null) {
      TopicRecord record = next.get();
      producer.send(
          record.to(part.name()),
          (sent, exception) -> {
            if (exception != null) {
              failure.compareAndSet(null, exception);
            }
          });
      for (Place place : places.getOrDefault(record.partition(), List.of())) {
        if (record.offset() < place.before.offset()) {
          place.records++;
        }
      }
      next = TopicRecord.readFrom(data);
    }
    producer.flush();
    if (failure.get() != null) {
      throw new IOException(
          "Kafka did not take the records of " + part.name() + ": " + failure.get().getMessage(),
          failure.get());
    }
    places
        .values()
        .forEach(
            list ->
                list.forEach(
                    place ->
                        positions.add(
                            new Manifest.Position(
                                place.before.group(),
                                place.before.topic(),
                                place.before.partition(),
                                place.records,
                                place.before.metadata()))));
  }

  /** Kafka's own id of each topic, as it is now. */
  Map<String, String> topicIds() {
    Map<String, String> ids = new HashMap<>();
    topics.forEach((name, topic) -> ids.put(name, topic.id()));
    return ids;
  }

  /** Where groups go on in the topics that were filled. */
  List<Manifest.Position> positions() {
    return positions;
  }

  /**
   * Has the groups go on there.
   *
   * @param except those whose place is in the database
   */
  void commit(Set<String> except)
      throws ExecutionException, InterruptedException, TimeoutException {
    Set<String> groups = new HashSet<>();
    positions.forEach(position -> groups.add(position.group()));
    groups.removeAll(except);
    for (String group : groups) {
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      for (Manifest.Position position : positions) {
        if (position.group().equals(group)) {
          offsets.put(
              DatabaseSnapshot.partition(position),
              new OffsetAndMetadata(position.offset(), position.metadata()));
        }
      }
      admin.alterConsumerGroupOffsets(group, offsets).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }
}
