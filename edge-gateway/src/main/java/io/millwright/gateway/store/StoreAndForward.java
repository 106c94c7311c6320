package io.millwright.gateway.store;

import io.millwright.gateway.ledger.Ledger;
import io.millwright.gateway.ledger.LedgerReport;
import io.millwright.gateway.ledger.Waybill;
import io.millwright.gateway.publish.Completion;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.publish.KafkaWriter;
import io.millwright.gateway.publish.Outbound;
import io.millwright.gateway.publish.OutboundRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to Kafka while it answers, and to the log while it does not.
 *
 * <pre>
 *            a record waits longer than spill-after, or fails
 *   ANSWERS -------------------------------------------------> AWAY
 *           <-------------------------------------------------
 *            Kafka takes a record, and none waits too long
 * </pre>
 *
 * On the way to AWAY everything that Kafka has not answered for is put into the log too, and
 * acknowledged from there; what Kafka takes after all is settled there and not sent again.
 */
final class StoreAndForward implements Outbound {
  private static final Logger LOGGER = LoggerFactory.getLogger(StoreAndForward.class);

  /**
   * Above this share of the producer's buffer a record goes to the log: no event loop may block.
   */
  private static final double BUFFER_FULL = 0.9;

  /** Stored records leave the rest of the producer's buffer to live ones. */
  private static final double BUFFER_FOR_BACKLOG = 0.25;

  private final Books books;
  private final Ledger ledger;
  private final LogWriter logWriter;
  private final InFlightBudget budget;
  private final long spillAfterNanos;
  private final AtomicLong serial;

  /** Null until Kafka has been there once. */
  private volatile @Nullable KafkaWriter writer;

  /** Whether live records go to Kafka. */
  private volatile boolean answers;

  // Guarded by the ledger's monitor.
  private final LinkedHashSet<Parcel> atProducer = new LinkedHashSet<>();
  private boolean recovered;
  private long notBeforeNanos = System.nanoTime();

  StoreAndForward(StoreConfig config, Books books, long budgetBytes) {
    this.books = books;
    this.ledger = books.ledger();
    this.budget = new InFlightBudget(budgetBytes);
    this.spillAfterNanos = config.spillAfter().toNanos();
    this.serial = new AtomicLong(Waybill.firstSerial(books.run()));
    this.logWriter = new LogWriter(books, this::end);
  }

  @Override
  public InFlightBudget budget() {
    return budget;
  }

  LogWriter logWriter() {
    return logWriter;
  }

  @Override
  public void write(OutboundRecord record, Completion completion) {
    Waybill waybill = Waybill.of(record, books.gateway(), serial.getAndIncrement());
    Parcel parcel = new Parcel(record, waybill, completion);
    budget.add(KafkaWriter.memoryOf(record));
    ledger.received(waybill);
    KafkaWriter kafka = writer;
    if (answers && kafka != null && kafka.fill() < BUFFER_FULL) {
      send(kafka, parcel);
    } else {
      store(parcel);
    }
  }

  private void store(Parcel parcel) {
    synchronized (ledger) {
      parcel.toBeStored = true;
    }
    logWriter.add(parcel);
  }

  private void send(KafkaWriter kafka, Parcel parcel) {
    parcel.sentNanos = System.nanoTime();
    synchronized (ledger) {
      parcel.atProducer = true;
      atProducer.add(parcel);
    }
    kafka.send(
        parcel.record,
        parcel.label,
        new KafkaWriter.Delivery() {
          @Override
          public void kept(TopicPartition partition, long offset) {
            StoreAndForward.this.kept(parcel, partition, offset);
          }

          @Override
          public void failed(Exception cause) {
            StoreAndForward.this.failed(parcel, cause);
          }
        });
  }

  private void kept(Parcel parcel, TopicPartition partition, long offset) {
    synchronized (ledger) {
      leave(parcel);
      books.delivered(parcel, partition, offset);
      if (!answers && !someWaitTooLong(System.nanoTime())) {
        answers = true;
        LOGGER.atInfo().log("Kafka answers again: live records go there, and stored ones follow");
      }
    }
    end(parcel, null);
  }

  private void failed(Parcel parcel, Exception cause) {
    boolean hopeless =
        cause instanceof RecordTooLargeException
            || cause instanceof InvalidRecordException
            || cause instanceof SerializationException;
    boolean store = false;
    synchronized (ledger) {
      leave(parcel);
      if (!hopeless) {
        away("a record failed: " + cause);
        notBeforeNanos = System.nanoTime() + spillAfterNanos;
      }
      Segment segment = parcel.segment;
      if (segment != null && hopeless) {
        books.refused(parcel, segment);
        LOGGER.atWarn().setCause(cause).log("Kafka refuses a stored record, which is dropped");
      } else if (segment != null) {
        segment.returned(parcel.ordinal);
      } else if (!parcel.toBeStored) {
        store = !hopeless;
        parcel.toBeStored = store;
      } else {
        hopeless = false;
      }
    }
    if (store) {
      logWriter.add(parcel);
    } else if (hopeless) {
      end(parcel, cause);
    }
  }

