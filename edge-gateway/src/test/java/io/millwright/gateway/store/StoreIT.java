package io.millwright.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.ledger.Ledger;
import io.millwright.gateway.ledger.LedgerConfig;
import io.millwright.gateway.ledger.LedgerReport;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.publish.KafkaConnection;
import io.millwright.gateway.publish.OutboundRecord.Priority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The start of a store and what it does beside the records, with a Kafka that is there. */
@ExtendWith(KafkaExtension.class)
final class StoreIT {
  private final EmbeddedKafka kafka;
  private final KafkaConfig config;
  private final KafkaConnection connection;
  private final FailingDisk disk = new FailingDisk();

  @TempDir Path directory;

  StoreIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
    this.config = KafkaConfig.of(kafka.throughNetwork());
    this.connection = new KafkaConnection(config);
  }

  @AfterEach
  void passAgain() {
    kafka.network().pass();
    connection.close();
  }

  @Test
  void handsStoredRecordsOverAfterAStartThatWasKilledBeforeItKnewKafka() throws Exception {
    Books killed = Books.open(storeConfig(), new Ledger(LedgerConfig.DEFAULTS), Disk.REAL);
    Parcel parcel = TestRecords.parcel(1, Priority.NORMAL, 100);
    killed.log().append(Priority.NORMAL, List.of(parcel), killed);
    killed.abandon();
    Ledger ledger = new Ledger(LedgerConfig.DEFAULTS);

    try (Store store = start(ledger, Duration.ofMinutes(1))) {
      await().until(() -> ledger.state() == LedgerReport.State.EXACT);
      await().until(() -> ledger.report().total().records().forwarded() == 1);
      assertThat(store.problem()).isNull();
    }
  }

  @Test
  void aStartThatFailsLetsTheDirectoryAndItsThreadsGo() throws Exception {
    // The first two are the identity and the books as they were found.
    disk.passing.set(2);

    assertThatThrownBy(() -> start(new Ledger(LedgerConfig.DEFAULTS), Duration.ofMinutes(1)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the disk is broken");

    await().until(() -> threads("store-writer") == 0 && threads("kafka-producer") == 0);
    disk.passing.set(Integer.MAX_VALUE);
    start(new Ledger(LedgerConfig.DEFAULTS), Duration.ofMinutes(1)).close();
  }

  @Test
  void closesAWayToKafkaThatItCannotUse() throws Exception {
    start(new Ledger(LedgerConfig.DEFAULTS), Duration.ofMinutes(1)).close();
    // Then the positions cannot be written down, each time that Kafka answers.
    disk.passing.set(2);

    try (Store store = start(new Ledger(LedgerConfig.DEFAULTS), Duration.ofMinutes(1))) {
      await().until(() -> disk.failures.get() >= 4);
      disk.passing.set(Integer.MAX_VALUE);

      write(store, 1);
      await().until(() -> threads("kafka-producer") == 1);
    }
  }

  @Test
  void aRecoveryNeedNotReadWhatOthersHaveWrittenMeanwhile() throws Exception {
    Ledger ledger = new Ledger(LedgerConfig.DEFAULTS);
    try (Store store = start(ledger, Duration.ofMillis(50))) {
      write(store, 1);
      TopicPartition others = writtenByOthers();
      long end = connection.ends(Duration.ofSeconds(20)).getOrDefault(others, 0L);
      assertThat(end).isPositive();

      await().until(() -> position(others) >= end);
    }
  }

  @Test
  void handsOverWhatIsBehindASectorThatTheDiskCannotRead() throws Exception {
    Ledger ledger = new Ledger(LedgerConfig.DEFAULTS);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    AtomicInteger acknowledged = new AtomicInteger();
    try (Store store = start(ledger, Duration.ofMinutes(1), meters)) {
      kafka.network().hold();
      write(store, 1, acknowledged);
      await().until(() -> acknowledged.get() == 1);
      for (int number = 2; number <= 50; number++) {
        write(store, number, acknowledged);
      }
      await().until(() -> acknowledged.get() == 50);
      disk.unreadable = 4_096;

      kafka.network().pass();

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> meters.get("millwright.gateway.store.records").gauge().value() == 0);
      double lost = meters.get("millwright.gateway.store.dropped").functionCounter().count();
      assertThat(lost).isBetween(1.0, 49.0);
      assertThat(ledger.report().total().records().forwarded()).isEqualTo(50 - (long) lost);
    }
    Ledger later = new Ledger(LedgerConfig.DEFAULTS);
    try (Store store = start(later, Duration.ofMinutes(1))) {
      LedgerReport.Figures records = later.report().total().records();
      assertThat(records.kept()).isEqualTo(50);
      assertThat(records.pending()).isZero();
      assertThat(records.dropped()).isPositive();
      assertThat(store.problem()).isNull();
    }
  }

  @Test
  void noticesThatKafkaIsAwayWhileStoredRecordsAreBeingRead() throws Exception {
    Ledger ledger = new Ledger(LedgerConfig.DEFAULTS);
    try (Store store = start(ledger, Duration.ofMinutes(1))) {
      kafka.network().hold();
      AtomicInteger acknowledged = new AtomicInteger();
      write(store, 1, acknowledged);
      await().until(() -> acknowledged.get() == 1);
      write(store, 2, acknowledged);
      await().until(() -> acknowledged.get() == 2);
      disk.slow = true;
      kafka.network().pass();
      await().until(() -> disk.reading.get() > 0);
      kafka.network().hold();

      write(store, 3, acknowledged);

      await().until(() -> acknowledged.get() == 3);
      disk.slow = false;
    } finally {
      disk.slow = false;
      kafka.network().pass();
    }
  }

  private Store start(Ledger ledger, Duration positionsInterval) throws InterruptedException {
    return start(ledger, positionsInterval, new SimpleMeterRegistry());
  }

  private Store start(Ledger ledger, Duration positionsInterval, SimpleMeterRegistry meters)
      throws InterruptedException {
    return Store.start(storeConfig(), connection, config, ledger, meters, disk, positionsInterval);
  }

  private StoreConfig storeConfig() {
    return new StoreConfig(directory, 32L << 20, Duration.ofMillis(300), 20_000);
  }

  private static void write(Store store, int number) {
    write(store, number, new AtomicInteger());
  }

  private static void write(Store store, int number, AtomicInteger acknowledged) {
    store
        .outbound()
        .write(
            TestRecords.record(number, Priority.NORMAL, 300),
            failure -> {
              if (failure == null) {
                acknowledged.incrementAndGet();
              }
            });
  }

  /** As of the last snapshot. */
  private long position(TopicPartition partition) throws IOException {
    byte[] snapshot = StoreFiles.snapshot(directory);
    assertThat(snapshot).isNotNull();
    Positions positions = Snapshot.decode(snapshot, new Ledger(LedgerConfig.DEFAULTS)).positions();
    return positions.earliest(Set.of(1)).getOrDefault(partition, 0L);
  }

  private TopicPartition writtenByOthers() throws Exception {
    try (KafkaProducer<byte[], byte[]> other =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.direct()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var metadata =
          other
              .send(new ProducerRecord<>(Topics.REJECTED.name(), "x".getBytes(UTF_8), new byte[1]))
              .get();
      return new TopicPartition(metadata.topic(), metadata.partition());
    }
  }

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name))
        .filter(thread -> name.equals("store-writer") || thread.getName().contains("edge-gateway"))
        .count();
  }

  /** Forces so many files, and fails then; reads all but one sector; or takes its time. */
  private static final class FailingDisk implements Disk {
    private final AtomicInteger passing = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger reading = new AtomicInteger();
    private volatile long unreadable = Long.MAX_VALUE;
    private volatile boolean slow;

    @Override
    public void force(FileChannel file) throws IOException {
      if (passing.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
        failures.incrementAndGet();
        throw new IOException("the disk is broken");
      }
      Disk.REAL.force(file);
    }

    @Override
    public int read(FileChannel file, ByteBuffer into, long at) throws IOException {
      reading.incrementAndGet();
      await().atMost(Duration.ofMinutes(1)).until(() -> !slow);
      if (at == unreadable) {
        throw new IOException("Input/output error");
      }
      long readable = at < unreadable ? unreadable - at : into.remaining();
      int wanted = (int) Math.min(into.remaining(), readable);
      ByteBuffer part = into.duplicate().limit(into.position() + wanted);
      int read = file.read(part, at);
      into.position(part.position());
      return read;
    }

    @Override
    public long spareBytes(Path path) {
      return Long.MAX_VALUE;
    }
  }
}
