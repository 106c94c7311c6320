package io.millwright.streams.historian;

import static io.millwright.streams.historian.WriterRig.HISTORIAN;
import static io.millwright.streams.historian.WriterRig.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.wire.HealthAssessment;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept how long, in a real PostgreSQL. */
class RetentionIT {
  @RegisterExtension static final WriterRig RIG = new WriterRig();

  private static final AssetKey SHORT = AssetKey.of("acme", "pump-1");
  private static final AssetKey LONG = AssetKey.of("acme", "pump-2");
  private static final AssetKey EVER = AssetKey.of("rival", "pump-1");
  private static final Instant JANUARY = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant JULY = Instant.parse("2024-07-10T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ALL = 100_000;

  /** As the CMMS has it. */
  @BeforeEach
  void makeSettings() throws SQLException {
    RIG.database()
        .update(
            OWNER,
            """
            create schema if not exists cmms;
            drop table if exists cmms.retention_in_force;
            create table cmms.retention_in_force (tenant_id text, asset text, readings integer, minutes integer,
              hours integer, waveforms integer, events integer);
            grant usage on schema cmms to millwright_historian;
            grant select on cmms.retention_in_force to millwright_historian""");
  }

  /** With TimescaleDB's community edition its jobs do it, and are asked for other things. */
  @BeforeEach
  void goByTheStorageLevel(TestInfo test) {
    assumeTrue(RIG.storage().equals("timescaledb") == test.getTags().contains("timescaledb"));
  }

  @AfterEach
  void dropSettings() throws SQLException {
    RIG.database().update(OWNER, "drop schema if exists cmms cascade");
  }

  private static void limit(String tenant, String asset, String days) throws SQLException {
    RIG.database()
        .update(
            OWNER,
            "delete from cmms.retention_in_force where tenant_id = '%1$s' and asset = '%2$s';"
                    .formatted(tenant, asset)
                + "insert into cmms.retention_in_force values ('%s', '%s', %s)"
                    .formatted(tenant, asset, days));
  }

  private static Keeping keeping(SetClock clock, int batch) throws SQLException {
    return Keeping.open(
        HistorianConfig.of("unused:1", RIG.database().as(HISTORIAN), null), clock, batch);
  }

  /** Removes all that is to be removed at a time. */
  private static Keeping.Removed keep(Instant now, int batch) throws SQLException {
    try (Keeping keeping = keeping(new SetClock(now), batch)) {
      keeping.move();
      for (int turn = 0; turn < 10_000; turn++) {
        if (keeping.turn() == Keeping.Turn.DONE) {
          return keeping.removed();
        }
      }
    }
    throw new AssertionError("it does not come to an end");
  }

  private static void rollAll() throws SQLException {
    try (Rollups rollups =
        Rollups.open(
            HistorianConfig.of("unused:1", RIG.database().as(HISTORIAN), null),
            new SetClock(JULY.plus(Duration.ofDays(60))))) {
      while (rollups.turn(ALL) > 0) {
        continue;
      }
    }
  }

  private static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000;
  }

  private static Measurements reading(AssetKey asset, Instant time, double value) {
    return Measurements.builder(asset, "mqtt:test").add("speed", micros(time), value).build();
  }

  private static ReadingRows.Stored write(Measurements... measurements)
      throws SQLException, FencedException, RefusedException {
    return RIG.write(List.of(measurements));
  }

  private static long count(String from) throws SQLException {
    return RIG.database().number(OWNER, "select count(*) from series." + from);
  }

  private static String months(String table) throws SQLException {
    return RIG.database()
        .value(
            OWNER,
            "set timezone = 'UTC'; select string_agg(to_char(begins, 'MM'), ' ' order by begins) from series.stored_partition where begins >= '2024-01-01' and begins < '2025-01-01' and name = '"
                + table
                + "'");
  }

  /** What is about partitions is of plain PostgreSQL alone. */
  private static void needPartitions() {
    assumeTrue(RIG.storage().equals("postgresql"));
  }

  @Test
  @Tag("timescaledb")
  void timescaleDropsChunksAndKeepsTheirRollups() throws Exception {
    write(reading(SHORT, JANUARY, 1), reading(SHORT, JULY, 1));
    RIG.refreshAggregates();
    limit("acme", "", "60, null, null, null, null");
    assertThat(keep(JULY, 10).partitions()).isPositive();
    assertThat(count("measurement")).isEqualTo(1);
    assertThat(count("rollup_1d")).isEqualTo(2);
    assertThat(write(reading(SHORT, JANUARY, 2)).expired()).isEqualTo(1);
  }

