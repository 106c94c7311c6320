package io.millwright.cmms.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.KafkaTopics;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.TenantId;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the outbox to Kafka, one tenant after another, and deletes what Kafka has acknowledged. A
 * crash between the two repeats records, with the same header {@value #EVENT_ID}; it never loses
 * one. An advisory lock makes sure that of several instances of the API one at a time relays for a
 * tenant. A producer that has failed once is replaced: some failures are for ever.
 */
@Context
@Requires(property = "millwright.kafka.enabled", notEquals = "false")
final class OutboxRelay {
  static final String EVENT_ID = "event-id";
  private static final Logger LOGGER = LoggerFactory.getLogger(OutboxRelay.class);
  private static final int BATCH = 200;

  /** Longer than a producer that works takes to give a record up. */
  private static final Duration PATIENCE = OutboxProducers.DELIVERY_TIMEOUT.plusSeconds(5);

  /** At most this many bytes are in memory at once, or one record. */
  private static final long BATCH_BYTES = 32L << 20;

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration UNDISTURBED = Duration.ofSeconds(3);

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Waiting(
      long id, String eventId, String topic, String key, byte @Nullable [] payload) {}

  private final Database database;
  private final OutboxSignal signal;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final KafkaTopics topics;
  private final Counter relayed;
  private final Counter failures;
  private final Thread thread = new Thread(this::run, "cmms-outbox-relay");
  private volatile boolean running = true;

  OutboxRelay(
      Database database,
      OutboxSignal signal,
      Supplier<Producer<byte[], byte[]>> producers,
      KafkaTopics topics,
      MeterRegistry meters) {
    this.database = database;
    this.signal = signal;
    this.producers = producers;
    this.topics = topics;
    this.relayed = meters.counter("millwright.cmms.outbox.relayed");
    this.failures = meters.counter("millwright.cmms.outbox.failures");
  }

  @PostConstruct
  void start() {
    thread.start();
  }

  @PreDestroy
  void close() throws InterruptedException {
    running = false;
    signal.raise();
    thread.join(UNDISTURBED.toMillis());
    // still busy: Kafka or PostgreSQL is away
    thread.interrupt();
    thread.join(Duration.ofSeconds(10).toMillis());
  }

  private void run() {
    try {
      while (running) {
        relayOrPause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (InterruptException e) {
      LOGGER.debug("closed while talking to Kafka");
    }
  }

  /** Whatever goes wrong, relaying starts anew: a thread that ended would be missed by nobody. */
  private void relayOrPause() throws InterruptedException {
    try {
      if (topics.await(() -> running)) {
        relayWithProducer();
      }
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      failures.increment();
      LOGGER.atError().setCause(e).log("outbox relay will start again after a pause");
      signal.await(PAUSE_AFTER_FAILURE);
    }
  }

  private void relayWithProducer() throws InterruptedException {
    Producer<byte[], byte[]> producer = producers.get();
    try {
      relayUntilItFails(new Sending(producer));
    } finally {
      // an interrupt that ended the loop must not keep the producer from closing in order
      boolean interrupted = Thread.interrupted();
      producer.close(Duration.ofSeconds(2));
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void relayUntilItFails(Sending sending) throws InterruptedException {
    while (running && !sending.failed) {
      boolean more = false;
      Duration pause = POLL;
      try {
        for (TenantId tenant : tenantsWaiting()) {
          more |= TenantContext.call(tenant, () -> relay(tenant, sending));
        }
      } catch (InterruptException e) {
        throw e;
      } catch (RuntimeException e) {
        // The database or Kafka is away: what waits in the table waits on.
        failures.increment();
        LOGGER.atWarn().addKeyValue("reason", e.getMessage()).log("outbox relay will try again");
        pause = PAUSE_AFTER_FAILURE;
      }
      if (!more) {
        signal.await(pause);
      }
    }
  }

  private List<TenantId> tenantsWaiting() {
    return database.read(
        () ->
            database
                .sql("select tenant from tenants_with_outbox() as tenant order by tenant")
                .list(row -> new TenantId(row.text("tenant"))));
  }

  /** Sends the tenant's next records; returns whether all went, so that there may be more. */
  private boolean relay(TenantId tenant, Sending sending) {
    return database.write(
        () -> {
          boolean mine =
              database
                  .sql("select pg_try_advisory_xact_lock(hashtextextended(:lock, 0)) as mine")
                  .bind("lock", Outbox.LOCK + tenant.value())
                  .one(row -> row.flag("mine"));
          if (!mine) {
            return false;
          }
          List<Waiting> waiting =
              database
                  .sql(
                      """
                      select id, event_id, topic, key, payload from (
                        select next.*, sum(coalesce(length(payload), 0)) over (order by id) as bytes_so_far
                        from (select * from outbox order by id limit :batch) next) batch
                      where bytes_so_far <= :bytes or bytes_so_far = length(payload)
                      order by id
                      """)
                  .bind("batch", BATCH)
                  .bind("bytes", BATCH_BYTES)
                  .list(
                      row ->
                          new Waiting(
                              row.number("id"),
                              row.text("event_id"),
                              row.text("topic"),
                              row.text("key"),
                              row.bytesOrNull("payload")));
          List<Long> acknowledged = sending.send(waiting);
          acknowledged.forEach(
              id -> database.sql("delete from outbox where id = :id").bind("id", id).update());
          relayed.increment(acknowledged.size());
          return !waiting.isEmpty() && acknowledged.size() == waiting.size();
        });
  }

  /** One producer, as long as it works. */
  private final class Sending {
    private final Producer<byte[], byte[]> producer;
    private boolean failed;

    Sending(Producer<byte[], byte[]> producer) {
      this.producer = producer;
    }

    /**
     * Returns the rows that are done. After a record that failed, later ones of its key count as
     * failed too: they are sent again behind it, so that the newest is the last.
     */
    List<Long> send(List<Waiting> waiting) {
      List<Future<?>> sent = new ArrayList<>();
      try {
        for (Waiting record : waiting) {
          var message =
              new ProducerRecord<>(record.topic(), record.key().getBytes(UTF_8), record.payload());
          message.headers().add(EVENT_ID, record.eventId().getBytes(UTF_8));
          sent.add(producer.send(message));
        }
      } catch (RuntimeException e) {
        failed = true;
        throw e;
      }
      List<Long> acknowledged = new ArrayList<>();
      Set<String> failedKeys = new HashSet<>();
      long until = System.nanoTime() + PATIENCE.toNanos();
      for (int i = 0; i < waiting.size(); i++) {
        Waiting record = waiting.get(i);
        String key = record.topic() + " " + record.key();
        try {
          sent.get(i).get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
          if (!failedKeys.contains(key)) {
            acknowledged.add(record.id());
          }
        } catch (ExecutionException e) {
          failedKeys.add(key);
          notAcknowledged(record, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
          failedKeys.add(key);
          notAcknowledged(record, "no answer within " + PATIENCE);
        } catch (InterruptedException e) {
          // it sets the flag again
          throw new InterruptException("interrupted while waiting for an acknowledgement", e);
        }
      }
      return acknowledged;
    }

    private void notAcknowledged(Waiting record, String reason) {
      failed = true;
      failures.increment();
      LOGGER
          .atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("key", record.key())
          .addKeyValue("reason", reason)
          .log("record not acknowledged, it will be sent again");
    }
  }
}
