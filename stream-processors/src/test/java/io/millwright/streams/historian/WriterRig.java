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
        do $$ begin
          execute (
            select 'truncate ' || string_agg(oid::regclass::text, ', ') from pg_class
            where relnamespace = 'series'::regnamespace and relkind in ('r', 'p') and not relispartition
              and relname not in ('schema_history', 'stored_table', 'keeping', 'open_hours'));
        end $$;
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

  /** As {@code series.storage_level()} says. */
  String storage() {
    return writer.storage();
  }

  SeriesWriter writer() {
    return writer;
  }

  /** Where the writer's partitions are. */
  Map<TopicPartition, Long> positions() {
    return positions;
  }

  /** As the owner of a database with TimescaleDB's community edition does after an import. */
  void refreshAggregates() throws SQLException {
    for (String level : List.of("1m", "1h", "1d")) {
      database.update(
          OWNER, "call refresh_continuous_aggregate('series.rollup_" + level + "', null, null)");
    }
    database.update(OWNER, "delete from series.unrolled_hour");
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
