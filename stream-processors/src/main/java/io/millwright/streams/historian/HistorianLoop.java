package io.millwright.streams.historian;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls Kafka and writes, one after the other: what a slow database has not taken is not followed
 * by more. The database alone knows how far it has read: after a rebalance, after any failure, and
 * when a transaction's outcome is unknown, the partitions are paused until the database has said
 * where to go on. Polling goes on meanwhile, so the instance keeps its partitions.
 */
final class HistorianLoop implements Runnable {
  private static final Logger LOGGER = LoggerFactory.getLogger(HistorianLoop.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final HistorianConfig config;
  private final HistorianMetrics metrics;
  private final Clock clock;
  private final RecordReader reader;
  private final List<String> topics;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private @Nullable SeriesWriter writer;

  HistorianLoop(HistorianConfig config, HistorianMetrics metrics, Clock clock) {
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
    this.reader = new RecordReader(config.storing().descriptors());
    this.topics = reader.topics();
  }

  @Override
  public void run() {
    Map<String, Object> clients = new HashMap<>(config.kafka());
    clients.put("bootstrap.servers", config.bootstrapServers());
    try (Admin admin = Admin.create(clients)) {
      while (closed.getCount() > 0) {
        consumeUntilFailure(clients, admin);
      }
    } finally {
      closeWriter();
    }
  }

  private void consumeUntilFailure(Map<String, Object> clients, Admin admin) {
    try (Consumer<byte[], byte[]> opened =
        new KafkaConsumer<>(
            consumerProperties(clients),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer = opened;
      Placement placement = new Placement(opened, admin, topics, metrics);
      RecordWriter records =
          new RecordWriter(reader, config.storing().readingsPerTransaction(), placement, metrics);
      opened.subscribe(topics, placement);
      while (closed.getCount() > 0) {
        place(placement);
        write(opened.poll(POLL), records, placement);
        metrics.lag(placement.lag());
      }
    } catch (WakeupException e) {
      LOGGER.atDebug().log("historian was woken to close");
    } catch (RuntimeException e) {
      metrics.failed();
      closeWriter();
      LOGGER.atError().setCause(e).log("historian failed: trying again");
      pause();
    } finally {
      consumer = null;
    }
  }

  private void pause() {
    try {
      if (closed.await(1, TimeUnit.SECONDS)) {
        LOGGER.atDebug().log("historian closes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  private Map<String, Object> consumerProperties(Map<String, Object> clients) {
    Map<String, Object> properties = new HashMap<>(clients);
    properties.put("group.id", config.group());
    // A seat of its own for other topics: Kafka would give back the partitions that it had before.
    properties.put(
        "group.instance.id", config.instanceId() + "-" + Integer.toHexString(topics.hashCode()));
    properties.put("client.id", config.group() + "-" + config.instanceId());
    properties.put("session.timeout.ms", 10_000);
    properties.put("heartbeat.interval.ms", 2_000);
    properties.put("enable.auto.commit", false);
    // The database says where to read. What Kafka has deleted unread must be noticed, not skipped.
    properties.put("auto.offset.reset", "none");
    properties.put("isolation.level", "read_committed");
    // A record may be a single reading: a transaction must not end for want of records. What a
    // poll brings is limited by the bytes of a fetch.
    properties.put("max.poll.records", config.storing().readingsPerTransaction());
    properties.put("fetch.max.bytes", 16 * 1024 * 1024);
    // Few large transactions instead of many small ones, for a tenth of a second.
    properties.put("fetch.min.bytes", 64 * 1024);
    properties.put("fetch.max.wait.ms", 100);
    return properties;
  }

  private void place(Placement placement) {
    if (!placement.pending() || !backoff.due(System.nanoTime())) {
      return;
    }
    try {
      SeriesWriter open = writer;
      if (open == null) {
        open = SeriesWriter.open(config, clock);
        writer = open;
        LOGGER
            .atInfo()
            .addKeyValue("storage", open.storage())
            .addKeyValue("database", config.database())
            .log("historian writes to the database");
      }
      placement.ask(open);
      metrics.connected(open.storage());
    } catch (SQLException | KafkaException | ExecutionException | TimeoutException e) {
      failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  private void write(
      ConsumerRecords<byte[], byte[]> polled, RecordWriter records, Placement placement) {
    if (polled.isEmpty()) {
      return;
    }
    SeriesWriter open = writer;
    try {
      if (open != null) {
        records.write(polled, open);
        backoff.succeeded();
        return;
      }
    } catch (FencedException e) {
      metrics.fenced();
      LOGGER
          .atWarn()
          .addKeyValue("reason", e.getMessage())
          .log("another historian wrote from the same partition: going on where the database is");
    } catch (SQLException e) {
      failed(e);
    }
    placement.lose();
  }

  private void failed(Exception e) {
    metrics.failed();
    closeWriter();
    if (backoff.failed(System.nanoTime())) {
      LOGGER
          .atError()
          .setCause(e)
          .log("historian cannot write: nothing is lost, it tries again until it can");
    }
  }

  private void closeWriter() {
    SeriesWriter open = writer;
    writer = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOGGER.atDebug().setCause(e).log("connection was gone before it was closed");
      }
    }
  }

  /** Ends the loop, from any thread. */
  void close() {
    closed.countDown();
    Consumer<byte[], byte[]> polling = consumer;
    if (polling != null) {
      polling.wakeup();
    }
  }
}
