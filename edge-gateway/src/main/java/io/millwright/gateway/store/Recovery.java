package io.millwright.gateway.store;

import io.millwright.gateway.ledger.Waybill;
import io.millwright.gateway.publish.KafkaConnection;
import io.millwright.gateway.publish.KafkaWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** After a kill: finds in Kafka what had got there and was not in the books yet. */
final class Recovery {
  private static final Logger LOGGER = LoggerFactory.getLogger(Recovery.class);

  /** What a killed process had sent can still be on the wire for a moment. */
  private static final Duration ON_THE_WIRE = Duration.ofSeconds(3);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Books books;
  private final KafkaConnection connection;

  Recovery(Books books, KafkaConnection connection) {
    this.books = books;
    this.connection = connection;
  }

  /**
   * Completes the books, which takes as long as Kafka needs to hand over what was written since the
   * last snapshot.
   *
   * @throws KafkaException if Kafka does not answer: to be tried again
   */
  void run() throws InterruptedException, IOException {
    Set<Integer> runs = books.unfinishedRuns();
    if (runs.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> from = books.earliest(runs);
    Map<Long, Waybill> found = new HashMap<>();
    if (from.isEmpty()) {
      // Killed before they knew where the partitions end, and so before they wrote anything there.
      books.include(runs, found);
      return;
    }
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(from.keySet());
      Map<TopicPartition, Long> kept = consumer.beginningOffsets(from.keySet(), PATIENCE);
      boolean gone = false;
      for (Map.Entry<TopicPartition, Long> position : from.entrySet()) {
        long first = kept.getOrDefault(position.getKey(), 0L);
        gone |= first > position.getValue();
        consumer.seek(position.getKey(), Math.max(first, position.getValue()));
      }
      long settled = System.nanoTime() + ON_THE_WIRE.toNanos();
      do {
        Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet(), PATIENCE);
        while (!reached(consumer, ends)) {
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            look(record, found);
          }
        }
        consumer.poll(Duration.ofMillis(100)).forEach(record -> look(record, found));
      } while (System.nanoTime() - settled < 0);
      int inKafka = found.size();
      books.include(runs, found);
      LOGGER.atInfo().addKeyValue("records", inKafka).log("the ledger is complete again");
      if (gone) {
        LOGGER.atError().log("Kafka has deleted records before they were counted");
        books.giveUpRecovery(runs);
      }
    } catch (AuthorizationException e) {
      LOGGER
          .atError()
          .setCause(e)
          .log("the gateway may not read its topics, so its ledger stays an estimate");
      books.giveUpRecovery(runs);
    } catch (InterruptException | WakeupException e) {
      throw new InterruptedException("while the ledger was being completed");
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            connection.bootstrapServers(),
            ConsumerConfig.CLIENT_ID_CONFIG,
            "millwright-edge-gateway-ledger",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static boolean reached(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue());
  }

  private void look(ConsumerRecord<byte[], byte[]> record, Map<Long, Waybill> found) {
    Header label = record.headers().lastHeader(KafkaWriter.LABEL);
    Waybill waybill = label == null ? null : Waybill.decode(label.value());
    if (waybill != null
        && books.misses(
            waybill, new TopicPartition(record.topic(), record.partition()), record.offset())) {
      found.put(waybill.serial(), waybill);
    }
  }
}
