package io.millwright.streams.historian;

import static io.millwright.streams.historian.WriterRig.HISTORIAN;
import static io.millwright.streams.historian.WriterRig.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rollups against what their readings say, in a real PostgreSQL. */
class RollupsIT {
  @RegisterExtension static final WriterRig RIG = new WriterRig();

  private static final AssetKey PUMP = AssetKey.of("acme", "pump-1");
  private static final Instant NOON = Instant.parse("2026-03-29T12:00:00Z");
  private static final Instant LONG_AFTER = NOON.plus(Duration.ofDays(30));
  private static final int ALL = 100_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** With TimescaleDB's community edition its jobs do it, and are asked for other things. */
  @BeforeEach
  void goByTheStorageLevel(TestInfo test) {
    assumeTrue(RIG.storage().equals("timescaledb") == test.getTags().contains("timescaledb"));
  }

  private static Rollups rollupsAt(Instant now) throws SQLException {
    return rollups(new SetClock(now));
  }

  private static Rollups rollups(Clock clock) throws SQLException {
    return Rollups.open(HistorianConfig.of("unused:1", RIG.database().as(HISTORIAN), null), clock);
  }

  private static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }

  private static Measurements reading(Instant time, double value) {
    return Measurements.builder(PUMP, "mqtt:test").add("speed", micros(time), value).build();
  }

  /** A reading every {@code step} from {@code from} on. */
  private static Measurements readings(String point, Instant from, Duration step, int count) {
    MeasurementsBuilder readings = Measurements.builder(PUMP, "mqtt:test");
    for (int i = 0; i < count; i++) {
      readings.add(point, micros(from.plus(step.multipliedBy(i))), i);
    }
    return readings.build();
  }

  private static long count(String from) throws SQLException {
    return RIG.database().number(OWNER, "select count(*) from series." + from);
  }

  private static String value(String sql) throws SQLException {
    return RIG.database().value(OWNER, sql);
  }

  /** Answers nothing for a right series, otherwise the buckets that are wrong. */
  private static String wrong() throws SQLException {
    return value(WRONG);
  }

  private static ReadingRows.Stored write(Measurements... measurements)
      throws SQLException, FencedException, RefusedException {
    return RIG.write(List.of(measurements));
  }

  /** Keeps a table from being written until it is closed. */
  private static Connection lock(String table) throws SQLException {
    Connection connection = RIG.database().connection(OWNER);
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table series." + table + " in share mode");
    }
    return connection;
  }

  private static CompletableFuture<Integer> turn(Rollups rollups) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return rollups.turn(ALL);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void awaitBlocked(String what) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                RIG.database()
                        .number(
                            "postgres",
                            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%"
                                + what
                                + "%' and pid <> pg_backend_pid()")
                    > 0);
  }

  @Test
  void rollsWhatAnHourAndADaySay() throws Exception {
    write(
        Measurements.builder(PUMP, "mqtt:test")
            .add("speed", micros(NOON), 4)
            .add("speed", micros(NOON.plusSeconds(60)), 900, Quality.BAD)
            .add("speed", micros(NOON.plusSeconds(120)), 1, Quality.UNCERTAIN)
            .add("speed", micros(NOON.plusSeconds(3599)), -900, Quality.STALE)
            .add("speed", micros(NOON.plusSeconds(7200)), 7, Quality.STALE)
            .build());
    String rows =
        """
        select string_agg(concat_ws(' ', time at time zone 'UTC', low, high, mean, last_value, last_time at time zone 'UTC',
                                    usable, readings, good, worst_quality), E'\\n' order by time)
        from series.rollup_""";
    try (Rollups rollups = rollupsAt(LONG_AFTER)) {
      assertThat(rollups.turn(ALL)).isEqualTo(2);
      assertThat(rollups.turn(ALL)).isZero();
    }
    assertThat(value(rows + "1h"))
        .isEqualTo(
            """
            2026-03-29 12:00:00 1 4 2.5 1 2026-03-29 12:02:00 2 4 1 0
            2026-03-29 14:00:00 7 7 7 7 2026-03-29 14:00:00 0 1 0 500""");
    assertThat(value(rows + "1d"))
        .isEqualTo("2026-03-29 00:00:00 1 4 2.5 1 2026-03-29 12:02:00 2 5 1 0");
    assertThat(count("rollup_1m")).isZero();
    assertThat(wrong()).isEqualTo("null");
  }

  @Test
  void keepsMinutesAndTensOfThemOfHoursThatHaveManyReadingsOnly() throws Exception {
    write(
        readings("busy", NOON, Duration.ofSeconds(30), 120),
        readings("calm", NOON, Duration.ofSeconds(30), 119),
        readings("slow", NOON, Duration.ofMinutes(5), 12),
        readings("rare", NOON, Duration.ofMinutes(5), 11));
    try (Rollups rollups = rollupsAt(LONG_AFTER)) {
      rollups.turn(ALL);
      assertThat(count("rollup_1m join series.point using (point_id) where point = 'busy'"))
          .isEqualTo(60);
      assertThat(count("rollup_1m")).isEqualTo(60);
      assertThat(count("rollup_10m")).isEqualTo(3 * 6);
      assertThat(count("rollup_10m join series.point using (point_id) where point = 'rare'"))
          .isZero();

      write(readings("calm", NOON.plusSeconds(3599), Duration.ofSeconds(30), 1));
      rollups.turn(ALL);
    }
    assertThat(count("rollup_1m")).isEqualTo(120);
    assertThat(wrong()).isEqualTo("null");
  }

  @Test
  void valuesAtTheEndsOfWhatANumberCanBeStopNothing() throws Exception {
    MeasurementsBuilder readings = Measurements.builder(PUMP, "mqtt:test");
    for (int i = 0; i < 200; i++) {
      readings.add("large", micros(NOON) + i, Double.MAX_VALUE);
      readings.add("mixed", micros(NOON) + i, i % 2 == 0 ? Double.MAX_VALUE : -Double.MAX_VALUE);
      readings.add("small", micros(NOON) + i, Double.MIN_VALUE);
    }
    write(readings.build());
    try (Rollups rollups = rollupsAt(LONG_AFTER)) {
      assertThat(rollups.turn(ALL)).isEqualTo(3);
    }
    for (String level : List.of("1m", "1h", "1d")) {
      assertThat(
              value(
                  "select string_agg(mean::text, ' ' order by point) from series.point join series.rollup_"
                      + level
                      + " using (point_id)"))
          .isEqualTo("1.7976931348623157e+308 0 5e-324");
    }
  }

  @Test
  void leavesAnHourOpenUntilItHasSettledAndItsDayUntilAllItsHoursAreRolled() throws Exception {
    SetClock clock = new SetClock(NOON.plus(Duration.ofMinutes(64)));
    write(reading(NOON, 1), reading(NOON.plus(Duration.ofHours(1)), 2));
    try (Rollups rollups = rollups(clock)) {
      assertThat(rollups.turn(ALL)).isZero();
      clock.set(NOON.plus(Duration.ofMinutes(65)));
      assertThat(rollups.turn(ALL)).isEqualTo(1);
      assertThat(count("rollup_1d")).isZero();
      assertThat(wrong()).isEqualTo("null");
      clock.set(NOON.plus(Duration.ofMinutes(125)));
      assertThat(rollups.turn(ALL)).isEqualTo(1);
      assertThat(value("select mean from series.rollup_1d")).isEqualTo("1.5");
    }
  }

  @Test
  void marksAnOpenHourOnceAndAClosedOneWithEachBatch() throws Exception {
    for (int i = 0; i < 5; i++) {
      write(reading(NOON.plusSeconds(i), i));
    }
    assertThat(count("unrolled_hour")).isEqualTo(1);
    try (Rollups rollups = rollupsAt(LONG_AFTER)) {
      rollups.turn(ALL);
      assertThat(count("unrolled_hour")).isZero();
      write(reading(NOON, 0));
      assertThat(count("unrolled_hour")).as("of a repeated reading").isZero();
      write(reading(NOON.plusSeconds(10), 10));
      write(reading(NOON.plusSeconds(11), 11));
      assertThat(count("unrolled_hour")).isEqualTo(2);
      assertThat(rollups.waiting()).isEqualTo(2);
      assertThat(rollups.turn(ALL)).isEqualTo(1);
      assertThat(rollups.waiting()).isZero();
    }
    assertThat(value("select readings from series.rollup_1h")).isEqualTo("7");
  }

  /** Three points, three days; some messages are corrected, repeated, late, bad. */
  private static List<Measurements> history(Random random, int messages) {
    List<Measurements> history = new ArrayList<>();
    Quality[] qualities = Quality.values();
    for (int message = 1; message <= messages; message++) {
      Instant begin = NOON.minusSeconds(random.nextInt(3 * 86_400));
      for (int correction = 0; correction <= random.nextInt(3); correction++) {
        MeasurementsBuilder readings =
            Measurements.builder(PUMP, "mqtt:test").sourceSequence(1_000L * correction + message);
        int burst = random.nextInt(8) == 0 ? 150 : 3;
        for (int i = 0; i < burst; i++) {
          readings.add(
              "p" + random.nextInt(3),
              micros(begin) + i * 7_000_001L,
              random.nextGaussian(),
              random.nextInt(4) == 0 ? qualities[random.nextInt(4)] : Quality.GOOD);
        }
        history.add(readings.build());
        if (random.nextInt(5) == 0) {
          history.add(history.get(random.nextInt(history.size())));
        }
      }
    }
    // In order as from a plant, and each tenth anywhere.
    history.sort((a, b) -> Long.compare(a.timeMicros(0), b.timeMicros(0)));
    for (int i = 0; i < history.size(); i += 10) {
      Collections.swap(history, i, random.nextInt(history.size()));
    }
    return history;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void whatIsNotMarkedIsRightAtAnyMoment(long seed) throws Exception {
    Random random = new Random(seed);
    List<Measurements> history = history(random, 100);
    SetClock clock = new SetClock(NOON.minus(Duration.ofDays(3)));
    try (Rollups rollups = rollups(clock)) {
      for (int from = 0; from < history.size(); ) {
        int to = Math.min(history.size(), from + 1 + random.nextInt(50));
        RIG.write(history.subList(from, to));
        from = to;
        clock.set(NOON.minusSeconds(86_400L * 3 * (history.size() - to) / history.size()));
        if (random.nextBoolean()) {
          rollups.turn(1 + random.nextInt(50));
          assertThat(wrong()).isEqualTo("null");
        }
      }
      clock.set(LONG_AFTER);
      while (rollups.turn(20) > 0) {
        continue;
      }
    }
    assertThat(count("unrolled_hour")).isZero();
    assertThat(wrong()).isEqualTo("null");
    assertThat(count("rollup_1d")).isGreaterThanOrEqualTo(9);
    assertThat(count("rollup_1m")).isPositive();
  }

  @Test
  void whatIsNotMarkedIsRightWhileWritersAndRollersAreAtIt() throws Exception {
    SetClock clock = new SetClock(NOON.minus(Duration.ofDays(1)));
    AtomicBoolean written = new AtomicBoolean();
    List<CompletableFuture<Void>> rollers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      rollers.add(
          CompletableFuture.runAsync(
              () -> {
                try (Rollups rollups = rollups(clock)) {
                  while (!written.get()) {
                    rollups.turn(10);
                  }
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    CompletableFuture<Void> checker =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (!written.get()) {
                  assertThat(wrong()).isEqualTo("null");
                }
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    for (Measurements each : history(new Random(4), 50)) {
      write(each);
      clock.set(clock.instant().plusSeconds(1_200));
    }
    written.set(true);
    for (CompletableFuture<Void> each : rollers) {
      each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    checker.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(wrong()).isEqualTo("null");
    assertThat(count("rollup_1h")).isPositive();
  }

  @Test
  void anHourClosesOnlyWhenAllHaveEndedWhoMayHaveTakenItForOpen() throws Exception {
    SetClock clock = new SetClock(NOON.plusSeconds(60));
    Batch slow = new Batch();
    slow.add(reading(NOON.plusSeconds(1), 2));
    slow.add(
        HealthAssessment.newBuilder()
            .setTenant("acme")
            .setAsset("pump-1")
            .setTimeMicros(micros(NOON))
            .setHealthIndex(1)
            .build());
    try (Rollups rollups = rollups(clock)) {
      rollups.turn(ALL);
      write(reading(NOON, 1));
      CompletableFuture<SeriesWriter.Written> writing;
      // The slow batch has written its reading, has left no mark because there is one, and waits.
      try (Connection lock = lock("condition")) {
        writing =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return RIG.write(slow);
                  } catch (SQLException | FencedException | RefusedException e) {
                    throw new IllegalStateException(e);
                  }
                });
        awaitBlocked("insert into series.condition");
        clock.set(LONG_AFTER);
        assertThat(rollups.turn(ALL)).isZero();
        lock.rollback();
      }
      writing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(count("unrolled_hour")).isEqualTo(1);
      assertThat(rollups.turn(ALL)).isEqualTo(1);
    }
    assertThat(value("select readings from series.rollup_1h")).isEqualTo("2");
    assertThat(wrong()).isEqualTo("null");
  }

  @Test
  void aRollerThatIsKilledMidwayHasChangedNothingAndWhileItWorksAnotherLeavesItAlone()
      throws Exception {
    int marked = 5;
    try (Rollups other = rollupsAt(LONG_AFTER)) {
      assertThat(other.turn(ALL)).isZero();
      for (int hour = 0; hour < marked; hour++) {
        write(readings("speed", NOON.plus(Duration.ofHours(hour)), Duration.ofSeconds(20), 150));
      }
      try (Rollups killed = rollupsAt(LONG_AFTER);
          Connection lock = lock("rollup_1d")) {
        CompletableFuture<Integer> turn = turn(killed);
        awaitBlocked("insert into series.rollup_1d");
        // The hours are rolled in its transaction by now.
        assertThat(turn(other).get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Rollups.BUSY);
        assertThat(write(reading(NOON.plusSeconds(1), 1)).stored()).as("writes on").isEqualTo(1);
        RIG.database()
            .value(
                "postgres",
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where wait_event_type = 'Lock'");
        assertThatThrownBy(() -> turn.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class);
        lock.rollback();
      }
      assertThat(count("unrolled_hour")).isEqualTo(marked + 1);
      assertThat(count("rollup_1h")).isZero();
      assertThat(wrong()).isEqualTo("null");

      assertThat(other.turn(ALL)).isEqualTo(marked);
    }
    assertThat(count("unrolled_hour")).isZero();
    assertThat(wrong()).isEqualTo("null");
  }

  @Test
  @Tag("timescaledb")
  void whatTimescaleAggregatesIsWhatTheReadingsSay() throws Exception {
    for (Measurements each : history(new Random(5), 100)) {
      write(each);
    }
    RIG.refreshAggregates();
    assertThat(wrong()).isEqualTo("null");
    assertThat(count("rollup_1d")).isPositive();
  }

  /**
   * Buckets that nothing marks and that are not what their readings say. Not as {@link Rollups}
   * goes: each bucket by itself, from all its readings.
   */
  static final String WRONG =
      """
      with level (name, bucket, covered) as (values
        ('1m', interval '1 minute', interval '1 hour'), ('10m', interval '10 minutes', interval '1 hour'),
        ('1h', interval '1 hour', interval '1 hour'),
        ('1d', interval '24 hours', interval '24 hours')),
      reading as (
        select name, covered, point_id, m.time, value, quality, quality in (64, 192) as usable,
          date_bin(bucket, m.time, '2000-01-01Z') as bucket, date_bin(covered, m.time, '2000-01-01Z') as begin,
          array_position(array[0, 500, 64, 192]::smallint[], quality) as rank
        from level cross join series.measurement m),
      judged as (
        select *, not usable and bool_or(usable) over (partition by name, point_id, bucket) as passed_over,
          count(*) over (partition by name, point_id, begin) as in_hour
        from reading),
      expected as (
        select name, point_id, bucket, count(*) filter (where usable) as usable, count(*) as readings,
          count(*) filter (where quality = 192) as good, min(rank) as rank,
          min(value) filter (where not passed_over) as low, max(value) filter (where not passed_over) as high,
          avg(value::numeric) filter (where not passed_over) as mean,
          max(time) filter (where not passed_over) as last_time
        from judged j
        where in_hour >= case name when '1m' then 120 when '10m' then 12 else 1 end
          and not exists (select from series.unrolled_hour u
                          where u.point_id = j.point_id and u.hour >= j.begin and u.hour < j.begin + j.covered)
        group by name, point_id, bucket),
      rolled as (
        select '1m' as name, * from series.rollup_1m union all
        select '10m', * from series.rollup_10m union all
        select '1h', * from series.rollup_1h union all
        select '1d', * from series.rollup_1d)
      select string_agg(concat_ws(' ', e.name, e.point_id, e.bucket), ', ' order by e.name, e.point_id, e.bucket)
      from expected e
      left join rolled r on r.name = e.name and r.point_id = e.point_id and r.time = e.bucket
      where (r.low, r.high, r.usable, r.readings, r.good, r.last_time) is distinct from
            (e.low, e.high, e.usable, e.readings, e.good, e.last_time)
        or r.worst_quality <> (array[0, 500, 64, 192])[e.rank]
        or abs(r.mean::numeric - e.mean) > 1e-9 * greatest(1, abs(e.low), abs(e.high))::numeric
        or r.last_value <> (select value from series.measurement l
                            where l.point_id = e.point_id and l.time = e.last_time)""";
}