  @Test
  @Tag("timescaledb")
  void timescaleDeletesTheReadingsOfThoseWhoseTimeHasPassedWhereOthersKeepTheirs()
      throws Exception {
    write(reading(SHORT, JANUARY, 1), reading(EVER, JANUARY, 1));
    limit("acme", "", "60, null, null, null, null");
    try (Keeping keeping = keeping(new SetClock(JULY), 10)) {
      keeping.move();
      Keeping.Turn turn = keeping.turn();
      while (turn == Keeping.Turn.MORE) {
        turn = keeping.turn();
      }
      assertThat(turn).as("no aggregate knows them yet").isEqualTo(Keeping.Turn.LATER);
      RIG.refreshAggregates();
      while (turn != Keeping.Turn.DONE) {
        turn = keeping.turn();
      }
    }
    assertThat(count("measurement")).isEqualTo(1);
    assertThat(count("rollup_1d")).isEqualTo(2);
  }

  @Test
  void makesTheMonthsToComeBeforeTheirFirstReading() throws Exception {
    needPartitions();
    Instant future = Instant.parse("2031-11-30T23:59:59Z");
    try (Keeping keeping = keeping(new SetClock(future), 1)) {
      keeping.prepareMonths();
      keeping.prepareMonths();
    }
    assertThat(
            RIG.database()
                .value(
                    OWNER,
                    "set timezone = 'UTC'; select string_agg(distinct to_char(begins, 'YYYY-MM'), ' ') from series.stored_partition where months = 1 and begins > '2031-01-01'"))
        .isEqualTo("2031-11 2031-12 2032-01");
  }

  @Test
  void keepsEverythingWithoutSettingsAndWithoutTheCmms() throws Exception {
    write(reading(SHORT, JANUARY, 1));
    assertThat(keep(JULY, 10)).isEqualTo(new Keeping.Removed(0, 0, 0));
    limit("acme", "", "60, null, null, null, null");
    RIG.database().update(OWNER, "revoke usage on schema cmms from millwright_historian");
    assertThat(keep(JULY, 10)).as("of an older CMMS").isEqualTo(new Keeping.Removed(0, 0, 0));
    RIG.database().update(OWNER, "drop schema cmms cascade");
    assertThat(keep(JULY, 10)).isEqualTo(new Keeping.Removed(0, 0, 0));
    assertThat(count("measurement")).isEqualTo(1);
  }

  @Test
  void dropsMonthsThatNobodyKeepsAndMakesThemNotAnewForWhatComesLate() throws Exception {
    needPartitions();
    for (int day = 0; day <= 190; day += 10) {
      write(
          reading(SHORT, JANUARY.plus(day, ChronoUnit.DAYS), day),
          reading(LONG, JANUARY.plus(day, ChronoUnit.DAYS), day));
    }
    rollAll();
    limit("acme", "", "60, 90, null, null, null");
    // 60 days before July 10 is May 11; 90 is April 11.
    Keeping.Removed removed = keep(JULY, 10);
    assertThat(months("measurement")).isEqualTo("05 06 07");
    assertThat(months("revision")).isEqualTo("05 06 07");
    assertThat(months("rollup_1m")).isEqualTo("04 05 06 07");
    assertThat(months("condition")).isEqualTo("01 02 03 04 05 06 07");
    assertThat(removed.rows()).isZero();
    assertThat(count("rollup_1d")).isEqualTo(40);

    ReadingRows.Stored late = write(reading(LONG, JANUARY.plusSeconds(1), 1));
    assertThat(late.expired()).isEqualTo(1);
    assertThat(late.stored()).isZero();
    assertThat(months("measurement")).isEqualTo("05 06 07");
    assertThat(write(reading(LONG, Instant.parse("2024-05-01T00:00:00Z"), 1)).stored())
        .isEqualTo(1);

    assertThat(write(reading(EVER, JANUARY, 1)).stored()).as("of who keeps for ever").isEqualTo(1);
    assertThat(months("measurement")).isEqualTo("01 05 06 07");
    assertThat(keep(JULY.plusSeconds(1), 10)).isEqualTo(new Keeping.Removed(0, 0, 0));
  }

