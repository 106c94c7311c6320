package io.millwright.streams.historian;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that the database has refused for what is in it.
 *
 * @param reason what the database said
 */
record SetAside(ConsumerRecord<byte[], byte[]> record, String reason) {
  /** Of a record that is larger, so much is kept. */
  static final int MOST_BYTES = 64 * 1024;

  private static final int LONGEST_REASON = 2_000;

  static void store(
      Connection connection, String consumer, OffsetDateTime now, List<SetAside> refused)
      throws SQLException {
    Rows.store(
        connection,
        """
        insert into series.set_aside (time, consumer, topic, partition, record_offset, key, reason, size, bytes)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        refused,
        (statement, place, each) -> {
          byte[] value = each.record.value();
          String reason = each.reason;
          statement.setObject(1, now);
          statement.setString(2, consumer);
          statement.setString(3, each.record.topic());
          statement.setInt(4, each.record.partition());
          statement.setLong(5, each.record.offset());
          statement.setBytes(6, beginning(each.record.key()));
          Rows.setText(
              statement, 7, reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
          statement.setInt(8, value == null ? 0 : value.length);
          statement.setBytes(9, beginning(value));
        });
  }

  private static byte @Nullable [] beginning(byte @Nullable [] bytes) {
    return bytes == null || bytes.length <= MOST_BYTES ? bytes : Arrays.copyOf(bytes, MOST_BYTES);
  }
}
