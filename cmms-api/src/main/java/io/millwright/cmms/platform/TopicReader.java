package io.millwright.cmms.platform;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic on a thread of its own. Each record is committed in PostgreSQL before its offset is
 * in Kafka, so a crash between the two repeats records, which must change nothing the second time.
 * A record that can never be taken goes to the rejected ones, and reading goes on; while PostgreSQL
 * is away, reading waits.
 */
final class TopicReader {
  private static final Logger LOGGER = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final long PAUSE_MILLIS = 1000;
  private static final Duration UNDISTURBED = Duration.ofSeconds(3);

  private final TopicFeed<?> feed;
  private final RejectedRecords rejected;
  private final KafkaConfig config;
  private final KafkaTopics topics;
  private final MeterRegistry meters;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /** To be woken by another thread when this closes. */
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

  TopicReader(
      TopicFeed<?> feed,
      RejectedRecords rejected,
      KafkaConfig config,
      KafkaTopics topics,
      MeterRegistry meters) {
    this.feed = feed;
    this.rejected = rejected;
    this.config = config;
    this.topics = topics;
    this.meters = meters;
    this.thread = new Thread(this::run, feed.group());
  }

  void start() {
    thread.start();
  }

  /** Asks it to end; what was taken stays taken. */
  void end() {
    closed.countDown();
    KafkaConsumer<byte[], byte[]> reading = consumer;
    if (reading != null) {
      reading.wakeup();
    }
  }

  void awaitEnd() throws InterruptedException {
    thread.join(UNDISTURBED.toMillis());
    // still busy: Kafka or PostgreSQL is away
    thread.interrupt();
    thread.join(Duration.ofSeconds(10).toMillis());
  }

  private boolean running() {
    return closed.getCount() > 0;
  }

  private void run() {
    try {
      while (running()) {
        readOrPause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever goes wrong, reading starts anew: a thread that ended would be missed by nobody. */
  private void readOrPause() throws InterruptedException {
    try {
      if (topics.await(this::running)) {
        readUntilClosed();
      }
    } catch (InterruptException e) {
      throw interrupted(e);
    } catch (RuntimeException | Error e) {
      LOGGER
          .atError()
          .addKeyValue("topic", feed.topic().name())
          .setCause(e)
          .log("topic will be read again after a pause");
      pause();
    }
  }

  private static InterruptedException interrupted(InterruptException cause) {
    InterruptedException interrupted = new InterruptedException("closed while talking to Kafka");
    interrupted.initCause(cause);
    return interrupted;
  }

  private void readUntilClosed() throws InterruptedException {
    KafkaConsumer<byte[], byte[]> reading = newConsumer();
    consumer = reading;
    try {
      reading.subscribe(List.of(feed.topic().name()));
      while (running()) {
        take(reading, reading.poll(POLL));
      }
    } catch (WakeupException | InterruptException e) {
      LOGGER.debug("closed while talking to Kafka");
    } catch (KafkaException e) {
      LOGGER
          .atWarn()
          .addKeyValue("topic", feed.topic().name())
          .addKeyValue("reason", e.getMessage())
          .log("topic will be read again");
      pause();
    } finally {
      // an interrupt that ended the loop must not keep the consumer from leaving its group
      boolean interrupted = Thread.interrupted();
      try {
        reading.close(CloseOptions.timeout(Duration.ofSeconds(5)));
      } catch (InterruptException e) {
        LOGGER.debug("closed while leaving the group");
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Takes what was polled; on trouble that may pass, reading goes on at the record that had it. */
  private void take(KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> polled)
      throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    boolean trouble = false;
    for (TopicPartition partition : polled.partitions()) {
      for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
        if (!running()) {
          return;
        }
        trouble = trouble || !taken(record);
        if (trouble) {
          consumer.seek(partition, record.offset());
          break;
        }
        done.put(partition, new OffsetAndMetadata(record.offset() + 1));
      }
    }
    if (!done.isEmpty()) {
      consumer.commitSync(done);
    }
    if (trouble) {
      pause();
    }
  }

  /** Whether the record is dealt with for good. */
  private boolean taken(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() == null) {
        throw new IllegalArgumentException("the record has no value");
      }
      Enum<?> outcome = feed.take(record.value());
      count(outcome.name());
      LOGGER
          .atDebug()
          .addKeyValue("topic", feed.topic().name())
          .addKeyValue("offset", record.partition() + "/" + record.offset())
          .addKeyValue("outcome", outcome)
          .log("record taken");
      return true;
    } catch (SerializationException | IllegalArgumentException e) {
      return rejected(record, e);
    } catch (DatabaseException e) {
      if (e.causedByTheData()) {
        return rejected(record, e);
      }
      return later(e);
    } catch (RuntimeException e) {
      return later(e);
    }
  }

  private boolean rejected(ConsumerRecord<byte[], byte[]> record, Exception cause) {
    try {
      rejected.send(feed.group(), record, String.valueOf(cause.getMessage()));
      count("REJECTED");
      return true;
    } catch (KafkaException e) {
      return later(e);
    }
  }

  private boolean later(RuntimeException e) {
    LOGGER
        .atWarn()
        .addKeyValue("topic", feed.topic().name())
        .setCause(e)
        .log("record could not be taken now, it will be tried again");
    return false;
  }

  private void count(String outcome) {
    meters
        .counter("millwright.cmms." + feed.subject(), "outcome", outcome.toLowerCase(Locale.ROOT))
        .increment();
  }

  private void pause() throws InterruptedException {
    if (closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
      LOGGER.debug("closed while waiting");
    }
  }

  private KafkaConsumer<byte[], byte[]> newConsumer() {
    Map<String, Object> settings = config.client(feed.group());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, feed.group());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    // What a killed instance held is free again after this; with an instance id, as soon as it is
    // back.
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "3000");
    if (!config.instanceId().isBlank()) {
      settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, config.instanceId());
    }
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
