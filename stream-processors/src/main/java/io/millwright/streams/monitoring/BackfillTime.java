package io.millwright.streams.monitoring;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * When a record of telemetry.backfill.v1 is read: after all that is there of the other topics. Of
 * the records that a task has at hand, Kafka Streams takes the one with the smallest time first, so
 * these have a time that is past any other, and among themselves that of their arrival.
 *
 * <p>It must not leave the application: Kafka refuses records from the future. {@link #arrival} is
 * the time to write.
 */
public final class BackfillTime implements TimestampExtractor {
  /** More than a hundred thousand years, in milliseconds. */
  static final long SHIFT = 1L << 52;

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return SHIFT + Math.max(0, record.timestamp());
  }

  /** When a record of any topic reached Kafka, by the time that it was given here. */
  static long arrival(long timestamp) {
    return timestamp >= SHIFT ? timestamp - SHIFT : timestamp;
  }
}
