package io.millwright.cmms.advisory;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.millwright.cmms.platform.DatabaseException;
import io.millwright.cmms.platform.KafkaConfig;
import io.millwright.cmms.platform.KafkaTopics;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
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
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads advisories on a thread of its own. Each is committed in PostgreSQL before its offset is in
 * Kafka, so a crash between the two repeats records, which change nothing the second time. A record
 * that can never be taken goes to the rejected ones, and reading goes on; while PostgreSQL is away,
 * reading waits.
 */
@Context
@Requires(property = "millwright.kafka.enabled", notEquals = "false")
final class AdvisoryConsumer {
  static final String GROUP = "cmms-advisories";
  private static final Logger LOGGER = LoggerFactory.getLogger(AdvisoryConsumer.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final long PAUSE_MILLIS = 1000;
  private static final Duration UNDISTURBED = Duration.ofSeconds(3);

  private final AdvisoryIntake intake;
  private final RejectedAdvisories rejected;
  private final KafkaConfig config;
  private final KafkaTopics topics;
  private final MeterRegistry meters;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "cmms-advisories");

  /** To be woken by another thread when this closes. */
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

  AdvisoryConsumer(
      AdvisoryIntake intake,
      RejectedAdvisories rejected,
      KafkaConfig config,
      KafkaTopics topics,
      MeterRegistry meters) {
    this.intake = intake;
    this.rejected = rejected;
    this.config = config;
    this.topics = topics;
    this.meters = meters;
  }

  @PostConstruct
  void start() {
    thread.start();
  }

  @PreDestroy
  void close() throws InterruptedException {
    closed.countDown();
    KafkaConsumer<byte[], byte[]> reading = consumer;
    if (reading != null) {
      reading.wakeup();
    }
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
      LOGGER.atError().setCause(e).log("advisories will be read again after a pause");
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
      reading.subscribe(List.of(Topics.ADVISORIES.name()));
      while (running()) {
        take(reading, reading.poll(POLL));
      }
    } catch (WakeupException | InterruptException e) {
      LOGGER.debug("closed while talking to Kafka");
    } catch (KafkaException e) {
      LOGGER.atWarn().addKeyValue("reason", e.getMessage()).log("advisories will be read again");
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
      AdvisoryIntake.Outcome outcome = intake.take(Advisory.parseFrom(record.value()));
      count(outcome.name());
      LOGGER
          .atInfo()
          .addKeyValue("offset", record.partition() + "/" + record.offset())
          .addKeyValue("outcome", outcome)
          .log("advisory taken");
      return true;
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
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
      rejected.send(record, String.valueOf(cause.getMessage()));
      count("REJECTED");
      return true;
    } catch (KafkaException e) {
      return later(e);
    }
  }

  private boolean later(RuntimeException e) {
    LOGGER.atWarn().setCause(e).log("advisory could not be taken now, it will be tried again");
    return false;
  }

  private void count(String outcome) {
    meters
        .counter("millwright.cmms.advisories", "outcome", outcome.toLowerCase(Locale.ROOT))
        .increment();
  }

  private void pause() throws InterruptedException {
    if (closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
      LOGGER.debug("closed while waiting");
    }
  }

  private KafkaConsumer<byte[], byte[]> newConsumer() {
    Map<String, Object> settings = config.client("cmms-advisories");
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
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