  @Test
  void deletesTheRowsOfThoseWhoseTimeHasPassedWhereOthersKeepTheirs() throws Exception {
    needPartitions();
    RIG.database()
        .update(
            OWNER,
            """
            select series.ensure_month('2024-01-01Z'::timestamptz + m * interval '1 month') from generate_series(0, 6) m;
            insert into series.point (tenant_id, asset, point) select t, 'pump-' || a, 'p' || p
              from unnest(array['acme', 'rival']) t, generate_series(1, 2) a, generate_series(1, 3) p;
            insert into series.asset_series (tenant_id, asset)
              select t, 'pump-' || a from unnest(array['acme', 'rival']) t, generate_series(1, 2) a;
            create temporary table t as select '2024-01-01Z'::timestamptz + d * interval '1 day' as time from generate_series(0, 181) d;
            insert into series.measurement select point_id, time, 1 from series.point, t;
            insert into series.revision select point_id, time, 1, 1, 192, now() from series.point, t;
            insert into series.rollup_1m select point_id, time, 1, 1, 1, 1, time, 1, 1, 1, 192 from series.point, t;
            insert into series.rollup_10m select * from series.rollup_1m;
            insert into series.rollup_1h select * from series.rollup_1m;
            insert into series.rollup_1d select * from series.rollup_1m;
            insert into series.waveform select point_id, time, '', '', 1, 1, '', '', null, null, null, null, 0 from series.point, t;
            insert into series.condition select asset_id, time from series.asset_series, t;
            insert into series.state_change select asset_id, time, 'p', d::text, 1, 1, null, null, '', '', 1
              from series.asset_series, t, generate_series(1, 30) d;
            insert into series.event select asset_id, time, gen_random_uuid(), '', 1, '', '' from series.asset_series, t""");
    limit("acme", "", "60, 90, 120, null, 40");
    limit("acme", "pump-2", "null, null, null, 40, null");
    Keeping.Removed removed = keep(JULY, 7);
    assertThat(removed.partitions()).isZero();
    String left =
        """
        set timezone = 'UTC';
        select string_agg(asset || ' ' || coalesce(to_char(first, 'MM'), '-') || ' ' || n, ', ' order by asset) from (
          select tenant_id || '/' || asset as asset, (select min(time) from series.%1$s r where r.%2$s = k.%2$s) as first,
            (select count(*) from series.%1$s r where r.%2$s = k.%2$s) as n
          from series.%3$s k %4$s) rows""";
    String all = "acme/pump-2 01 %1$d, rival/pump-1 01 %1$d, rival/pump-2 01 %1$d";
    for (String table : List.of("measurement", "revision")) {
      assertThat(
              RIG.database()
                  .value(OWNER, left.formatted(table, "point_id", "point", "where point = 'p2'")))
          .as(table)
          .isEqualTo("acme/pump-1 05 61, " + all.formatted(182));
    }
    assertThat(
            RIG.database()
                .value(
                    OWNER, left.formatted("rollup_1m", "point_id", "point", "where point = 'p2'")))
        .isEqualTo("acme/pump-1 04 91, " + all.formatted(182));
    for (String table : List.of("rollup_1h", "rollup_1d")) {
      assertThat(
              RIG.database()
                  .value(OWNER, left.formatted(table, "point_id", "point", "where point = 'p2'")))
          .as(table)
          .isEqualTo("acme/pump-1 03 122, " + all.formatted(182));
    }
    assertThat(
            RIG.database()
                .value(
                    OWNER, left.formatted("waveform", "point_id", "point", "where point = 'p2'")))
        .isEqualTo(
            "acme/pump-1 01 182, acme/pump-2 05 61, rival/pump-1 01 182, rival/pump-2 01 182");
    for (String table : List.of("condition", "event")) {
      assertThat(RIG.database().value(OWNER, left.formatted(table, "asset_id", "asset_series", "")))
          .as(table)
          .isEqualTo("acme/pump-1 05 61, " + all.formatted(182));
    }
    assertThat(
            RIG.database()
                .value(OWNER, left.formatted("state_change", "asset_id", "asset_series", "")))
        .isEqualTo("acme/pump-1 05 1830, " + all.formatted(182 * 30));
  }

