package io.millwright.streams.historian;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.streams.historian.HistorianConfig.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the time-series tables. {@link #write} puts a batch and its offsets into one
 * transaction, which fails as a whole when another instance has moved those offsets. After any
 * exception the writer is to be closed and another opened.
 */
final class SeriesWriter implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SeriesWriter.class);
  private static final String COLUMNS = "(point_id, time, value, quality)";

  /** What a batch became. */
  record Written(long stored, long duplicates, long parked, long conditions, long misdated) {}

  private final Connection connection;
  private final String consumer;
  private final Clock clock;
  private final Duration futureTolerance;
  private final String storage;
  private final Dictionary dictionary;
  private final MonthPartitions months;
  private final CopyEncoder encoder = new CopyEncoder();

  /** A device that repeats itself does so for a while: then the direct way would fail each time. */
  private boolean duplicatesExpected;

  private SeriesWriter(
      Connection connection,
      String consumer,
      Clock clock,
      Duration futureTolerance,
      String storage,
      MonthPartitions months) {
    this.connection = connection;
    this.consumer = consumer;
    this.clock = clock;
    this.futureTolerance = futureTolerance;
    this.storage = storage;
    this.dictionary = new Dictionary(connection);
    this.months = months;
  }

  static SeriesWriter open(
      Database database, String consumer, Clock clock, Duration futureTolerance)
      throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    properties.setProperty("ApplicationName", consumer);
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("loginTimeout", "10");
    // A database that does not answer must not hold the thread until Kafka gives its partitions
    // away.
    properties.setProperty("socketTimeout", "60");
    properties.setProperty("tcpKeepAlive", "true");
    Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties);
    try {
      String storage;
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("select series.storage_level()")) {
        row.next();
        storage = row.getString(1);
      }
      MonthPartitions months =
          storage.equals("postgresql")
              ? MonthPartitions.read(connection)
              : MonthPartitions.allOf(connection);
      return new SeriesWriter(connection, consumer, clock, futureTolerance, storage, months);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  String storage() {
    return storage;
  }

  /**
   * Where to go on reading. A partition that is new here, or whose topic was made anew, begins at
   * 0.
   *
   * @param topicIds Kafka's own id of each topic
   */
  Map<TopicPartition, Long> positions(
      Collection<TopicPartition> partitions, Map<String, String> topicIds) throws SQLException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into series.consumed as c (consumer, topic, partition, topic_id, next_offset)
            values (?, ?, ?, ?, 0)
            on conflict (consumer, topic, partition) do update
              set next_offset = case when c.topic_id = excluded.topic_id then c.next_offset else 0 end,
                  topic_id = excluded.topic_id
            returning next_offset""")) {
      for (TopicPartition partition : partitions) {
        upsert.setString(1, consumer);
        upsert.setString(2, partition.topic());
        upsert.setInt(3, partition.partition());
        upsert.setString(4, topicIds.getOrDefault(partition.topic(), ""));
        try (ResultSet row = upsert.executeQuery()) {
          row.next();
          positions.put(partition, row.getLong(1));
        }
      }
    }
    return positions;
  }

  /**
   * Writes a batch.
   *
   * @param expected the offset at which each partition was left
   * @throws FencedException if a partition is elsewhere; then nothing is written
   */
  Written write(Batch batch, Map<TopicPartition, Long> expected)
      throws SQLException, FencedException {
    long latest = clock.millis() * 1000 + futureTolerance.toMillis() * 1000;
    List<long[]> ids = new ArrayList<>(batch.measurements().size());
    int parked = 0;
    for (Measurements measurements : batch.measurements()) {
      ids.add(dictionary.pointIds(measurements));
      for (int i = 0; i < measurements.size(); i++) {
        long time = measurements.timeMicros(i);
        if (time < 0 || time > latest) {
          parked++;
        } else {
          months.ensure(time);
        }
      }
    }
    List<Batch.Moment> moments = new ArrayList<>(batch.conditions().size());
    for (Batch.Moment moment : batch.conditions().keySet()) {
      if (moment.timeMicros() >= 0 && moment.timeMicros() <= latest) {
        months.ensure(moment.timeMicros());
        dictionary.assetId(moment.asset());
        moments.add(moment);
      }
    }
    connection.setAutoCommit(false);
    try {
      moveOffsets(batch, expected);
      long rows = 0;
      for (Measurements measurements : batch.measurements()) {
        rows += measurements.size();
      }
      long direct = rows - parked;
      long stored = direct == 0 ? 0 : storeReadings(batch, ids, latest);
      long parkedStored = parked == 0 ? 0 : park(batch, ids, latest);
      long conditions = moments.isEmpty() ? 0 : storeConditions(batch, moments);
      connection.commit();
      duplicatesExpected = stored < direct;
      return new Written(
          stored + parkedStored,
          rows - stored - parkedStored,
          parkedStored,
          conditions,
          batch.conditions().size() - moments.size());
    } catch (SQLException | RuntimeException | FencedException e) {
      rollBack(e);
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  private void rollBack(Exception reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is gone, and the database rolls back by itself.
      reason.addSuppressed(e);
    }
  }

  private void moveOffsets(Batch batch, Map<TopicPartition, Long> expected)
      throws SQLException, FencedException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update series.consumed set next_offset = ?
            where consumer = ? and topic = ? and partition = ? and next_offset = ?""")) {
      for (Map.Entry<TopicPartition, Long> next : batch.nextOffsets().entrySet()) {
        Long left = expected.get(next.getKey());
        if (left == null) {
          throw new FencedException(next.getKey() + " is not ours");
        }
        update.setLong(1, next.getValue());
        update.setString(2, consumer);
        update.setString(3, next.getKey().topic());
        update.setInt(4, next.getKey().partition());
        update.setLong(5, left);
        if (update.executeUpdate() != 1) {
          throw new FencedException(next.getKey() + " was left at offset " + left);
        }
      }
    }
  }

  /** Straight into the table; only when that meets a repeated reading, the longer way. */
  private long storeReadings(Batch batch, List<long[]> ids, long latest) throws SQLException {
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
            (point_id bigint, time timestamptz, value double precision, quality smallint)
          on commit delete rows""");
      copy("pg_temp.incoming_measurement", batch, ids, latest);
      return statement.executeLargeUpdate(
          "insert into series.measurement "
              + COLUMNS
              + " select point_id, time, value, quality from pg_temp.incoming_measurement on conflict do nothing");
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
          if (time >= 0 && time <= latest) {
            encoder.row(
                copy,
                pointIds[measurements.pointIndex(i)],
                time,
                measurements.value(i),
                measurements.quality(i).code());
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

  private long park(Batch batch, List<long[]> ids, long latest) throws SQLException {
    long stored = 0;
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into series.parked_measurement (point_id, time_micros, value, quality)
            values (?, ?, ?, ?) on conflict do nothing""")) {
      for (int m = 0; m < ids.size(); m++) {
        Measurements measurements = batch.measurements().get(m);
        for (int i = 0; i < measurements.size(); i++) {
          long time = measurements.timeMicros(i);
          if (time < 0 || time > latest) {
            insert.setLong(1, ids.get(m)[measurements.pointIndex(i)]);
            insert.setLong(2, time);
            insert.setDouble(3, measurements.value(i));
            insert.setInt(4, measurements.quality(i).code());
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

  private long storeConditions(Batch batch, List<Batch.Moment> moments) throws SQLException {
    ConditionColumns columns = new ConditionColumns(moments.size());
    for (Batch.Moment moment : moments) {
      Batch.@Nullable Condition condition = batch.conditions().get(moment);
      if (condition != null) {
        columns.add(dictionary.assetId(moment.asset()), moment.timeMicros(), condition);
      }
    }
    return columns.store(connection);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
