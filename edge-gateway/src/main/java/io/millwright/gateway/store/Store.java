package io.millwright.gateway.store;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.ledger.Ledger;
import io.millwright.gateway.ledger.LedgerConfig;
import io.millwright.gateway.ledger.LedgerReport;
import io.millwright.gateway.publish.KafkaConfig;
import io.millwright.gateway.publish.KafkaConnection;
import io.millwright.gateway.publish.KafkaWriter;
import io.millwright.gateway.publish.Outbound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running store-and-forward: its threads, and its start with or without Kafka. */
public final class Store implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Store.class);
  private static final Duration RETRY = Duration.ofMillis(500);

  /** What others write to Kafka in about this time is all that a recovery reads in vain. */
  private static final Duration POSITIONS_INTERVAL = Duration.ofMinutes(1);

  private final Books books;
  private final StoreAndForward outbound;
  private final Drain drain;
  private final Watch watch;
  private final KafkaConnection connection;
  private final Duration patience;
  private final Duration positionsInterval;
  private @Nullable Thread connector;

  private Store(
      StoreConfig config,
      KafkaConnection connection,
      KafkaConfig kafka,
      Books books,
      Duration positionsInterval) {
    this.books = books;
    this.positionsInterval = positionsInterval;
    this.connection = connection;
    this.patience = kafka.startPatience();
    this.outbound = new StoreAndForward(config, books, kafka.budgetBytes());
    this.drain = new Drain(outbound, books, config.drainRecordsPerSecond());
    this.watch = new Watch(outbound);
  }

  /**
   * Opens the store and connects to Kafka: where no gateway has run before, Kafka must be there;
   * otherwise it may come later.
   *
   * @param ledger gets the books of the run before
   * @throws IllegalStateException if it is a first start and Kafka does not answer
   * @throws UncheckedIOException if the directory cannot be read or written
   */
  public static Store start(
      StoreConfig config,
      KafkaConnection connection,
      KafkaConfig kafka,
      Ledger ledger,
      MeterRegistry registry)
      throws InterruptedException {
    return start(config, connection, kafka, ledger, registry, Disk.REAL, POSITIONS_INTERVAL);
  }

  static Store start(
      StoreConfig config,
      KafkaConnection connection,
      KafkaConfig kafka,
      Ledger ledger,
      MeterRegistry registry,
      Disk disk,
      Duration positionsInterval)
      throws InterruptedException {
    boolean mayBeAway = StoreFiles.wasUsed(config.directory());
    KafkaWriter writer = mayBeAway ? null : connection.connect(kafka.startPatience());
    try {
      Store store =
          new Store(config, connection, kafka, Books.open(config, ledger, disk), positionsInterval);
      try {
        store.begin(writer);
        store.register(registry);
        return store;
      } catch (IOException | InterruptedException | RuntimeException e) {
        // Or its thread would keep the directory from the next attempt.
        store.closeAfter(e);
        throw e;
      }
    } catch (IOException e) {
      if (writer != null) {
        writer.close();
      }
      throw new UncheckedIOException("store.directory " + config.directory() + ": " + e, e);
    } catch (InterruptedException | RuntimeException e) {
      if (writer != null) {
        writer.close();
      }
      throw e;
    }
  }

  private void closeAfter(Exception failure) {
    try {
      close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure.addSuppressed(e);
    }
  }

  private void begin(@Nullable KafkaWriter writer) throws IOException, InterruptedException {
    outbound.logWriter().start();
    if (writer != null) {
      books.connected(connection.ends(patience));
      outbound.connected(writer);
    }
    drain.start();
    watch.start();
    Thread thread = new Thread(() -> connectAndFollow(writer != null), "store-connect");
    thread.setDaemon(true);
    connector = thread;
    thread.start();
  }

  private void connectAndFollow(boolean connected) {
    try {
      connect(connected);
      while (true) {
        Thread.sleep(positionsInterval.toMillis());
        followEnds();
      }
    } catch (InterruptedException e) {
      // The store is being closed.
    }
  }

  private void connect(boolean connected) throws InterruptedException {
    boolean ready = connected;
    while (true) {
      try {
        if (!ready) {
          outbound.connected(connected());
          ready = true;
        }
        new Recovery(books, connection).run();
        outbound.recovered();
        return;
      } catch (IllegalStateException | KafkaException | IOException e) {
        LOGGER.atWarn().addKeyValue("reason", e.getMessage()).log("Kafka is not there yet");
      }
      Thread.sleep(RETRY.toMillis());
    }
  }

  private KafkaWriter connected() throws InterruptedException, IOException {
    KafkaWriter writer = connection.connect(patience);
    try {
      books.connected(connection.ends(patience));
      return writer;
    } catch (InterruptedException | IOException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /**
   * Moves the positions of the partitions that only others write to. What is before an end had been
   * sent before that was asked for; once Kafka has answered for it, no recovery needs to read it.
   */
  private void followEnds() throws InterruptedException {
    Map<TopicPartition, Long> ends;
    try {
      ends = connection.ends(patience);
    } catch (IllegalStateException e) {
      // Kafka is away; what is not written while it is need not be read either.
      return;
    }
    long asked = System.nanoTime();
    while (!outbound.answeredSince(asked)) {
      Thread.sleep(RETRY.toMillis());
    }
    books.settledBefore(ends);
  }

  public Outbound outbound() {
    return outbound;
  }

  /**
   * What keeps the store from keeping records.
   *
   * @return null = nothing: devices are acknowledged, with or without Kafka
   */
  public @Nullable String problem() {
    return outbound.state() == StoreAndForward.State.FAILING
        ? "the store takes no records: see the log"
        : null;
  }

  /**
   * The books in a directory as they were last written down, which is every two seconds while a
   * gateway runs there.
   *
   * @return nothing if no gateway has run there
   * @throws IOException if they cannot be read
   */
  public static Optional<LedgerReport> lastReport(Path directory) throws IOException {
    byte[] snapshot = StoreFiles.snapshot(directory);
    if (snapshot == null) {
      return Optional.empty();
    }
    Ledger ledger = new Ledger(LedgerConfig.DEFAULTS);
    Snapshot read = Snapshot.decode(snapshot, ledger);
    if (read.positions().unfinished().isEmpty()) {
      return Optional.of(ledger.report());
    }
    ledger.state(LedgerReport.State.RECOVERING);
    return Optional.of(ledger.report());
  }

  private void register(MeterRegistry registry) {
    String prefix = "millwright.gateway.store.";
    Gauge.builder(prefix + "bytes", books.log(), SpillLog::bytes)
        .description("Disk space that the store takes")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder(prefix + "records", books.log(), SpillLog::pending)
        .description("Records in the store that Kafka does not have")
        .register(registry);
    Gauge.builder(prefix + "oldest.age", books.log(), Store::oldestSeconds)
        .description("Age of the oldest file with such records")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder(prefix + "state", outbound, store -> store.state().ordinal())
        .description("0 = records go to Kafka, 1 = to the store, 2 = nowhere")
        .register(registry);
    FunctionCounter.builder(prefix + "spilled", books, Books::spilled)
        .description("Records that went to the store")
        .register(registry);
    FunctionCounter.builder(prefix + "drained", books, Books::drained)
        .description("Stored records that Kafka has taken")
        .register(registry);
    FunctionCounter.builder(prefix + "dropped", books, Books::dropped)
        .description("Stored records that were given up")
        .register(registry);
  }

  private static double oldestSeconds(SpillLog log) {
    long made = log.oldestPendingMillis();
    return made == 0 ? 0 : Math.max(0, System.currentTimeMillis() - made) / 1_000.0;
  }

  /** Puts what Kafka has not taken into the store, and closes it. */
  @Override
  public void close() throws IOException, InterruptedException {
    Thread thread = connector;
    if (thread != null) {
      thread.interrupt();
      thread.join();
    }
    drain.close();
    watch.close();
    outbound.closeWriter();
    boolean nothingUnderWay = outbound.nothingUnderWay();
    outbound.logWriter().close();
    books.close(nothingUnderWay);
  }
}