  private void leave(Parcel parcel) {
    atProducer.remove(parcel);
    parcel.atProducer = false;
  }

  private void away(String why) {
    if (answers) {
      answers = false;
      LOGGER
          .atWarn()
          .addKeyValue("reason", why)
          .log("Kafka does not answer: records go to the store");
    }
  }

  /** A device hears once what became of its record, from whoever knows it first. */
  private void end(Parcel parcel, @Nullable Exception failure) {
    synchronized (ledger) {
      if (parcel.answered) {
        return;
      }
      if (failure != null) {
        if (parcel.atProducer || parcel.inKafka) {
          // Kafka may still take it.
          return;
        }
        ledger.failed(parcel.waybill);
      }
      parcel.answered = true;
    }
    budget.remove(KafkaWriter.memoryOf(parcel.record));
    parcel.complete(failure);
  }

  /** To be called many times a second, by {@link Watch}: notices that Kafka has gone away. */
  void look() {
    List<Parcel> spill = new ArrayList<>();
    synchronized (ledger) {
      long now = System.nanoTime();
      if (someWaitTooLong(now)) {
        away("a record waits longer than " + spillAfterNanos / 1_000_000 + " ms");
      }
      boolean triedLately = now - notBeforeNanos < 0;
      if (!answers && !triedLately) {
        for (Parcel parcel : atProducer) {
          if (!parcel.answered && !parcel.toBeStored && parcel.segment == null) {
            parcel.toBeStored = true;
            spill.add(parcel);
          }
        }
        if (atProducer.isEmpty() && writer != null && !mayProbe()) {
          // Nothing is there to find out with but the next live record.
          answers = true;
        }
      }
    }
    spill.forEach(logWriter::add);
  }

  private boolean someWaitTooLong(long now) {
    return !atProducer.isEmpty() && now - atProducer.iterator().next().sentNanos > spillAfterNanos;
  }

  private boolean mayProbe() {
    return recovered && books.log().pending() > 0;
  }

  /**
   * How many stored records may go to Kafka now; one, to find out, while it does not answer.
   *
   * @param wanted the most that are asked for
   */
  int backlogAllowed(int wanted) {
    KafkaWriter kafka = writer;
    if (kafka == null || kafka.fill() > BUFFER_FOR_BACKLOG) {
      return 0;
    }
    synchronized (ledger) {
      if (!recovered) {
        return 0;
      }
      if (answers) {
        return wanted;
      }
      return atProducer.isEmpty() && System.nanoTime() - notBeforeNanos >= 0 ? 1 : 0;
    }
  }

  /** Sends a stored record; false = it needs not be sent any more. */
  boolean forward(Segment segment, Frame frame) {
    KafkaWriter kafka = writer;
    if (kafka == null) {
      return false;
    }
    synchronized (ledger) {
      if (segment.isGivenUp() || !segment.waits(frame.ordinal())) {
        return false;
      }
      segment.sent(frame.ordinal());
    }
    send(kafka, Parcel.stored(segment, frame));
    return true;
  }

  /** Kafka is there: live records go to it from now on. */
  void connected(KafkaWriter kafka) {
    writer = kafka;
    answers = true;
  }

  /** The books are complete, so that stored records can follow. */
  void recovered() {
    synchronized (ledger) {
      recovered = true;
    }
  }

  /** How it goes, for {@code /health} and metrics. */
  enum State {
    /** Live records go to Kafka. */
    DIRECT,
    /** Records go to the store. */
    STORING,
    /** Records go nowhere: devices are not acknowledged. */
    FAILING
  }

  State state() {
    if (answers) {
      return State.DIRECT;
    }
    return logWriter.works() ? State.STORING : State.FAILING;
  }

  /** Whether the producer has answered for all it got, and no killed run is left to look at. */
  boolean nothingUnderWay() {
    synchronized (ledger) {
      return atProducer.isEmpty() && ledger.state() != LedgerReport.State.RECOVERING;
    }
  }

  /** Whether Kafka has answered for all that it got before that time, or that was given up. */
  boolean answeredSince(long nanos) {
    synchronized (ledger) {
      // In the order in which they were sent.
      return atProducer.isEmpty() || atProducer.iterator().next().sentNanos - nanos >= 0;
    }
  }

  /** Takes no more, and closes the way to Kafka; what that has not taken goes to the log. */
  void closeWriter() {
    KafkaWriter kafka = writer;
    if (kafka != null) {
      kafka.close();
    }
  }
}
