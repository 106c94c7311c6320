package io.millwright.cmms.advisory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestKafka;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.contracts.wire.WorkOrderEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole way with a real broker: advisory in, work order, event out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdvisoryToWorkOrderIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir private static Path folder;

  private int port;
  private TestKafka kafka;
  private TestCmms cmms;
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  void start() throws IOException {
    port = TestKafka.freePort();
    kafka = TestKafka.start(folder, port);
    cmms = cmms(TestPostgres.newDatabase());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  private TestCmms cmms(String database) {
    return TestCmms.start(
        database,
        Map.of(
            "millwright.kafka.bootstrap-servers",
            kafka.bootstrapServers(),
            "millwright.kafka.partitions",
            2,
            "millwright.auto-provision",
            "true"));
  }

  @AfterAll
  void stop() {
    producer.close(Duration.ZERO);
    cmms.close();
    kafka.close();
  }

  @Test
  @Order(1)
  void anAdvisoryBecomesOneWorkOrderHoweverOftenItComes() {
    Advisory advisory = Advisories.advisory("engine-1", "hpc-degradation", 1).build();

    for (int i = 0; i < 10; i++) {
      send(advisory);
    }
    send(Advisories.advisory("engine-2", "hpc-degradation", 1).build());

    await()
        .atMost(PATIENCE)
        .until(() -> cmms.as(As.VIEWER).get("/api/work-orders").body().path("items").size() == 2);
    awaitEverythingConsumed();
    assertThat(cmms.as(As.VIEWER).get("/api/work-orders?status=ALL").body().path("items"))
        .hasSize(2);
    List<WorkOrderEvent> events = workOrderEvents(2);
    assertThat(events)
        .filteredOn(event -> event.getAsset().equals("engine-1"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getStatus()).isEqualTo(WorkOrderEvent.Status.NEW);
              assertThat(event.getAdvisoryId()).isEqualTo(advisory.getId());
              assertThat(event.getRule()).isEqualTo("hpc-wear");
              assertThat(event.getTimeMicros()).isEqualTo(advisory.getRaisedAtMicros());
            });
  }

  @Test
  @Order(2)
  void aRecordThatIsReadAgainAfterACrashChangesNothing() throws Exception {
    String database = cmms.database();
    int orders = cmms.as(As.VIEWER).get("/api/work-orders").body().path("items").size();
    cmms.close();
    // As if PostgreSQL had committed and the process died before Kafka's offset was.
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Map<TopicPartition, OffsetAndMetadata> beginning = new HashMap<>();
      for (int partition = 0; partition < 2; partition++) {
        beginning.put(
            new TopicPartition(Topics.ADVISORIES.name(), partition), new OffsetAndMetadata(0));
      }
      admin.alterConsumerGroupOffsets(AdvisoryConsumer.GROUP, beginning).all().get();
    }

    cmms = cmms(database);

    awaitEverythingConsumed();
    assertThat(cmms.as(As.VIEWER).get("/api/work-orders").body().path("items")).hasSize(orders);
    assertThat(workOrderEvents(orders)).hasSize(orders);
    assertThat(
            cmms.application()
                .meterRegistry()
                .get("millwright.cmms.advisories")
                .tag("outcome", "seen_before")
                .counter()
                .count())
        .isEqualTo(11);
  }

  @Test
  @Order(3)
  void aPoisonedRecordIsKeptAsRejectedAndTheNextIsTaken() {
    send("acme/engine-3", new byte[] {1, 2, 3});
    send(Advisories.advisory("engine-3", "hpc-degradation", 1).setPriority(9).build());
    send(Advisories.advisory("nobody", "engine-3", "hpc-degradation", 1).build());
    send(Advisories.advisory("engine-3", "hpc-degradation", 1).setTitle("a\u0000b").build());

    send(Advisories.advisory("engine-3", "hpc-degradation", 2).build());

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                cmms.as(As.VIEWER)
                        .get("/api/work-orders?asset=engine-3")
                        .body()
                        .path("items")
                        .size()
                    == 1);
    awaitEverythingConsumed();
    List<RejectedMessage> rejected = records(Topics.REJECTED, 4);
    assertThat(rejected)
        .extracting(RejectedMessage::getSource)
        .containsOnly("kafka:cmms-advisories");
    assertThat(rejected)
        .extracting(RejectedMessage::getReason)
        .contains("priority must be 1 to 5, but was 9")
        .anySatisfy(reason -> assertThat(reason).contains("there is no organization 'nobody'"));
    assertThat(rejected.get(0).getAddress()).startsWith("maintenance.advisories.v1/");
  }

  @Test
  @Order(4)
  void eventsWaitWhileKafkaIsAwayAndLeaveInOrder() throws Exception {
    JsonNode order =
        cmms.as(As.PLANNER).get("/api/work-orders?asset=engine-1").body().path("items").get(0);
    kafka.close();

    Api planner = cmms.as(As.PLANNER);
    String path = "/api/work-orders/" + order.path("id").asText() + "/transitions";
    assertThat(
            planner
                .post(
                    path,
                    Map.of("to", "ASSIGNED", "assignee", TestCmms.username(As.TECHNICIAN)),
                    Map.of("If-Match", order.path("version").asText()))
                .status())
        .isEqualTo(200);
    assertThat(
            cmms.as(As.TECHNICIAN)
                .post(path, Map.of("to", "IN_PROGRESS"), Map.of("If-Match", "2"))
                .status())
        .isEqualTo(200);
    assertThat(cmms.anonymous().get("/health").status()).isEqualTo(503);

    kafka = TestKafka.start(folder, port);

    List<WorkOrderEvent> events = workOrderEvents(5);
    assertThat(events)
        .filteredOn(event -> event.getAsset().equals("engine-1"))
        .extracting(WorkOrderEvent::getStatus)
        .containsExactly(
            WorkOrderEvent.Status.NEW,
            WorkOrderEvent.Status.ASSIGNED,
            WorkOrderEvent.Status.IN_PROGRESS);
    assertThat(events).extracting(WorkOrderEvent::getEventId).doesNotHaveDuplicates();
    await().atMost(PATIENCE).until(() -> cmms.anonymous().get("/health").status() == 200);
  }

  private void send(Advisory advisory) {
    send(AssetKey.of(advisory.getTenant(), advisory.getAsset()).toString(), advisory.toByteArray());
  }

  private void send(String key, byte[] value) {
    try {
      producer
          .send(new ProducerRecord<>(Topics.ADVISORIES.name(), key.getBytes(UTF_8), value))
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<WorkOrderEvent> workOrderEvents(int atLeast) {
    return records(Topics.WORK_ORDERS, atLeast);
  }

  /** All values of the topic from its beginning, once there are that many. */
  private <K, V> List<V> records(Topic<K, V> topic, int atLeast) {
    List<V> values = new ArrayList<>();
    try (KafkaConsumer<K, V> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
            topic.keySerde().deserializer(),
            topic.valueSerde().deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                return values.size() >= atLeast;
              });
      // and whatever should not be there
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                return partitions.stream()
                    .allMatch(p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
              });
    }
    return values;
  }

  /** Until the group's offsets are at the end of the topic. */
  private void awaitEverythingConsumed() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        KafkaConsumer<AssetKey, Advisory> consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                Topics.ADVISORIES.keySerde().deserializer(),
                Topics.ADVISORIES.valueSerde().deserializer())) {
      Set<TopicPartition> partitions =
          Set.of(
              new TopicPartition(Topics.ADVISORIES.name(), 0),
              new TopicPartition(Topics.ADVISORIES.name(), 1));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                Map<TopicPartition, OffsetAndMetadata> committed =
                    admin
                        .listConsumerGroupOffsets(AdvisoryConsumer.GROUP)
                        .partitionsToOffsetAndMetadata()
                        .get();
                return partitions.stream()
                    .allMatch(
                        p ->
                            ends.getOrDefault(p, 0L)
                                == committed.getOrDefault(p, new OffsetAndMetadata(0)).offset());
              });
    }
  }
}
