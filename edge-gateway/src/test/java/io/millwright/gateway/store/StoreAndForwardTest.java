package io.millwright.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millwright.gateway.ledger.Ledger;
import io.millwright.gateway.ledger.LedgerConfig;
import io.millwright.gateway.ledger.LedgerReport.Figures;
import io.millwright.gateway.publish.OutboundRecord.Priority;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The acknowledgement from the store, while Kafka is not there. */
final class StoreAndForwardTest {
  @TempDir Path directory;

  private final BadDisk disk = new BadDisk();
  private final Ledger ledger = new Ledger(LedgerConfig.DEFAULTS);
  private final List<Optional<Exception>> answers = new CopyOnWriteArrayList<>();
  private Books books;
  private StoreAndForward store;

  @BeforeEach
  void open() throws IOException {
    StoreConfig config = new StoreConfig(directory, 16L << 20, Duration.ofSeconds(1), 1_000);
    books = Books.open(config, ledger, disk);
    store = new StoreAndForward(config, books, 1 << 20);
    store.logWriter().start();
  }

  @AfterEach
  void close() throws Exception {
    disk.fails = false;
    disk.slow = false;
    disk.passes.release(1_000);
    store.logWriter().close();
    books.close();
  }

  @Test
  void answersOnlyWhenTheDiskHasForcedTheRecord() {
    disk.slow = true;
    write(1);
    await().until(() -> disk.waiting.get() > 0);
    await().during(Duration.ofMillis(200)).until(answers::isEmpty);
    assertThat(store.budget().messages()).isEqualTo(1);

    disk.slow = false;
    disk.passes.release(1_000);

    await().until(() -> answers.size() == 1);
    assertThat(answers.get(0)).isEmpty();
    assertThat(store.budget().messages()).isZero();
    assertThat(records()).isEqualTo(new Figures(1, 1, 0, 1, 0, 0, 0, 0));
  }

  @Test
  void answersWithAFailureWhenTheDiskDoesNotForceItAndCarriesOnWhenItDoesAgain() {
    disk.fails = true;
    write(1);

    await().until(() -> answers.size() == 1);
    assertThat(answers.get(0)).get().isInstanceOf(IOException.class);
    assertThat(records()).isEqualTo(new Figures(1, 0, 0, 0, 0, 1, 0, 0));
    assertThat(store.state()).isEqualTo(StoreAndForward.State.FAILING);

    disk.fails = false;
    write(2);

    await().until(() -> answers.size() == 2);
    assertThat(answers.get(1)).isEmpty();
    assertThat(records()).isEqualTo(new Figures(2, 1, 0, 1, 0, 1, 0, 0));
    assertThat(store.state()).isEqualTo(StoreAndForward.State.STORING);
  }

  @Test
  void forcesManyRecordsAtOnce() {
    disk.slow = true;
    write(1);
    await().until(() -> disk.waiting.get() > 0);
    for (int number = 2; number <= 1_000; number++) {
      write(number);
    }
    disk.slow = false;
    int before = disk.forces.get();
    disk.passes.release(1_000);

    await().until(() -> answers.size() == 1_000);
    assertThat(answers).allMatch(Optional::isEmpty);
    assertThat(disk.forces.get() - before).isLessThan(10);
  }

  private void write(int number) {
    store.write(
        TestRecords.record(number, Priority.NORMAL, 100),
        failure -> answers.add(Optional.ofNullable(failure)));
  }

  private Figures records() {
    return ledger.report().total().records();
  }

  private static final class BadDisk implements Disk {
    private final Semaphore passes = new Semaphore(0);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger forces = new AtomicInteger();
    private volatile boolean fails;
    private volatile boolean slow;

    @Override
    public void force(FileChannel file) throws IOException {
      forces.incrementAndGet();
      if (slow) {
        waiting.incrementAndGet();
        passes.acquireUninterruptibly();
      }
      if (fails) {
        throw new IOException("the disk is broken");
      }
      Disk.REAL.force(file);
    }

    @Override
    public int read(FileChannel file, ByteBuffer into, long at) throws IOException {
      return Disk.REAL.read(file, into, at);
    }

    @Override
    public long spareBytes(Path path) {
      return Long.MAX_VALUE;
    }
  }
}
