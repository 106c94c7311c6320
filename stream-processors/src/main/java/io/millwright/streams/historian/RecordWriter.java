package io.millwright.streams.historian;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what was polled, in as few transactions as their size allows. */
final class RecordWriter {
  private static final Logger LOGGER = LoggerFactory.getLogger(RecordWriter.class);

  /** Kafka takes the partitions of a consumer that does not poll for 5 min. */
  private static final long LONG_NANOS = Duration.ofSeconds(60).toNanos();

  private final RecordReader reader;
  private final int most;
  private final Placement placement;
  private final HistorianMetrics metrics;
  private long polledNanos;

  /**
   * @param most readings that are written in one transaction, give or take one message
   */
  RecordWriter(RecordReader reader, int most, Placement placement, HistorianMetrics metrics) {
    this.reader = reader;
    this.most = most;
    this.placement = placement;
    this.metrics = metrics;
  }

  /**
   * Writes records that were polled just now.
   *
   * @throws SQLException if the database cannot be written; then a part of them may be written
   */
  void write(Iterable<ConsumerRecord<byte[], byte[]>> polled, SeriesWriter writer)
      throws SQLException, FencedException {
    polledNanos = System.nanoTime();
    Batch batch = new Batch();
    List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      if (take(record, batch, null)) {
        taken.add(record);
      }
      if (batch.rows() >= most) {
        write(batch, taken, writer);
        batch = new Batch();
        taken = new ArrayList<>();
      }
    }
    write(batch, taken, writer);
  }

  private void write(Batch batch, List<ConsumerRecord<byte[], byte[]>> taken, SeriesWriter writer)
      throws SQLException, FencedException {
    try {
      write(batch, writer);
    } catch (RefusedException e) {
      Sifting.write(taken, e, (records, reason) -> write(batchOf(records, reason), writer));
    }
  }

  private Batch batchOf(
      List<ConsumerRecord<byte[], byte[]>> records, @Nullable RefusedException reason) {
    Batch batch = new Batch();
    for (int i = 0; i < records.size(); i++) {
      take(records.get(i), batch, i == 0 ? reason : null);
    }
    return batch;
  }

  /** Returns whether its partition may be written. */
  private boolean take(
      ConsumerRecord<byte[], byte[]> record, Batch batch, @Nullable RefusedException reason) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    if (!placement.has(partition)) {
      return false;
    }
    if (reason == null) {
      reader.read(record, batch);
    } else {
      batch.add(new SetAside(record, String.valueOf(reason.getMessage())));
    }
    batch.readUpTo(partition, record.offset() + 1);
    return true;
  }

  private void write(Batch batch, SeriesWriter writer)
      throws SQLException, FencedException, RefusedException {
    if (batch.isEmpty()) {
      return;
    }
    long begin = System.nanoTime();
    SeriesWriter.Written written = writer.write(batch, placement.positions());
    placement.moved(batch.nextOffsets());
    long end = System.nanoTime();
    metrics.wrote(written, end - begin);
    for (SetAside each : batch.setAside()) {
      LOGGER
          .atError()
          .addKeyValue(
              "record",
              each.record().topic()
                  + "/"
                  + each.record().partition()
                  + "/"
                  + each.record().offset())
          .addKeyValue("reason", each.reason())
          .log("the database refuses a record: it is set aside in series.set_aside");
    }
    if (end - polledNanos > LONG_NANOS) {
      placement.stay();
      polledNanos = end;
    }
  }
}
