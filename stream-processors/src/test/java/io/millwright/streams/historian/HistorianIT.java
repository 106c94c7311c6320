package io.millwright.streams.historian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.StateDetection;
import io.millwright.streams.ProgramProcess;
import io.millwright.streams.server.EmbeddedKafka;
import io.millwright.streams.server.SeriesDatabase;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The historian between a real Kafka and a real PostgreSQL. */
class HistorianIT {
  private static final String OWNER = "millwright_owner";
  private static final long BASE = 1_700_000_000_000_000L;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** More for a long soak: {@code -Dmillwright.historian.kills=20}. */
  private static final int KILLS = Integer.getInteger("millwright.historian.kills", 3);

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static SeriesDatabase database;
  private static Producer<String, byte[]> producer;
  private static int sent;
  private long before;
  private int sentBefore;

  @BeforeAll
  static void startServers() throws Exception {
    kafka = EmbeddedKafka.start(directory);
    database = SeriesDatabase.start();
    // The first start makes the topics and the schema.
    Historian.start(config("1"), new SimpleMeterRegistry()).close();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stopServers() throws Exception {
    producer.close();
    kafka.close();
    database.close();
  }

  @BeforeEach
  void countBefore() throws Exception {
    before = rows();
    sentBefore = sent;
  }

  private static HistorianConfig config(String instance) {
    return HistorianConfig.of(
            kafka.bootstrapServers(), database.as("millwright_historian"), database.as(OWNER))
        .withInstanceId(instance);
  }

  private static long rows() throws Exception {
    return database.number(OWNER, "select count(*) from series.measurement");
  }

  /** Sends messages of four readings each, all different. */
  private static void send(int messages) throws Exception {
    for (int i = 0; i < messages; i++, sent++) {
      MeasurementsBuilder readings =
          Measurements.builder(AssetKey.of("acme", "pump-" + sent % 20), "mqtt:test");
      for (int p = 0; p < 4; p++) {
        readings.add("p" + p, BASE + sent * 1_000_000L, sent);
      }
      send(readings.build());
    }
    producer.flush();
  }

  private static void send(Measurements measurements) {
    send(Topics.MEASUREMENTS.name(), measurements);
  }

  private static void send(String topic, Measurements measurements) {
    producer.send(
        new ProducerRecord<>(
            topic, measurements.asset().toString(), MeasurementsSerde.encode(measurements)));
  }

  @Test
  void storesReadingsOfBothLanesEachOnce() throws Exception {
    AssetKey pump = AssetKey.of("acme", "two-lanes");
    try (Historian historian = Historian.start(config("1"), new SimpleMeterRegistry())) {
      for (int i = 0; i < 50; i++) {
        send(
            i % 2 == 0 ? Topics.BACKFILL.name() : Topics.MEASUREMENTS.name(),
            Measurements.builder(pump, "mqtt:test").add("p", BASE + i, i).build());
        // What comes on both is stored once.
        send(
            Topics.BACKFILL.name(),
            Measurements.builder(pump, "mqtt:test").add("p", BASE + i, i).build());
      }
      producer.flush();
      await().atMost(PATIENCE).until(() -> rows() >= before + 50);
    }
    try (Historian again = Historian.start(config("1"), new SimpleMeterRegistry())) {
      send(
          Topics.BACKFILL.name(),
          Measurements.builder(pump, "mqtt:test").add("p", BASE + 50, 50).build());
      producer.flush();
      await().atMost(PATIENCE).until(() -> rows() > before + 50);
    }
    assertThat(rows()).isEqualTo(before + 51);
  }

  @Test
  void readsALaneThatTheVersionBeforeItDidNotKnow() throws Exception {
    HistorianConfig upgraded = config("1");
    emptyGroup(upgraded.group());
    try (KafkaConsumer<byte[], byte[]> earlier =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                upgraded.group(),
                "group.instance.id",
                upgraded.instanceId(),
                "session.timeout.ms",
                6_000,
                "enable.auto.commit",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      earlier.subscribe(List.of(Topics.MEASUREMENTS.name()));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                earlier.poll(Duration.ofMillis(100));
                return !earlier.assignment().isEmpty();
              });
    }
    try (Historian historian = Historian.start(upgraded, new SimpleMeterRegistry())) {
      send(
          Topics.BACKFILL.name(),
          Measurements.builder(AssetKey.of("acme", "upgraded"), "mqtt:test")
              .add("p", BASE, 1)
              .build());
      producer.flush();
      await().atMost(PATIENCE).until(() -> rows() > before);
      assertThat(historian.status().writing()).isTrue();
    }
  }

  /** Who was in it before would be waited for until its session ends. */
  private static void emptyGroup(String group) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
          .all()
          .get();
    } catch (ExecutionException e) {
      assertThat(e).as("nobody was in it").hasRootCauseInstanceOf(GroupIdNotFoundException.class);
    }
  }

  @Test
  void storesEachReadingOnceOverRestarts() throws Exception {
    send(100);
    try (Historian first = Historian.start(config("1"), new SimpleMeterRegistry())) {
      await().atMost(PATIENCE).until(() -> rows() >= before + 400);
      assertThat(first.status().storage()).isEqualTo("postgresql");
      assertThat(first.status().writing()).isTrue();
    }
    send(100);
    SimpleMeterRegistry counted = new SimpleMeterRegistry();
    try (Historian second = Historian.start(config("1"), counted)) {
      await().atMost(PATIENCE).until(() -> second.status().measurementsStored() >= 400);
      assertThat(second.status())
          .extracting("measurementsStored", "duplicates", "unreadable")
          .containsExactly(400L, 0L, 0L);
      await()
          .atMost(PATIENCE)
          .until(
              () -> counted.get("millwright.historian.rollup.hours").functionCounter().count() > 0);
    }
    assertThat(database.number(OWNER, "select count(*) from series.rollup_1h")).isPositive();
    assertThat(rows()).isEqualTo(before + 800);
  }

  @Test
  void sharesThePartitionsWithASecondInstanceAndStoresNothingTwice() throws Exception {
    try (Historian one = Historian.start(config("1"), new SimpleMeterRegistry())) {
      send(200);
      await().atMost(PATIENCE).until(() -> one.status().measurementsStored() > 0);
      try (Historian two = Historian.start(config("2"), new SimpleMeterRegistry())) {
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  send(40);
                  return two.status().measurementsStored() > 0;
                });
        send(100);
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    rows()
                            == before
                                + one.status().measurementsStored()
                                + two.status().measurementsStored()
                        && rows() == before + (sent - sentBefore) * 4L);
        assertThat(one.status().duplicates() + two.status().duplicates()).isZero();
      }
    }
  }

  @Test
  void losesNothingAndRecoversWhenItsConnectionIsCutAgainAndAgain() throws Exception {
    try (Historian historian = Historian.start(config("1"), new SimpleMeterRegistry())) {
      for (int cut = 0; cut < 5; cut++) {
        send(100);
        long soFar = historian.status().measurementsStored();
        database.value(
            "postgres",
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'millwright_historian'");
        await().atMost(PATIENCE).until(() -> historian.status().measurementsStored() > soFar);
      }
      await().atMost(PATIENCE).until(() -> rows() == before + (sent - sentBefore) * 4L);
      assertThat(historian.status().duplicates()).isZero();
    }
  }

  @Test
  void saysHowManyRecordsKafkaDeletedBeforeItCouldReadThemAndGoesOn() throws Exception {
    try (Historian historian = Historian.start(config("1"), new SimpleMeterRegistry())) {
      send(100);
      await().atMost(PATIENCE).until(() -> rows() == before + 400);
      await().atMost(PATIENCE).until(() -> historian.status().lag() == 0);
    }
    send(60);
    deleteAllMeasurements();
    sent -= 60;

    try (Historian historian = Historian.start(config("1"), new SimpleMeterRegistry())) {
      send(20);
      await().atMost(PATIENCE).until(() -> rows() == before + 480);
      assertThat(historian.status().missed()).isEqualTo(60);
    }
  }

  private static void deleteAllMeasurements() throws Exception {
    try (Admin admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()))) {
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      admin
          .listOffsets(latest(admin, List.of(Topics.MEASUREMENTS.name())))
          .all()
          .get()
          .forEach((p, end) -> all.put(p, RecordsToDelete.beforeOffset(end.offset())));
      admin.deleteRecords(all).all().get();
    }
  }

  @Test
  void passesOverWhatIsNoMeasurementAndGoesOn() throws Exception {
    try (Historian historian = Historian.start(config("1"), new SimpleMeterRegistry())) {
      producer.send(
          new ProducerRecord<>(Topics.MEASUREMENTS.name(), "acme/pump-1", new byte[] {1}));
      producer.send(new ProducerRecord<>(Topics.MEASUREMENTS.name(), "acme/pump-1", null));
      producer.send(
          new ProducerRecord<>(
              Topics.MEASUREMENTS.name(),
              "acme/pump-1",
              MeasurementsSerde.encode(
                  Measurements.builder(AssetKey.of("rival", "pump-1"), "mqtt:test")
                      .add("p", BASE, 1)
                      .build())));
      send(20);

      await().atMost(PATIENCE).until(() -> historian.status().measurementsStored() == 80);
      await().atMost(PATIENCE).until(() -> historian.status().unreadable() == 3);
    }
    assertThat(
            database.number(OWNER, "select count(*) from series.point where tenant_id = 'rival'"))
        .isZero();
  }

  /** The database refuses what the test forbids it, as it would a value beyond its limits. */
  @Test
  void setsAsideTheRecordsThatTheDatabaseRefusesAndStoresAllOthers() throws Exception {
    Random random = new Random(7);
    AssetKey pump = AssetKey.of("acme", "poisoned");
    Set<Integer> guilty = new TreeSet<>();
    while (guilty.size() < 9) {
      guilty.add(random.nextInt(400));
    }
    database.update(
        OWNER,
        "alter table series.measurement add constraint unlucky check (value <> -13) not valid");
    try {
      for (int i = 0; i < 400; i++) {
        send(
            Measurements.builder(pump, "mqtt:test")
                .add("p", BASE + i, guilty.contains(i) ? -13 : i)
                .add("q", BASE + i, i)
                .build());
      }
      // Its key would be longer than PostgreSQL can index: letters by chance, so that they do not
      // shrink.
      byte[] endless =
          StateDetection.newBuilder()
              .setTenant("acme")
              .setAsset("poisoned")
              .setTimeMicros(BASE)
              .setDetector(
                  random
                      .ints(6_000, 'a', 'z' + 1)
                      .collect(
                          StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                      .toString())
              .build()
              .toByteArray();
      producer.send(new ProducerRecord<>(Topics.STATES.name(), pump.toString(), endless));
      producer.flush();
      SimpleMeterRegistry counted = new SimpleMeterRegistry();
      try (Historian historian = Historian.start(config("1"), counted)) {
        await().atMost(PATIENCE).until(() -> historian.status().setAside() == 10);
        awaitAllConsumed();
        assertThat(historian.status().measurementsStored()).isEqualTo(2 * 391);
        assertThat(historian.status().writing()).isTrue();
        assertThat(counted.get("millwright.historian.records.set.aside").functionCounter().count())
            .isEqualTo(10);
      }
      assertThat(rows()).isEqualTo(before + 2 * 391);
      assertThat(
              database.number(
                  OWNER,
                  "select count(*) from series.set_aside where topic = 'condition.states.v1' and reason like '54000 %index%' and bytes = '\\x"
                      + HexFormat.of().formatHex(endless)
                      + "' and size = "
                      + endless.length))
          .isEqualTo(1);
      // Each where it is in Kafka, and with its value.
      assertThat(
              database.value(
                  OWNER,
                  """
                  select count(*) || ' ' || count(distinct record_offset) || ' ' || count(*) filter (
                    where reason like '23514 %unlucky%' and convert_from(key, 'UTF8') = 'acme/poisoned'
                    and size = length(bytes))
                  from series.set_aside where topic = 'telemetry.measurements.v1'"""))
          .isEqualTo("9 9 9");
    } finally {
      database.update(OWNER, "alter table series.measurement drop constraint unlucky");
    }
  }

  @Test
  void readsNoFurtherWhileTheDatabaseDoesNotAnswerAndGoesOnByItself() throws Exception {
    // At most 96 KiB of a partition at a time, so that little is much.
    HistorianConfig small = config("1").withKafka(Map.of("max.partition.fetch.bytes", "98304"));
    try (Historian historian = Historian.start(small, new SimpleMeterRegistry())) {
      send(20);
      await().atMost(PATIENCE).until(() -> rows() == before + 80);
      double idle = fetchedBytes();
      try (Connection lock = database.connection(OWNER)) {
        lock.setAutoCommit(false);
        lock.createStatement().execute("lock table series.measurement in access exclusive mode");
        AssetKey pump = AssetKey.of("acme", "held-up");
        for (int i = 0; i < 400; i++) {
          MeasurementsBuilder readings = Measurements.builder(pump, "mqtt:test");
          for (int p = 0; p < 200; p++) {
            readings.add("p" + p, BASE + i, p / 7.0);
          }
          send(readings.build());
        }
        producer.flush();
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    database.number(
                            "postgres",
                            "select count(*) from pg_stat_activity where usename = 'millwright_historian' and wait_event_type = 'Lock'")
                        > 0);
        send(200);
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        assertThat(fetchedBytes() - idle).as("of more than 1 MB").isLessThan(300_000);
        assertThat(historian.status().measurementsStored()).isEqualTo(80);
        lock.rollback();
      }
      await()
          .atMost(PATIENCE)
          .until(() -> historian.status().measurementsStored() == 80 + 80_000 + 800);
      assertThat(historian.status().duplicates()).isZero();
    }
    assertThat(rows()).isEqualTo(before + 80 + 80_000 + 800);
  }

  /** What the consumer of this process has fetched, read or not. */
  private static double fetchedBytes() throws Exception {
    return (double)
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(
                new ObjectName(
                    "kafka.consumer:type=consumer-metrics,client-id=millwright-historian-1"),
                "incoming-byte-total");
  }

  @Test
  void isExactHoweverOftenItAndTheDatabaseAreKilled() throws Exception {
    Random random = new Random(20261122);
    MixedLoad load = new MixedLoad(producer, random.nextLong());
    List<Long> back = new ArrayList<>();
    emptyGroup(config("1").group());
    ProgramProcess process = startProcess();
    try {
      process.awaitRunning();
      // The first two thirds of the kills come while all of it is new, the others amid corrections.
      boolean correcting = false;
      for (int kill = 0; kill < KILLS; kill++) {
        if (!correcting && kill * 3 >= KILLS * 2) {
          correcting = true;
          awaitAllConsumed();
        }
        long before = consumed();
        if (correcting) {
          load.correct(400);
        } else {
          load.send(80);
        }
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(10))
            .until(() -> consumed() > before);
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(150)).toNanos());
        long begin = System.nanoTime();
        // In turn: the historian, the database, both.
        if (kill % 3 != 1) {
          process.kill();
        }
        if (kill % 3 != 0) {
          database.kill();
        }
        if (kill % 3 != 1) {
          process = startProcess();
          process.awaitRunning();
        }
        back.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
      }
      awaitAllConsumed();
    } finally {
      process.kill();
    }

    Map<String, String> found = new TreeMap<>();
    for (String table : load.expected().keySet()) {
      found.put(table, database.value(OWNER, MixedLoad.sql(table)));
    }
    assertThat(found).isEqualTo(load.expected());
    System.out.printf(
        "killed %d times amid %d records: %s; back in ms %s%n", KILLS, load.records(), found, back);
  }

  private static ProgramProcess startProcess() throws Exception {
    return ProgramProcess.start(
        KilledHistorian.class,
        List.of(kafka.bootstrapServers(), database.as("millwright_historian").jdbcUrl()));
  }

  /** Records of Kafka that the database has. */
  private static long consumed() throws Exception {
    return database.number(OWNER, "select coalesce(sum(next_offset), 0) from series.consumed");
  }

  /** Waits until the database has all that is in Kafka. */
  private static void awaitAllConsumed() throws Exception {
    Map<String, Long> ends = new TreeMap<>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .listOffsets(latest(admin, new RecordReader(true).topics()))
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition.toString(), end.offset()));
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                database.value(
                    OWNER,
                    """
                        select string_agg(topic || '-' || partition || '=' || next_offset, ', '
                                          order by (topic || '-' || partition) collate "C")
                        from series.consumed"""),
            ends.toString().replaceAll("[{}]", "")::equals);
  }

  private static Map<TopicPartition, OffsetSpec> latest(Admin admin, List<String> topics)
      throws Exception {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
      topic
          .partitions()
          .forEach(
              p ->
                  partitions.put(
                      new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
    }
    return partitions;
  }
}
