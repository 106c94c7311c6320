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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole way with a real broker: advisory in, work order, event out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdvisoryToWorkOrderIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir private static Path folder;

  private int port;
  private TestKafka kafka;
  private TestCmms cmms;

  @BeforeAll
  void start() throws IOException {
    port = TestKafka.freePort();
    kafka = TestKafka.start(folder, port);
    cmms = cmms(TestPostgres.newDatabase());
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
    cmms.close();
    kafka.close();
  }

  @Test
  void anAdvisoryBecomesOneWorkOrderHoweverOftenItComes() {
    Advisory advisory = Advisories.advisory("engine-1", "hpc-degradation", 1).build();

    for (int i = 0; i < 10; i++) {
      send(advisory);
    }
    send(Advisories.advisory("engine-2", "hpc-degradation", 1).build());

    await()
        .atMost(PATIENCE)
        .until(() -> orders("asset=engine-1").size() + orders("asset=engine-2").size() == 2);
    awaitEverythingConsumed();
    assertThat(orders("asset=engine-1&status=ALL")).hasSize(1);
    assertThat(orders("asset=engine-2&status=ALL")).hasSize(1);
    await()
        .atMost(PATIENCE)
        .until(() -> !eventsOf("engine-1").isEmpty() && !eventsOf("engine-2").isEmpty());
    assertThat(eventsOf("engine-1"))
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
  void aRecordThatIsReadAgainAfterACrashChangesNothing() throws Exception {
    send(Advisories.advisory("engine-5", "hpc-degradation", 1).build());
    await().atMost(PATIENCE).until(() -> orders("asset=engine-5").size() == 1);
    awaitEverythingConsumed();
    JsonNode orders = orders("status=ALL");
    await().atMost(PATIENCE).until(() -> newOrders() == orders.size());
    int events = workOrderEvents(1).size();
    int refused = values(Topics.REJECTED, 0).size();
    String database = cmms.database();
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
    assertThat(orders("status=ALL")).isEqualTo(orders);
    assertThat(workOrderEvents(events)).hasSize(events);
    assertThat(
            cmms.application()
                .meterRegistry()
                .get("millwright.cmms.advisories")
                .tag("outcome", "seen_before")
                .counter()
                .count())
        .isEqualTo((double) (kafka.size(Topics.ADVISORIES) - refused));
  }

  @Test
  void aPoisonedRecordIsKeptAsRejectedAndTheNextIsTaken() {
    send("acme/engine-3", new byte[] {1, 2, 3});
    send(Advisories.advisory("engine-3", "hpc-degradation", 1).setPriority(9).build());
    send(Advisories.advisory("nobody", "engine-3", "hpc-degradation", 1).build());
    send(Advisories.advisory("engine-3", "hpc-degradation", 1).setTitle("a\u0000b").build());

    send(Advisories.advisory("engine-3", "hpc-degradation", 2).build());

    await().atMost(PATIENCE).until(() -> orders("asset=engine-3").size() == 1);
    awaitEverythingConsumed();
    List<RejectedMessage> rejected = values(Topics.REJECTED, 4);
    assertThat(rejected)
        .extracting(RejectedMessage::getSource)
        .containsOnly("kafka:cmms-advisories");
    assertThat(rejected)
        .extracting(RejectedMessage::getReason)
        .contains(
            "priority must be 1 to 5, but was 9", "title must not contain the character U+0000")
        .anySatisfy(reason -> assertThat(reason).contains("there is no organization 'nobody'"));
    assertThat(rejected.get(0).getAddress()).startsWith("maintenance.advisories.v1/");
  }

  @Test
  void eventsWaitWhileKafkaIsAwayAndLeaveInOrder() throws Exception {
    send(Advisories.advisory("engine-4", "hpc-degradation", 1).build());
    await().atMost(PATIENCE).until(() -> orders("asset=engine-4").size() == 1);
    JsonNode order = orders("asset=engine-4").get(0);
    await().atMost(PATIENCE).until(() -> eventsOf("engine-4").size() == 1);
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

    await().atMost(PATIENCE).until(() -> eventsOf("engine-4").size() >= 3);
    assertThat(eventsOf("engine-4"))
        .extracting(WorkOrderEvent::getStatus)
        .containsExactly(
            WorkOrderEvent.Status.NEW,
            WorkOrderEvent.Status.ASSIGNED,
            WorkOrderEvent.Status.IN_PROGRESS);
    assertThat(workOrderEvents(3)).extracting(WorkOrderEvent::getEventId).doesNotHaveDuplicates();
    await().atMost(PATIENCE).until(() -> cmms.anonymous().get("/health").status() == 200);
  }

  private JsonNode orders(String filter) {
    return cmms.as(As.VIEWER).get("/api/work-orders?" + filter).body().path("items");
  }

  private void send(Advisory advisory) {
    send(AssetKey.of(advisory.getTenant(), advisory.getAsset()).toString(), advisory.toByteArray());
  }

  private void send(String key, byte[] value) {
    kafka.send(Topics.ADVISORIES, key.getBytes(UTF_8), value);
  }

  private List<WorkOrderEvent> workOrderEvents(int atLeast) {
    return values(Topics.WORK_ORDERS, atLeast);
  }

  private List<WorkOrderEvent> eventsOf(String asset) {
    return workOrderEvents(0).stream().filter(event -> event.getAsset().equals(asset)).toList();
  }

  private long newOrders() {
    return workOrderEvents(0).stream()
        .filter(event -> event.getStatus() == WorkOrderEvent.Status.NEW)
        .count();
  }

  private <K, V> List<V> values(Topic<K, V> topic, int atLeast) {
    return kafka.records(topic, atLeast).stream().map(ConsumerRecord::value).toList();
  }

  private void awaitEverythingConsumed() {
    kafka.awaitConsumed(AdvisoryConsumer.GROUP, Topics.ADVISORIES);
  }
}
