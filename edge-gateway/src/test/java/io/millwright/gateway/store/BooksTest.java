package io.millwright.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.gateway.config.InvalidConfigException;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.ledger.Ledger;
import io.millwright.gateway.ledger.LedgerConfig;
import io.millwright.gateway.ledger.LedgerReport.Figures;
import io.millwright.gateway.ledger.Waybill;
import io.millwright.gateway.publish.OutboundRecord;
import io.millwright.gateway.publish.OutboundRecord.Priority;
import io.millwright.gateway.publish.Records;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log and the ledger together, without threads: what a crash leaves, and what a limit does. */
final class BooksTest {
  private static final TopicPartition PARTITION = new TopicPartition("telemetry.x", 0);

  @TempDir Path directory;

  @Test
  void agreesWithAModelThroughAnySequenceOfWritesAnswersAndCrashes() throws IOException {
    for (int seed = 0; seed < 8; seed++) {
      Model model = new Model(directory.resolve("seed-" + seed), seed);
      model.run();
    }
  }

  /** What must be there, kept in the simplest way. */
  private static final class Model {
    private final Path folder;
    private final Random random;
    private final String name;
    private final Set<Long> stored = new HashSet<>();
    private final List<Parcel> sent = new ArrayList<>();
    private Ledger ledger = new Ledger(LedgerConfig.DEFAULTS);
    private Books books;
    private long number;
    private long offset;

    private Model(Path folder, int seed) throws IOException {
      this.folder = folder;
      this.random = new Random(seed);
      this.name = "seed " + seed;
      this.books = Books.open(large(), ledger, Disk.REAL);
    }

    private StoreConfig large() {
      return new StoreConfig(folder, 32L << 20, Duration.ofSeconds(1), 1_000);
    }

    private void run() throws IOException {
      for (int step = 0; step < 60; step++) {
        int what = random.nextInt(10);
        if (what < 5) {
          append(1 + random.nextInt(30));
        } else if (what < 7) {
          settle(random.nextInt(40));
        } else if (what < 9) {
          books.save();
          sent.stream().filter(p -> p.inKafka).map(Model::numberOf).forEach(stored::remove);
        } else {
          crash();
        }
        check(step);
      }
      books.close();
    }

    private void append(int count) throws IOException {
      List<Parcel> parcels = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Parcel parcel = TestRecords.parcel(++number, Priority.NORMAL, 20 + random.nextInt(8_000));
        ledger.received(parcel.waybill);
        parcels.add(parcel);
      }
      List<Parcel> left = parcels;
      while (!left.isEmpty()) {
        int done = books.log().append(Priority.NORMAL, left, books);
        left = left.subList(done, left.size());
      }
      for (Parcel parcel : parcels) {
        stored.add(numberOf(parcel));
        sent.add(parcel);
      }
    }

    private void settle(int count) {
      for (Parcel parcel : sent) {
        if (!parcel.inKafka && random.nextInt(3) == 0 && count-- > 0) {
          synchronized (ledger) {
            books.delivered(parcel, PARTITION, offset++);
          }
        }
      }
    }

    /** Nothing is closed; what the snapshot did not have of Kafka's answers is pending again. */
    private void crash() throws IOException {
      books.abandon();
      ledger = new Ledger(LedgerConfig.DEFAULTS);
      books = Books.open(large(), ledger, Disk.REAL);
      sent.clear();
      Set<Long> found = new HashSet<>();
      for (Segment segment : books.log().all()) {
        segment.forEach(
            frame -> {
              if (!segment.isSettled(frame.ordinal())) {
                found.add(frame.waybill().serial());
                sent.add(Parcel.stored(segment, frame));
              }
            });
      }
      assertThat(found).as(name).isEqualTo(stored);
    }

    private void check(int step) {
      Figures records = ledger.report().total().records();
      assertThat(records.kept())
          .as("%s step %d", name, step)
          .isEqualTo(number)
          .isEqualTo(records.forwarded() + records.pending() + records.dropped());
      assertThat(records.underWay()).isZero();
      assertThat(records.dropped()).isZero();
      assertThat(records.pending()).isEqualTo(books.log().pending());
      assertThat(ledger.report().total().readings().kept()).isEqualTo(3 * number);
    }

