package io.millwright.streams.historian;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.streams.historian.HistorianConfig.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

/**
 * One connection to the time-series tables. {@link #write} puts a batch and its offsets into one
 * transaction, which fails as a whole when another instance has moved those offsets. After any
 * exception the writer is to be closed and another opened.
 */
final class SeriesWriter implements AutoCloseable {
  /**
   * What a batch became.
   *
   * @param stored rows written, corrections of stored ones among them
   * @param refused readings of points beyond the most that an asset may have
   */
  record Written(
      long stored, long duplicates, long parked, long conditions, long misdated, long refused) {}

  private final Connection connection;
  private final String consumer;
  private final Clock clock;
  private final Duration futureTolerance;
  private final String storage;
  private final Dictionary dictionary;
  private final MonthPartitions months;
  private final ReadingRows readings;
  private final UnrolledMarks marks;

  private SeriesWriter(
      Connection connection,
      HistorianConfig config,
      Clock clock,
      String storage,
      MonthPartitions months) {
    this.connection = connection;
    this.consumer = config.group();
    this.clock = clock;
    this.futureTolerance = config.futureTolerance();
    this.storage = storage;
    this.dictionary = new Dictionary(connection, config.pointsPerAsset());
    this.months = months;
    this.readings = new ReadingRows(connection);
    this.marks =
        storage.equals("timescaledb")
            ? UnrolledMarks.beyondRefreshed(connection, clock)
            : UnrolledMarks.of(connection);
  }

  static SeriesWriter open(HistorianConfig config, Clock clock) throws SQLException {
    // A database that does not answer must not hold the thread until Kafka gives its partitions
    // away.
    Connection connection = connect(config, Duration.ofSeconds(60));
    try {
      String storage = storageOf(connection);
      MonthPartitions months =
          storage.equals("postgresql")
              ? MonthPartitions.read(connection)
              : MonthPartitions.allOf(connection);
      return new SeriesWriter(connection, config, clock, storage, months);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * @param patience how long the database may take to answer
   */
  static Connection connect(HistorianConfig config, Duration patience) throws SQLException {
    Database database = config.database();
    Properties properties = new Properties();
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    properties.setProperty("ApplicationName", config.group());
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("loginTimeout", "10");
    properties.setProperty("socketTimeout", Long.toString(patience.toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties);
    try {
      // Whatever the server's default: each statement must see what was committed before it.
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  static String storageOf(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select series.storage_level()")) {
      row.next();
      return row.getString(1);
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
    marks.begin();
    int direct = 0;
    int parked = 0;
    int refused = 0;
    for (Measurements measurements : batch.measurements()) {
      long[] pointIds = dictionary.pointIds(measurements);
      ids.add(pointIds);
      for (int i = 0; i < measurements.size(); i++) {
        long time = measurements.timeMicros(i);
        if (pointIds[measurements.pointIndex(i)] == Dictionary.REFUSED) {
          refused++;
        } else if (time < 0 || time > latest) {
          parked++;
        } else {
          direct++;
          months.ensure(time);
          marks.touch(pointIds[measurements.pointIndex(i)], time);
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
      long stored = direct == 0 ? 0 : readings.store(batch, ids, latest);
      if (stored > 0) {
        marks.store();
      }
      long parkedStored = parked == 0 ? 0 : readings.park(batch, ids, latest);
      long conditions = moments.isEmpty() ? 0 : storeConditions(batch, moments);
      connection.commit();
      marks.committed();
      readings.duplicatesExpected(stored < direct);
      return new Written(
          stored + parkedStored,
          direct + parked - stored - parkedStored,
          parkedStored,
          conditions,
          batch.conditions().size() - moments.size(),
          refused);
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
