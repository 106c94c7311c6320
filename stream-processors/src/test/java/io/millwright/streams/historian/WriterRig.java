package io.millwright.streams.historian;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.streams.server.SeriesDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A {@link SeriesWriter} in front of a real PostgreSQL, which each test finds empty. Register it in
 * a static field. The server is that of all classes of this JVM, and ends with it.
 */
@SuppressWarnings("NullAway.Init") // before the tests, and before each
final class WriterRig implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
  static final String OWNER = "millwright_owner";
  static final String HISTORIAN = "millwright_historian";
  static final TopicPartition PARTITION = new TopicPartition("readings", 0);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private static @Nullable SeriesDatabase shared;
  private SeriesDatabase database;
  private SeriesWriter writer;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    if (shared == null) {
      shared = SeriesDatabase.start();
      SeriesSchema.migrate(shared.as(OWNER));
      Runtime.getRuntime().addShutdownHook(new Thread(WriterRig::close));
    }
    database = shared;
  }

  private static void close() {
    SeriesDatabase open = shared;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws SQLException {
    database.update(
        OWNER,
        """
        truncate series.point, series.asset_series, series.measurement, series.parked_measurement, series.condition,
          series.consumed, series.unrolled_hour, series.rollup_1m, series.rollup_1h, series.rollup_1d,
          series.state_change, series.event, series.waveform, series.revision, series.set_aside, series.kept_from;
        update series.keeping set moved = 0, dropped = 0, removed = 0;
        update series.open_hours set first = '1970-01-01Z'""");
    writer = open();
    positions.clear();
    positions.putAll(writer.positions(List.of(PARTITION), Map.of("readings", "first")));
  }

  @Override
  public void afterEach(ExtensionContext context) throws SQLException {
    writer.close();
  }

  SeriesDatabase database() {
    return database;
  }

  SeriesWriter writer() {
    return writer;
  }

  /** Where the writer's partitions are. */
  Map<TopicPartition, Long> positions() {
    return positions;
  }

  /** Another writer to the same database, which the caller closes. */
  SeriesWriter open() throws SQLException {
    return SeriesWriter.open(HistorianConfig.of("unused:1", database.as(HISTORIAN), null), CLOCK);
  }

  ReadingRows.Stored write(List<Measurements> measurements)
      throws SQLException, FencedException, RefusedException {
    Batch batch = new Batch();
    measurements.forEach(batch::add);
    return write(batch).measurements();
  }

  /** As one record more of the partition. */
  SeriesWriter.Written write(Batch batch) throws SQLException, FencedException, RefusedException {
    batch.readUpTo(PARTITION, positions.getOrDefault(PARTITION, 0L) + 1);
    SeriesWriter.Written written = writer.write(batch, positions);
    positions.putAll(batch.nextOffsets());
    return written;
  }
}