  @Test
  void whatWasRemovedDoesNotComeBackWhenItIsToBeKeptLonger() throws Exception {
    write(reading(SHORT, JANUARY, 1), reading(SHORT, JULY, 1));
    rollAll();
    limit("acme", "", "60, null, null, null, null");
    keep(JULY, 10);
    limit("acme", "", "null, null, null, null, null");
    limit("acme", "pump-1", "300, null, null, null, null");
    keep(JULY, 10);
    assertThat(write(reading(SHORT, JANUARY.plusSeconds(1), 1)).expired()).isEqualTo(1);
    assertThat(
            RIG.database()
                .value(OWNER, "select readings from series.rollup_1h order by time limit 1"))
        .isEqualTo("1");
  }

  @Test
  void aClockThatIsAheadOfTheDatabaseRemovesNothing() throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    write(reading(SHORT, now, 1));
    rollAll();
    limit("acme", "", "60, null, null, null, null");
    keep(now.plus(3_650, ChronoUnit.DAYS), 10);
    assertThat(count("measurement")).isEqualTo(1);
  }

  @Test
  void readingsStayUntilTheyAreRolledUp() throws Exception {
    write(reading(SHORT, JANUARY, 1), reading(SHORT, JULY, 1), reading(EVER, JANUARY, 1));
    limit("acme", "", "60, null, null, null, null");
    try (Keeping keeping = keeping(new SetClock(JULY), 10)) {
      keeping.move();
      Keeping.Turn turn = keeping.turn();
      while (turn == Keeping.Turn.MORE) {
        turn = keeping.turn();
      }
      assertThat(turn).isEqualTo(Keeping.Turn.LATER);
      assertThat(keeping.removed()).isEqualTo(new Keeping.Removed(0, 0, 1));
      assertThat(count("measurement")).isEqualTo(3);
      rollAll();
      while (turn != Keeping.Turn.DONE) {
        turn = keeping.turn();
      }
    }
    assertThat(count("measurement")).isEqualTo(2);
    assertThat(count("rollup_1h")).isEqualTo(3);
  }

  @Test
  void awaitsWhoMayHaveBegunBeforeAndAnotherInstanceLeavesItAlone() throws Exception {
    write(reading(SHORT, JANUARY, 1), reading(SHORT, JULY, 1), reading(EVER, JANUARY, 1));
    rollAll();
    Batch slow = new Batch();
    slow.add(reading(SHORT, JANUARY.plusSeconds(1), 5));
    slow.add(
        HealthAssessment.newBuilder()
            .setTenant("acme")
            .setAsset("pump-1")
            .setTimeMicros(micros(JULY))
            .setHealthIndex(1)
            .build());
    limit("acme", "", "60, null, null, null, null");
    try (Keeping keeping = keeping(new SetClock(JULY), 10);
        Keeping other = keeping(new SetClock(JULY), 10)) {
      CompletableFuture<SeriesWriter.Written> writing;
      try (Connection lock = RIG.database().connection(OWNER);
          Statement statement = lock.createStatement()) {
        lock.setAutoCommit(false);
        statement.execute("lock table series.condition in share mode");
        writing =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return RIG.write(slow);
                  } catch (SQLException | FencedException | RefusedException e) {
                    throw new IllegalStateException(e);
                  }
                });
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    RIG.database()
                            .number(
                                "postgres",
                                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%insert into series.condition%' and pid <> pg_backend_pid()")
                        > 0);
        keeping.move();
        assertThat(other.move()).isEqualTo(Keeping.Turn.BUSY);
        assertThat(keeping.turn()).isEqualTo(Keeping.Turn.LATER);
        lock.rollback();
      }
      assertThat(writing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).measurements().stored())
          .isEqualTo(1);
      rollAll();
      while (keeping.turn() != Keeping.Turn.DONE) {
        continue;
      }
    }
    assertThat(count("measurement")).isEqualTo(2);
    assertThat(
            RIG.database()
                .value(
                    OWNER,
                    "select readings from series.rollup_1h join series.point using (point_id) where tenant_id = 'acme' order by time limit 1"))
        .as("the slow one is among them")
        .isEqualTo("2");
  }

  @Test
  void givesWayToWhoReadsForLong() throws Exception {
    needPartitions();
    write(reading(SHORT, JANUARY, 1), reading(SHORT, JULY, 1));
    rollAll();
    limit("acme", "", "60, null, null, null, null");
    try (Keeping keeping = keeping(new SetClock(JULY), 10);
        Connection reader = RIG.database().connection(OWNER);
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("select count(*) from series.measurement");
      keeping.move();
      assertThat(keeping.turn()).isEqualTo(Keeping.Turn.LATER);
      assertThat(write(reading(SHORT, JULY.plusSeconds(1), 1)).stored())
          .as("writes on")
          .isEqualTo(1);
      reader.rollback();
      while (keeping.turn() != Keeping.Turn.DONE) {
        continue;
      }
    }
    assertThat(months("measurement")).isEqualTo("07");
  }

  /** Readings of half a year of three assets; some are late, some corrected, some repeated. */
  private static List<Measurements> history(Random random, int messages) {
    List<Measurements> history = new ArrayList<>();
    Quality[] qualities = Quality.values();
    for (int message = 1; message <= messages; message++) {
      Instant begin = JANUARY.plusSeconds(random.nextInt(190 * 86_400));
      AssetKey asset = List.of(SHORT, LONG, EVER).get(random.nextInt(3));
      for (int correction = 0; correction <= random.nextInt(2); correction++) {
        MeasurementsBuilder readings =
            Measurements.builder(asset, "mqtt:test").sourceSequence(1_000L * correction + message);
        int burst = random.nextInt(8) == 0 ? 150 : 3;
        for (int i = 0; i < burst; i++) {
          readings.add(
              "speed",
              micros(begin) + i * 7_000_001L,
              random.nextGaussian(),
              random.nextInt(4) == 0 ? qualities[random.nextInt(4)] : Quality.GOOD);
        }
        history.add(readings.build());
      }
    }
    history.sort((a, b) -> Long.compare(a.timeMicros(0), b.timeMicros(0)));
    for (int i = 0; i < history.size(); i += 5) {
      Collections.swap(history, i, random.nextInt(history.size()));
    }
    return history;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rollupsStayWhatAllReadingsThatWereEverStoredSay(boolean allLimited) throws Exception {
    RIG.database()
        .update(
            OWNER,
            "create table cmms.ever as select * from series.measurement with no data;"
                + "alter table cmms.ever add primary key (point_id, time)");
    limit("acme", "", "70, 90, null, null, null");
    limit("acme", "pump-1", "40, 70, null, null, null");
    if (allLimited) {
      limit("rival", "", "100, 120, null, null, null");
    }
    Random random = new Random(7);
    List<Measurements> history = history(random, 90);
    long expired = 0;
    long removed = 0;
    SetClock clock = new SetClock(JANUARY);
    try (Keeping keeping = keeping(clock, 100)) {
      for (int from = 0; from < history.size(); ) {
        int to = Math.min(history.size(), from + 1 + random.nextInt(20));
        expired += RIG.write(history.subList(from, to)).expired();
        from = to;
        clock.set(JANUARY.plusSeconds(190L * 86_400 * to / history.size()));
        RIG.database()
            .update(
                OWNER,
                """
                insert into cmms.ever select * from series.measurement on conflict (point_id, time)
                  do update set value = excluded.value, quality = excluded.quality, sequence = excluded.sequence""");
        if (random.nextBoolean()) {
          rollAll();
        }
        keeping.move();
        for (int turn = random.nextInt(30); turn > 0; turn--) {
          keeping.turn();
        }
        Keeping.Removed since = keeping.removed();
        removed += since.partitions() + since.rows();
      }
    }
    rollAll();
    Keeping.Removed last = keep(JULY, 100);
    removed += last.partitions() + last.rows();
    // Before, the minutes of what is removed of them have gone too.
    assertThat(
            RIG.database()
                .value(
                    OWNER,
                    RollupsIT.WRONG
                        .replace("series.measurement", "cmms.ever")
                        .replace(
                            "where in_hour",
                            "where (name in ('1h', '1d') or bucket >= '2024-05-01Z') and in_hour")))
        .isEqualTo("null");
    assertThat(expired).isPositive();
    assertThat(removed).isPositive();
    assertThat(count("measurement"))
        .isLessThan(RIG.database().number(OWNER, "select count(*) from cmms.ever"));
    assertThat(count("rollup_1m where time < '2024-05-01Z'")).isPositive();
  }
}
