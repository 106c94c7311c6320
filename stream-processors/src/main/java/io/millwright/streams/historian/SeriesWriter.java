package io.millwright.streams.historian;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.StateDetection;
import io.millwright.streams.historian.HistorianConfig.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the time-series tables. {@link #write} puts a batch and its offsets into one
 * transaction, which fails as a whole when another instance has moved those offsets. After any
 * exception but {@link RefusedException} the writer is to be closed and another opened.
 */
final class SeriesWriter implements AutoCloseable {
  /**
   * What a batch became.
   *
   * @param conditions evaluations that are new
   * @param states changes of state that are new, or told again
   * @param events that are new
   * @param waveforms that are new
   * @param misdated evaluations, changes, events and waveforms whose time cannot be true
   * @param refusedWaveforms waveforms of points beyond the most that an asset may have
   * @param expired evaluations, changes, events and waveforms older than what their site keeps
   * @param unreadable records passed over
   * @param setAside records that the database refused before
   */
  record Written(
      ReadingRows.Stored measurements,
      ReadingRows.Stored descriptors,
      long conditions,
      long states,
      long events,
      long waveforms,
      long misdated,
      long refusedWaveforms,
      long expired,
      long unreadable,
      long setAside) {}

  private final Connection connection;
  private final String consumer;
  private final Clock clock;
  private final Duration futureTolerance;
  private final String storage;
  private final Dictionary dictionary;
  private final AssetNumbers assets;
  private final MonthPartitions months;
  private final KeptFrom kept;
  private final ReadingRows measurements;
  private final ReadingRows descriptors;
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
    this.futureTolerance = config.storing().futureTolerance();
    this.storage = storage;
    this.dictionary = new Dictionary(connection, config.storing().pointsPerAsset());
    this.assets = new AssetNumbers(connection);
    this.months = months;
    this.kept = new KeptFrom(connection);
    this.marks =
        storage.equals("timescaledb")
            ? UnrolledMarks.beyondRefreshed(connection, clock)
            : UnrolledMarks.of(connection);
    this.measurements = new ReadingRows(connection, "measurement", dictionary, months, kept, marks);
    this.descriptors = new ReadingRows(connection, "descriptor", dictionary, months, kept, marks);
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
      SeriesWriter writer = new SeriesWriter(connection, config, clock, storage, months);
      writer.kept.current();
      return writer;
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
   * @throws RefusedException if the database does not take what is in it; then nothing is written,
   *     and the writer can go on
   */
  Written write(Batch batch, Map<TopicPartition, Long> expected)
      throws SQLException, FencedException, RefusedException {
    try {
      Written written = writeOrFail(batch, expected);
      while (written == null) {
        // Some may have been dropped.
        months.forget();
        written = writeOrFail(batch, expected);
      }
      return written;
    } catch (SQLException e) {
      if (RefusedException.isReason(e)) {
        // One that is missing would be such a reason, too.
        months.forget();
        throw new RefusedException(e);
      }
      throw e;
    }
  }

  /** Returns null, and has written nothing, when from when on what is kept has changed. */
  private @Nullable Written writeOrFail(Batch batch, Map<TopicPartition, Long> expected)
      throws SQLException, FencedException {
    Instant now = clock.instant();
    long latest = Math.multiplyExact(now.plus(futureTolerance).toEpochMilli(), 1_000L);
    marks.begin();
    measurements.prepare(batch.measurements(), latest);
    descriptors.prepare(batch.descriptors(), latest);
    Dated<Map.Entry<Batch.Moment, Batch.Condition>> conditions = new Dated<>(latest);
    for (Map.Entry<Batch.Moment, Batch.Condition> each : batch.conditions().entrySet()) {
      conditions.add(each, each.getKey().asset(), each.getKey().timeMicros());
    }
    Dated<StateDetection> states = new Dated<>(latest);
    for (StateDetection each : batch.states()) {
      states.add(each, AssetKey.of(each.getTenant(), each.getAsset()), each.getTimeMicros());
    }
    Dated<AssetEvent> events = new Dated<>(latest);
    for (AssetEvent each : batch.events()) {
      events.add(each, AssetKey.of(each.getTenant(), each.getAsset()), each.getTimeMicros());
    }
    Dated<WaveformRow> waveforms = new Dated<>(latest);
    for (WaveformRow each : batch.waveforms()) {
      waveforms.add(
          each,
          dictionary.pointId(each.asset(), each.point()),
          each.timeMicros(),
          kept.of(each.asset()).waveforms());
    }
    if (!batch.setAside().isEmpty()) {
      months.ensure(now.toEpochMilli() * 1_000L);
    }
    connection.setAutoCommit(false);
    try {
      moveOffsets(batch, expected);
      if (!kept.current()) {
        connection.rollback();
        return null;
      }
      ReadingRows.Stored measured = measurements.store();
      ReadingRows.Stored derived = descriptors.store();
      if (measured.stored() + derived.stored() > 0) {
        marks.store();
      }
      Written written =
          new Written(
              measured,
              derived,
              storeConditions(conditions),
              StateRows.store(connection, states.rows, states.numbers()),
              EventRows.store(connection, events.rows, events.numbers()),
              WaveformRow.store(connection, waveforms.rows, waveforms.numbers()),
              conditions.misdated + states.misdated + events.misdated + waveforms.misdated,
              waveforms.refused,
              conditions.expired + states.expired + events.expired + waveforms.expired,
              batch.unreadable(),
              batch.setAside().size());
      SetAside.store(connection, consumer, now.atOffset(ZoneOffset.UTC), batch.setAside());
      connection.commit();
      marks.committed();
      measurements.committed();
      descriptors.committed();
      return written;
    } catch (SQLException | RuntimeException | FencedException e) {
      rollBack(e);
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  /**
   * What is stored at a time of its own beside the readings: of those whose time can be true, the
   * number of the asset or point. Made before the transaction, as are the partitions.
   */
  private final class Dated<T> {
    private final long latest;
    private final List<T> rows = new ArrayList<>();
    private final LongStream.Builder numbers = LongStream.builder();
    private int misdated;
    private int expired;
    private int refused;

    Dated(long latest) {
      this.latest = latest;
    }

    void add(T row, AssetKey asset, long timeMicros) throws SQLException {
      if (timeMicros < 0 || timeMicros > latest) {
        misdated++;
      } else {
        add(row, assets.of(asset), timeMicros, kept.of(asset).events());
      }
    }

    void add(T row, long number, long timeMicros, long begin) throws SQLException {
      if (timeMicros < 0 || timeMicros > latest) {
        misdated++;
      } else if (timeMicros < begin) {
        expired++;
      } else if (number == Dictionary.REFUSED) {
        refused++;
      } else {
        months.ensure(timeMicros);
        rows.add(row);
        numbers.add(number);
      }
    }

    long[] numbers() {
      return numbers.build().toArray();
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

  private long storeConditions(Dated<Map.Entry<Batch.Moment, Batch.Condition>> conditions)
      throws SQLException {
    if (conditions.rows.isEmpty()) {
      return 0;
    }
    ConditionColumns columns = new ConditionColumns(conditions.rows.size());
    long[] numbers = conditions.numbers();
    for (int i = 0; i < numbers.length; i++) {
      Map.Entry<Batch.Moment, Batch.Condition> each = conditions.rows.get(i);
      columns.add(numbers[i], each.getKey().timeMicros(), each.getValue());
    }
    return columns.store(connection);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