    private static long numberOf(Parcel parcel) {
      return parcel.waybill.serial();
    }
  }

  @Test
  void dropsLowFirstThenNormalAndRefusesRatherThanDropAnEvent() throws IOException {
    Ledger ledger = new Ledger(LedgerConfig.DEFAULTS);
    try (Books books = Books.open(config(directory), ledger, Disk.REAL)) {
      // Eight segments of two megabytes: three of LOW, three of NORMAL.
      fill(books, Priority.LOW, 3);
      fill(books, Priority.NORMAL, 3);
      assertThat(dropped(ledger)).isZero();

      fill(books, Priority.EVENT, 5);
      assertThat(dropped(ledger, Priority.LOW)).isEqualTo(kept(ledger, Priority.LOW));
      assertThat(dropped(ledger, Priority.NORMAL)).isZero();

      fill(books, Priority.EVENT, 3);
      assertThat(dropped(ledger, Priority.NORMAL)).isEqualTo(kept(ledger, Priority.NORMAL));
      assertThatThrownBy(() -> fill(books, Priority.EVENT, 1))
          .isInstanceOf(StoreFullException.class)
          .hasMessageContaining("give store.max-bytes or the disk more room");
      assertThatThrownBy(() -> fill(books, Priority.LOW, 1)).isInstanceOf(StoreFullException.class);
      assertThat(dropped(ledger, Priority.EVENT)).isZero();
      for (var row : ledger.report().sources()) {
        Figures records = row.records();
        assertThat(records.kept())
            .isEqualTo(records.forwarded() + records.pending() + records.dropped());
      }
    }
    assertThat(directory.toFile().listFiles((dir, name) -> name.endsWith(".segment"))).hasSize(8);
  }

  @Test
  void garbageOfADeviceDoesNotPushOutWhatOthersWereAcknowledged() throws IOException {
    Ledger ledger = new Ledger(LedgerConfig.DEFAULTS);
    try (Books books = Books.open(config(directory), ledger, Disk.REAL)) {
      fill(books, Priority.NORMAL, 3);

      for (int i = 0; i < 100; i++) {
        append(books, garbage(), 1_000 + i);
      }

      assertThat(dropped(ledger, Priority.NORMAL)).isZero();
      assertThat(ledger.row("mqtt:noisy").records().dropped()).isPositive();
      fill(books, Priority.NORMAL, 5);
      assertThat(dropped(ledger, Priority.NORMAL)).isZero();
    }
  }

  private static OutboundRecord garbage() {
    return Records.rejected(
        new DeviceMessage(
            Protocol.MQTT, Sender.trusted("mqtt:noisy"), "t", null, new byte[500_000], 42),
        new Rejection(Rejection.Kind.SYNTAX, "no JSON"));
  }

  @Test
  void keepsItsLimitAndDropsTheOldestWhenOnlyNormalRecordsCome() throws IOException {
    Ledger ledger = new Ledger(LedgerConfig.DEFAULTS);
    try (Books books = Books.open(config(directory), ledger, Disk.REAL)) {
      fill(books, Priority.NORMAL, 12);

      assertThat(books.log().bytes()).isLessThanOrEqualTo(16L << 20);
      assertThat(dropped(ledger)).isEqualTo(kept(ledger, Priority.NORMAL) / 3);
    }
    Ledger later = new Ledger(LedgerConfig.DEFAULTS);
    Books.open(config(directory), later, Disk.REAL).close();
    assertThat(later.report().total()).isEqualTo(ledger.report().total());
  }

  @Test
  void leavesRoomOnTheDisk() throws IOException {
    Disk full =
        new Disk() {
          @Override
          public void force(FileChannel file) throws IOException {
            Disk.REAL.force(file);
          }

          @Override
          public int read(FileChannel file, ByteBuffer into, long at) throws IOException {
            return Disk.REAL.read(file, into, at);
          }

          @Override
          public long spareBytes(Path path) {
            return 1_000;
          }
        };
    try (Books books = Books.open(config(directory), new Ledger(LedgerConfig.DEFAULTS), full)) {
      assertThatThrownBy(() -> fill(books, Priority.EVENT, 1))
          .isInstanceOf(StoreFullException.class)
          .hasMessageContaining("the disk 1000 to spare");
    }
  }

  @Test
  void countsWhatADamagedDiskHasLostAsDropped() throws IOException {
    Ledger ledger = new Ledger(LedgerConfig.DEFAULTS);
    try (Books books = Books.open(config(directory), ledger, Disk.REAL)) {
      fill(books, Priority.NORMAL, 2);
    }
    List<Path> segments;
    try (Stream<Path> files = Files.list(directory)) {
      segments = files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
    }
    byte[] content = Files.readAllBytes(segments.get(0));
    content[Segment.HEADER_BYTES + 500] ^= 1;
    Files.write(segments.get(0), content);
    Files.write(segments.get(1), new byte[] {1, 2, 3});
    Ledger later = new Ledger(LedgerConfig.DEFAULTS);

    try (Books books = Books.open(config(directory), later, Disk.REAL)) {
      Figures records = later.report().total().records();
      assertThat(records.kept()).isEqualTo(ledger.report().total().records().kept());
      assertThat(records.dropped()).isEqualTo(1 + records.kept() / 2);
      assertThat(records.pending()).isEqualTo(books.log().pending());
      assertThat(records.kept()).isEqualTo(records.pending() + records.dropped());
    }
  }

  @Test
  void stopsTheStartForAFileThatCannotBeOpenedAndLeavesItWhereItIs() throws IOException {
    Books.open(config(directory), new Ledger(LedgerConfig.DEFAULTS), Disk.REAL).close();
    Path file = Files.createDirectory(directory.resolve("%016x.segment".formatted(77)));

    assertThatThrownBy(
            () -> Books.open(config(directory), new Ledger(LedgerConfig.DEFAULTS), Disk.REAL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + " cannot be opened")
        .hasMessageContaining("see to it that the gateway may read and write it");
    assertThat(file).exists();
  }

  @Test
  void stopsTheStartForAFileOfANewerVersionAndLeavesItWhereItIs() throws IOException {
    try (Books books =
        Books.open(config(directory), new Ledger(LedgerConfig.DEFAULTS), Disk.REAL)) {
      fill(books, Priority.NORMAL, 1);
    }
    Path file = directory.resolve("%016x.segment".formatted(1));
    byte[] content = Files.readAllBytes(file);
    content[4] = 2;
    Files.write(file, content);

    assertThatThrownBy(
            () -> Books.open(config(directory), new Ledger(LedgerConfig.DEFAULTS), Disk.REAL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has version 2, and this gateway reads 1")
        .hasMessageContaining("move the file away");
    assertThat(file).exists();
  }

  @Test
  void refusesADirectoryThatAnotherGatewayHas() throws IOException {
    try (Books books =
        Books.open(config(directory), new Ledger(LedgerConfig.DEFAULTS), Disk.REAL)) {
      assertThat(books.run()).isEqualTo(1);
      assertThatThrownBy(
              () -> Books.open(config(directory), new Ledger(LedgerConfig.DEFAULTS), Disk.REAL))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("is in use by another gateway");
    }
  }

  private static StoreConfig config(Path folder) {
    return new StoreConfig(folder, 16L << 20, Duration.ofSeconds(1), 1_000);
  }

  /** Records that fill so many segments. */
  private static void fill(Books books, Priority priority, int segments) throws IOException {
    for (int i = 0; i < segments * 4; i++) {
      append(books, TestRecords.record(i + 1, priority, 500_000), i);
    }
  }

  private static void append(Books books, OutboundRecord record, long serial) throws IOException {
    Parcel parcel = new Parcel(record, Waybill.of(record, books.gateway(), serial), failure -> {});
    books.ledger().received(parcel.waybill);
    books.log().append(record.priority(), List.of(parcel), books);
  }

  private static long dropped(Ledger ledger) {
    return ledger.report().total().records().dropped();
  }

  private static long dropped(Ledger ledger, Priority priority) {
    return ledger.row("mqtt:" + priority).records().dropped();
  }

  private static long kept(Ledger ledger, Priority priority) {
    return ledger.row("mqtt:" + priority).records().kept();
  }
}
