package io.millwright.standalone.backup;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic as it is in a backup: partition, offset, timestamp, key, value, headers; a
 * length of -1 stands for null.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TopicRecord(
    int partition,
    long offset,
    long timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Headers headers) {

  static TopicRecord of(ConsumerRecord<byte[], byte[]> record) {
    return new TopicRecord(
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        record.headers());
  }

  ProducerRecord<byte[], byte[]> to(String topic) {
    return new ProducerRecord<>(topic, partition, timestamp, key, value, headers);
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(partition);
    out.writeLong(offset);
    out.writeLong(timestamp);
    write(out, key);
    write(out, value);
    Header[] all = headers.toArray();
    out.writeInt(all.length);
    for (Header header : all) {
      out.writeUTF(header.key());
      write(out, header.value());
    }
  }

  /** The next one; empty at the end. */
  static Optional<TopicRecord> readFrom(DataInputStream in) throws IOException {
    int partition;
    try {
      partition = in.readInt();
    } catch (EOFException e) {
      return Optional.empty();
    }
    long offset = in.readLong();
    long timestamp = in.readLong();
    byte[] key = read(in);
    byte[] value = read(in);
    RecordHeaders headers = new RecordHeaders();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      headers.add(in.readUTF(), read(in));
    }
    return Optional.of(new TopicRecord(partition, offset, timestamp, key, value, headers));
  }

  private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
    if (bytes == null) {
      out.writeInt(-1);
    } else {
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  private static byte @Nullable [] read(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length < 0 ? null : in.readNBytes(length);
  }
}
