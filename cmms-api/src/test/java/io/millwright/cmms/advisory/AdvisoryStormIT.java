package io.millwright.cmms.advisory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micronaut.context.ApplicationContext;
import io.millwright.cmms.platform.TopicReaders;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestKafka;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.WorkOrderEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A whole plant breaches its limits at once, and that is told ten times to an intake that dies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdvisoryStormIT {
  private static final int ASSETS = 1000;
  private static final int REPLAYS = 10;

  /** As a soak: {@code -Dmillwright.kills=50}. */
  private static final int KILLS = Integer.getInteger("millwright.kills", 6);

  /** What an intake that opens an order writes, in this order. */
  private static final List<String> WRITTEN =
      List.of("advisory", "work_order_counter", "work_order", "work_order_history");

  @TempDir private static Path folder;

  private final Random random = new Random(20261122);
  private TestKafka kafka;
  private TestCmms cmms;
  private TopicReaders intake;
  private int cut;

  /** One of the orders, as far as its advisory says what must be in it. */
  private record Order(
      String asset,
      String failureMode,
      String advisoryId,
      String status,
      long version,
      String rule,
      String title,
      String reasonAdvisoryId,
      String reasonExplanation) {}

  @BeforeAll
  void start() throws IOException {
    kafka = TestKafka.start(folder, TestKafka.freePort());
    cmms =
        TestCmms.start(
            TestPostgres.newDatabase(),
            Map.of(
                "millwright.kafka.bootstrap-servers",
                kafka.bootstrapServers(),
                "millwright.kafka.partitions",
                2,
                "millwright.auto-provision",
                "true"));
    intake = cmms.bean(TopicReaders.class);
  }

  @AfterAll
  void stop() throws InterruptedException {
    intake.close();
    cmms.close();
    kafka.close();
  }

  @Test
  void isOneOpenOrderOfEachAssetWhoeverTellsItAgainAndWheneverTheIntakeDies() throws Exception {
    List<Advisory> storm = storm();

    send(storm);
    for (int orders : random.ints(KILLS, 0, ASSETS).sorted().toArray()) {
      soon().until(() -> opened() >= orders);
      dieWhileOpening();
    }
    for (int replay = 2; replay <= REPLAYS; replay++) {
      send(storm);
      if (replay % 3 == 0) {
        double before = taken();
        int records = random.nextInt(ASSETS);
        soon().until(() -> taken() >= before + records);
        die();
      }
    }

    kafka.awaitConsumed(AdvisoryConsumer.GROUP, Topics.ADVISORIES);
    assertThat(kafka.size(Topics.ADVISORIES)).isEqualTo((long) ASSETS * REPLAYS);
    assertThat(cut).as("transactions that a death cut").isPositive();
    assertThat(taken()).as("records, and again those of the dead").isGreaterThan(ASSETS * REPLAYS);
    assertThat(orders())
        .containsExactlyInAnyOrderElementsOf(storm.stream().map(this::order).toList());
    assertThat(count("select count(*) from cmms.work_order_evidence")).isZero();
    assertThat(kafka.records(Topics.WORK_ORDERS, ASSETS))
        .extracting(ConsumerRecord::value)
        .allSatisfy(event -> assertThat(event.getStatus()).isEqualTo(WorkOrderEvent.Status.NEW))
        .extracting(WorkOrderEvent::getAdvisoryId)
        .containsExactlyInAnyOrderElementsOf(storm.stream().map(Advisory::getId).toList());
    System.out.printf(
        "%d orders, %d deaths, %d of them in a transaction; %.0f records taken again%n",
        ASSETS, KILLS + REPLAYS / 3, cut, taken() - ASSETS * REPLAYS);
  }

  private static List<Advisory> storm() {
    List<Advisory> storm = new ArrayList<>();
    for (int asset = 0; asset < ASSETS; asset++) {
      String failureMode = asset % 2 == 0 ? "bearing-wear" : "imbalance";
      storm.add(
          Advisories.advisory("pump-" + asset, failureMode, 1)
              .setRule("rule of " + failureMode)
              .setExplanation("Vibration of pump-" + asset + " is too high.")
              .build());
    }
    return storm;
  }

  private void send(List<Advisory> storm) {
    List<Advisory> inAnyOrder = new ArrayList<>(storm);
    Collections.shuffle(inAnyOrder, random);
    kafka.send(
        Topics.ADVISORIES,
        inAnyOrder,
        advisory -> AssetKey.of(advisory.getTenant(), advisory.getAsset()));
  }

  /** Dies when it has begun to open an order; if all are open, whatever it does. */
  private void dieWhileOpening() throws Exception {
    String table = "cmms." + WRITTEN.get(random.nextInt(WRITTEN.size()));
    try (Connection holding = TestPostgres.superuser(cmms.database());
        Statement statement = holding.createStatement()) {
      holding.setAutoCommit(false);
      statement.execute("lock table " + table + " in share mode");
      String waiting = " from pg_locks where not granted and relation = '" + table + "'::regclass";
      soon().until(() -> count("select count(*)" + waiting) > 0 || opened() == ASSETS);
      die(() -> cut += (int) count("select count(pg_terminate_backend(pid))" + waiting));
    }
  }

  private void die() throws Exception {
    die(() -> {});
  }

  /**
   * Ends the intake as PostgreSQL and Kafka see a process that is killed: its connection breaks in
   * the middle of a transaction, and the offsets of what it has taken are not committed. The next
   * intake starts at once.
   */
  private void die(Runnable breakConnection) throws Exception {
    TopicReaders dying = intake;
    Thread death =
        new Thread(
            () -> {
              try {
                dying.close();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    death.start();
    // From here on the reader knows that it is closed, and commits no more offsets.
    soon().until(() -> death.getState() == Thread.State.TIMED_WAITING || !death.isAlive());
    breakConnection.run();
    death.join();
    intake = cmms.bean(ApplicationContext.class).createBean(TopicReaders.class);
  }

  private long opened() {
    return count("select count(*) from cmms.work_order");
  }

  /** Records that all intakes together have dealt with. */
  private double taken() {
    return cmms.application().meterRegistry().find("millwright.cmms.advisories").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private Order order(Advisory advisory) {
    return new Order(
        advisory.getAsset(),
        advisory.getFailureMode(),
        advisory.getId(),
        "NEW",
        1,
        advisory.getRule(),
        advisory.getTitle(),
        advisory.getId(),
        advisory.getExplanation());
  }

  private List<Order> orders() throws SQLException {
    try (Connection connection = TestPostgres.superuser(cmms.database());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select asset_tag, failure_mode, advisory_id, status, version, rule, title, reason ->> 'advisoryId',
                  reason ->> 'explanation' from cmms.work_order
                """)) {
      List<Order> orders = new ArrayList<>();
      while (row.next()) {
        orders.add(
            new Order(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9)));
      }
      return orders;
    }
  }

  private long count(String query) {
    try (Connection connection = TestPostgres.superuser(cmms.database());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10));
  }
}
