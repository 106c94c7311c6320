package io.millwright.streams.historian;

import io.millwright.contracts.measurement.Measurements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of readings, written in the open transaction. There is one for each point and time: that
 * of the highest source sequence, whatever the order in which they come, and without sequences the
 * first.
 */
final class ReadingRows {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReadingRows.class);
  private static final String COLUMNS = "(point_id, time, value, quality, sequence)";

  private static final String MERGE =
      """
      insert into series.measurement as stored (point_id, time, value, quality, sequence)
      select distinct on (point_id, time) point_id, time, value, quality, sequence
      from pg_temp.incoming_measurement
      order by point_id, time, sequence desc nulls last, ctid
      on conflict (point_id, time) do update
        set value = excluded.value, quality = excluded.quality, sequence = excluded.sequence
        where excluded.sequence > coalesce(stored.sequence, 0)""";

  private final Connection connection;
  private final CopyEncoder encoder = new CopyEncoder();

  /** A device that repeats itself does so for a while: then the direct way would fail each time. */
  private boolean duplicatesExpected;

  ReadingRows(Connection connection) {
    this.connection = connection;
  }

  /** Whether readings that are stored already are likely to come; after a committed batch. */
  void duplicatesExpected(boolean expected) {
    duplicatesExpected = expected;
  }

  /** Straight into the table; only when that meets a repeated reading, the longer way. */
  long store(Batch batch, List<long[]> ids, long latest) throws SQLException {
    if (!duplicatesExpected) {
      Savepoint before = connection.setSavepoint();
      try {
        return copy("series.measurement", batch, ids, latest);
      } catch (SQLException e) {
        if (!PSQLState.UNIQUE_VIOLATION.getState().equals(e.getSQLState())) {
          throw e;
        }
        connection.rollback(before);
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create temporary table if not exists incoming_measurement
            (point_id bigint, time timestamptz, value double precision, quality smallint, sequence bigint)
          on commit delete rows""");
      copy("pg_temp.incoming_measurement", batch, ids, latest);
      return statement.executeLargeUpdate(MERGE);
    }
  }

  private long copy(String table, Batch batch, List<long[]> ids, long latest) throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + table + " " + COLUMNS + " from stdin (format binary)");
    try {
      encoder.begin();
      for (int m = 0; m < ids.size(); m++) {
        Measurements measurements = batch.measurements().get(m);
        long[] pointIds = ids.get(m);
        for (int i = 0; i < measurements.size(); i++) {
          long time = measurements.timeMicros(i);
          long pointId = pointIds[measurements.pointIndex(i)];
          if (time >= 0 && time <= latest && pointId != Dictionary.REFUSED) {
            encoder.row(
                copy,
                pointId,
                time,
                measurements.value(i),
                measurements.quality(i).code(),
                measurements.sourceSequence(i));
          }
        }
      }
      return encoder.end(copy);
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /** Puts readings whose time cannot be true where no chart looks. */
  long park(Batch batch, List<long[]> ids, long latest) throws SQLException {
    long stored = 0;
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into series.parked_measurement as stored (point_id, time_micros, value, quality, sequence)
            values (?, ?, ?, ?, nullif(?, 0)) on conflict (point_id, time_micros) do update
              set value = excluded.value, quality = excluded.quality, sequence = excluded.sequence
              where excluded.sequence > coalesce(stored.sequence, 0)""")) {
      for (int m = 0; m < ids.size(); m++) {
        Measurements measurements = batch.measurements().get(m);
        for (int i = 0; i < measurements.size(); i++) {
          long time = measurements.timeMicros(i);
          long pointId = ids.get(m)[measurements.pointIndex(i)];
          if ((time < 0 || time > latest) && pointId != Dictionary.REFUSED) {
            insert.setLong(1, pointId);
            insert.setLong(2, time);
            insert.setDouble(3, measurements.value(i));
            insert.setInt(4, measurements.quality(i).code());
            insert.setLong(5, measurements.sourceSequence(i));
            insert.addBatch();
          }
        }
      }
      for (int count : insert.executeBatch()) {
        stored += count;
      }
    }
    if (stored > 0) {
      LOGGER
          .atWarn()
          .addKeyValue("readings", stored)
          .addKeyValue("asset", batch.measurements().get(0).asset())
          .log("readings with an event time before 1970 or too far in the future are parked");
    }
    return stored;
  }
}
