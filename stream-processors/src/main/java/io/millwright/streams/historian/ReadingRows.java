package io.millwright.streams.historian;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of readings: measurements or descriptors. There is one for each point and time: that of
 * the highest source sequence, whatever the order in which they come, and without sequences the
 * first.
 *
 * <p>A batch is prepared outside the transaction and stored in it.
 */
final class ReadingRows {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReadingRows.class);
  private static final String COLUMNS = "(point_id, time, value, quality, sequence)";

  /** What it replaces is kept in series.revision: a trigger sees to that. */
  private static final String MERGE =
      """
      insert into series.measurement as stored (point_id, time, value, quality, sequence)
      select distinct on (point_id, time) point_id, time, value, quality, sequence
      from pg_temp.%s
      order by point_id, time, sequence desc nulls last, ctid
      on conflict (point_id, time) do update
        set value = excluded.value, quality = excluded.quality, sequence = excluded.sequence
        where excluded.sequence > coalesce(stored.sequence, 0)""";

  /**
   * What readings became.
   *
   * @param stored rows written, corrections of stored ones and parked ones among them
   * @param duplicates readings that changed nothing
   * @param refused readings of points beyond the most that an asset may have
   * @param expired readings older than what their site keeps
   */
  record Stored(long stored, long duplicates, long parked, long refused, long expired) {}

  private final Connection connection;

  /** A temporary table of its own. */
  private final String incoming;

  private final Dictionary dictionary;
  private final MonthPartitions months;
  private final KeptFrom kept;
  private final UnrolledMarks marks;
  private final CopyEncoder encoder = new CopyEncoder();
  private List<ReadingColumns> batch = List.of();
  private List<long[]> ids = List.of();

  /** Of each of the batch, the first time that is stored, in microseconds, 0 or more. */
  private long[] earliest = {};

  private long latest;
  private int direct;
  private int odd;
  private int refused;
  private int expired;

  /** A device that repeats itself does so for a while: then the direct way would fail each time. */
  private boolean duplicatesExpected;

  private boolean duplicatesSeen;

  /**
   * @param kind of the readings, for the name of a table
   */
  ReadingRows(
      Connection connection,
      String kind,
      Dictionary dictionary,
      MonthPartitions months,
      KeptFrom kept,
      UnrolledMarks marks) {
    this.connection = connection;
    this.incoming = "incoming_" + kind;
    this.dictionary = dictionary;
    this.months = months;
    this.kept = kept;
    this.marks = marks;
  }

  /**
   * Finds the numbers of their points, and makes the partitions of their months.
   *
   * @param latest the time in microseconds beyond which none can be true
   */
  void prepare(List<ReadingColumns> readings, long latest) throws SQLException {
    batch = readings;
    ids = new ArrayList<>(readings.size());
    earliest = new long[readings.size()];
    this.latest = latest;
    direct = 0;
    odd = 0;
    refused = 0;
    expired = 0;
    for (ReadingColumns columns : readings) {
      long[] pointIds = dictionary.pointIds(columns.asset(), columns.derived(), columns.points());
      long begin = Math.max(0, kept.of(columns.asset()).readings());
      earliest[ids.size()] = begin;
      ids.add(pointIds);
      for (int i = 0; i < columns.size(); i++) {
        long time = columns.timeMicros(i);
        long pointId = pointIds[columns.pointIndex(i)];
        if (pointId == Dictionary.REFUSED) {
          refused++;
        } else if (time < 0 || time > latest) {
          odd++;
        } else if (time < begin) {
          expired++;
        } else {
          direct++;
          months.ensure(time);
          marks.touch(pointId, time);
        }
      }
    }
  }

  /** Writes what is prepared. */
  Stored store() throws SQLException {
    long stored = direct == 0 ? 0 : storeDirect();
    long parked = odd == 0 ? 0 : park();
    duplicatesSeen = direct == 0 ? duplicatesExpected : stored < direct;
    return new Stored(stored + parked, direct + odd - stored - parked, parked, refused, expired);
  }

  /** The transaction of {@link #store} was committed. */
  void committed() {
    duplicatesExpected = duplicatesSeen;
  }

  /** Straight into the table; only when that meets a repeated reading, the longer way. */
  private long storeDirect() throws SQLException {
    if (!duplicatesExpected) {
      Savepoint before = connection.setSavepoint();
      try {
        return copy("series.measurement");
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
          create temporary table if not exists %s
            (point_id bigint, time timestamptz, value double precision, quality smallint, sequence bigint)
          on commit delete rows"""
              .formatted(incoming));
      copy("pg_temp." + incoming);
      return statement.executeLargeUpdate(MERGE.formatted(incoming));
    }
  }

  private long copy(String table) throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + table + " " + COLUMNS + " from stdin (format binary)");
    try {
      encoder.begin();
      for (int m = 0; m < ids.size(); m++) {
        ReadingColumns columns = batch.get(m);
        long[] pointIds = ids.get(m);
        for (int i = 0; i < columns.size(); i++) {
          long time = columns.timeMicros(i);
          long pointId = pointIds[columns.pointIndex(i)];
          if (time >= earliest[m] && time <= latest && pointId != Dictionary.REFUSED) {
            encoder.row(
                copy, pointId, time, columns.value(i), columns.qualityCode(i), columns.sequence(i));
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
  private long park() throws SQLException {
    long stored = 0;
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into series.parked_measurement as stored (point_id, time_micros, value, quality, sequence)
            values (?, ?, ?, ?, nullif(?, 0)) on conflict (point_id, time_micros) do update
              set value = excluded.value, quality = excluded.quality, sequence = excluded.sequence
              where excluded.sequence > coalesce(stored.sequence, 0)""")) {
      for (int m = 0; m < ids.size(); m++) {
        ReadingColumns columns = batch.get(m);
        for (int i = 0; i < columns.size(); i++) {
          long time = columns.timeMicros(i);
          long pointId = ids.get(m)[columns.pointIndex(i)];
          if ((time < 0 || time > latest) && pointId != Dictionary.REFUSED) {
            insert.setLong(1, pointId);
            insert.setLong(2, time);
            insert.setDouble(3, columns.value(i));
            insert.setInt(4, columns.qualityCode(i));
            insert.setLong(5, columns.sequence(i));
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
          .addKeyValue("asset", batch.get(0).asset())
          .log("readings with an event time before 1970 or too far in the future are parked");
    }
    return stored;
  }
}
