package io.millwright.streams.historian;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows of series.measurement in PostgreSQL's binary COPY format, through one buffer that is
 * used again and again.
 */
final class CopyEncoder {
  private static final byte[] HEADER = {
    'P',
    'G',
    'C',
    'O',
    'P',
    'Y',
    '\n',
    (byte) 0xff,
    '\r',
    '\n',
    0, // signature
    0,
    0,
    0,
    0, // flags
    0,
    0,
    0,
    0 // length of the header's extension
  };

  /** Number of fields, then length and value of each: 8, 8, 8, 2 and up to 8 bytes. */
  private static final int ROW_BYTES = 2 + 12 + 12 + 12 + 6 + 12;

  private static final int NULL = -1;

  /** PostgreSQL counts its microseconds from 2000-01-01T00:00:00Z. */
  private static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;

  private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

  void begin() {
    buffer.clear();
    buffer.put(HEADER);
  }

  /** Adds a row; a sequence of 0 becomes null. */
  void row(CopyIn copy, long pointId, long timeMicros, double value, int quality, long sequence)
      throws SQLException {
    if (buffer.remaining() < ROW_BYTES) {
      send(copy);
    }
    buffer
        .putShort((short) 5)
        .putInt(8)
        .putLong(pointId)
        .putInt(8)
        .putLong(timeMicros - POSTGRES_EPOCH_MICROS)
        .putInt(8)
        .putDouble(value)
        .putInt(2)
        .putShort((short) quality);
    if (sequence == 0) {
      buffer.putInt(NULL);
    } else {
      buffer.putInt(8).putLong(sequence);
    }
  }

  /** Sends the rest and returns the number of rows that the database took. */
  long end(CopyIn copy) throws SQLException {
    if (buffer.remaining() < 2) {
      send(copy);
    }
    buffer.putShort((short) -1);
    send(copy);
    return copy.endCopy();
  }

  private void send(CopyIn copy) throws SQLException {
    copy.writeToCopy(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
