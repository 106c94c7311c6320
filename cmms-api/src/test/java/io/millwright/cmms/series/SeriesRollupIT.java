package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Charts from rollups: whatever is rolled up and whatever is not, they show what was measured. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeriesRollupIT {
  private static final Instant BEGIN = Instant.parse("2026-01-05T00:00:00Z");
  private static final int DAYS = 60;

  private final TestCmms cmms = TestCmms.shared();
  private final List<Reading> readings = new ArrayList<>();

  private record Reading(Instant time, double value, int quality, boolean revised) {
    boolean usable() {
      return quality == 192 || quality == 64;
    }
  }

  @BeforeAll
  void write() throws Exception {
    cmms.as(As.ADMIN)
        .post("/api/assets", Map.of("tag", "rolled", "name", "rolled", "assetClass", "fan"));
    // A reading every few minutes, for some hours every ten seconds, and now and then a day none.
    TestPostgres.execute(
        cmms.database(),
        """
        set search_path = series;
        select setseed(0.5);
        insert into point (tenant_id, asset, point) values ('acme', 'rolled', 'V'), ('globex', 'rolled', 'V');
        insert into measurement (point_id, time, value, quality)
          select p.point_id, t, 100 * random(), (array[192, 192, 192, 192, 192, 192, 64, 0, 500])[1 + floor(9 * random())]
          from point p, generate_series(timestamptz '2026-01-05', timestamptz '2026-03-05', interval '427 seconds') t
          where p.asset = 'rolled' and extract(day from t) not in (11, 12);
        insert into measurement (point_id, time, value, quality)
          select p.point_id, t, 100 + 100 * random(), 192
          from point p, generate_series(timestamptz '2026-01-20 10:00:03', timestamptz '2026-01-21 20:00', interval '10 seconds') t
          where p.asset = 'rolled'
          on conflict do nothing;
        -- as the historian rolls them up
        create function pg_temp.roll(rollup text, width interval, fewest integer) returns void language plpgsql as $$
        begin
          execute format($sql$
            insert into %I (point_id, time, low, high, mean, last_value, last_time, usable, readings, good, worst_quality)
            select point_id, date_bin(%L, time, '1970-01-01T00:00:00Z') as bucket,
              coalesce(min(value) filter (where quality in (64, 192)), min(value)),
              coalesce(max(value) filter (where quality in (64, 192)), max(value)),
              coalesce(avg(value) filter (where quality in (64, 192)), avg(value)),
              (array_agg(value order by (quality in (64, 192)) desc, time desc))[1],
              coalesce(max(time) filter (where quality in (64, 192)), max(time)), count(*) filter (where quality in (64, 192)), count(*), count(*) filter (where quality = 192),
              case min(case quality when 0 then 0 when 500 then 1 when 192 then 3 else 2 end)
                when 0 then 0 when 1 then 500 when 2 then 64 else 192 end
            from (
              select m.*, count(*) over (partition by point_id, date_bin('1 hour', time, '1970-01-01T00:00:00Z')) as hourly
              from measurement m join point using (point_id) where asset = 'rolled') n
            where hourly >= %s group by 1, 2 $sql$, rollup, width, fewest);
        end $$;
        select pg_temp.roll('rollup_1m', '1 minute', 120), pg_temp.roll('rollup_10m', '10 minutes', 12),
          pg_temp.roll('rollup_1h', '1 hour', 0), pg_temp.roll('rollup_1d', '1 day', 0);
        -- TimescaleDB has parts of hours with few readings too: they are not to be counted beside the readings
        insert into rollup_1m
          select point_id, time, -1e6, 1e6, 1e6, 1e6, time, 9, 9, 9, 0
          from rollup_1h join point using (point_id) where asset = 'rolled' and readings < 120;
        insert into rollup_10m
          select point_id, time, -1e6, 1e6, 1e6, 1e6, time, 9, 9, 9, 0
          from rollup_1h join point using (point_id) where asset = 'rolled' and readings < 12;
        -- every hundredth reading of the first days was corrected, some of them twice
        insert into revision (point_id, time, sequence, value, quality, revised_at)
          select point_id, time, n, -1, 192, now() from (
            select m.*, row_number() over (partition by point_id order by time) as number
            from measurement m join point using (point_id) where asset = 'rolled') r, generate_series(1, 2) n
          where number % 100 = 0 and (n = 1 or number % 300 = 0);
        -- some hours were written to since, and what is rolled up of them is wrong
        create temporary table late as
          select point_id, time from rollup_1h join point using (point_id)
          where asset = 'rolled' and random() < 0.02 or time = timestamptz '2026-01-20 17:00';
        insert into unrolled_hour select * from late;
        insert into unrolled_hour select * from late;
        update rollup_1h r set low = -1e6, high = 1e6, mean = 1e6, last_value = 1e6, good = 9, usable = 7 from late l
          where l.point_id = r.point_id and l.time = r.time;
        update rollup_1m r set low = -1e6, high = 1e6, mean = 1e6, last_value = 1e6 from late l
          where l.point_id = r.point_id and l.time = date_bin('1 hour', r.time, '1970-01-01T00:00:00Z');
        update rollup_10m r set low = -1e6, high = 1e6, mean = 1e6, last_value = 1e6 from late l
          where l.point_id = r.point_id and l.time = date_bin('1 hour', r.time, '1970-01-01T00:00:00Z');
        update rollup_1d r set low = -1e6, high = 1e6, mean = 1e6, last_value = 1e6 from late l
          where l.point_id = r.point_id and r.time = date_bin('1 day', l.time, '1970-01-01T00:00:00Z');
        """);
    try (Connection connection = TestPostgres.superuser(cmms.database());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select time, value, quality, exists (
                  select from series.revision r where r.point_id = m.point_id and r.time = m.time) as revised
                from series.measurement m join series.point using (point_id)
                where tenant_id = 'acme' and asset = 'rolled' order by time
                """)) {
      while (rows.next()) {
        readings.add(
            new Reading(
                rows.getObject(1, OffsetDateTime.class).toInstant(),
                rows.getDouble(2),
                rows.getInt(3),
                rows.getBoolean(4)));
      }
    }
    assertThat(readings).hasSizeGreaterThan(20_000);
  }

  @Test
  void showWhatWasMeasuredWhateverTheirRangeAndLevel() {
    Random random = new Random(11);
    Set<RollupPlan.Level> levels = EnumSet.noneOf(RollupPlan.Level.class);
    for (int query = 0; query < 120; query++) {
      Shape shape = Shape.values()[query % 3];
      Instant from = BEGIN.plusMillis(random.nextLong(Duration.ofDays(DAYS - 2).toMillis()));
      long longest = Duration.between(from, BEGIN.plus(Duration.ofDays(DAYS))).toMillis();
      Instant to =
          random.nextBoolean()
              ? from.plusMillis(random.nextLong(longest))
              : from.plusMillis(random.nextLong(Duration.ofHours(30).toMillis()));
      if (query % 10 == 0) {
        from = Instant.parse("2026-01-20T15:00:00Z");
        to = Instant.parse("2026-01-20T18:59:59.999999Z");
      }
      int maxPoints = 4 + random.nextInt(150);
      TimeRange range = new TimeRange(from, to);
      JsonNode series = get(range, maxPoints, shape);
      String as = range + " at " + maxPoints + ": " + series.path("resolution");
      List<Reading> inRange =
          readings.stream()
              .filter(each -> !each.time().isBefore(range.from()))
              .filter(each -> !each.time().isAfter(range.to()))
              .toList();
      if (inRange.size() <= maxPoints) {
        assertThat(series.path("resolution").asText()).as(as).isEqualTo("raw");
        assertThat(series.path("samples")).as(as).hasSize(inRange.size());
        assertGaps(as, series, inRange, Duration.ZERO);
        continue;
      }
      Optional<RollupPlan> plan = RollupPlan.of(range, shape.columns(maxPoints));
      plan.ifPresent(each -> levels.add(each.level()));
      Duration width =
          plan.map(RollupPlan::width).orElseGet(() -> range.bucket(shape.columns(maxPoints)));
      Instant origin = plan.map(RollupPlan::origin).orElse(range.from());
      assertThat(series.path("resolution").asText()).as(as).isEqualTo(width.toString());
      assertThat(series.path("samples").size()).as(as).isLessThanOrEqualTo(maxPoints);
      assertGaps(as, series, inRange, width);
      if (shape == Shape.BUCKETS) {
        assertSamples(as, series.path("samples"), buckets(inRange, origin, width));
      } else {
        assertLine(as, series, buckets(inRange, origin, width), range, plan.isPresent());
      }
    }
    assertThat(levels).containsExactlyInAnyOrder(RollupPlan.Level.values());
  }

  @Test
  void tellHowLongAnExportWillBe() {
    Random random = new Random(12);
    for (int export = 0; export < 10; export++) {
      Instant from = BEGIN.plusMillis(random.nextLong(Duration.ofDays(DAYS - 20).toMillis()));
      Instant to = from.plus(Duration.ofHours(export % 2 == 0 ? 50 : 300));

      Api.Answer answer =
          cmms.as(As.VIEWER).get("/api/series/export?asset=rolled&from=" + from + "&to=" + to);

      long rows = answer.text().lines().count() - 1;
      assertThat(Long.parseLong(answer.header("X-Estimated-Rows")))
          .as(from + " to " + to)
          .isBetween(rows * 7 / 10, rows * 13 / 10);
    }
  }

  @Test
  void showHoursWhereReadingsAreNotKeptAnyMore() throws Exception {
    cmms.as(As.ADMIN)
        .post("/api/assets", Map.of("tag", "kept", "name", "kept", "assetClass", "fan"));
    TestPostgres.execute(
        cmms.database(),
        """
        set search_path = series;
        insert into point (tenant_id, asset, point) values ('acme', 'kept', 'V');
        insert into measurement (point_id, time, value)
          select point_id, t, 5 from point, generate_series(timestamptz '2026-02-01Z', timestamptz '2026-02-02Z', interval '10 minutes') t
          where asset = 'kept';
        insert into rollup_1h (point_id, time, low, high, mean, last_value, last_time, usable, readings, good, worst_quality)
          select point_id, t, 1, 9, 5, 5, t + interval '50 minutes', 6, 6, 6, 192
          from point, generate_series(timestamptz '2025-12-25Z', timestamptz '2026-02-01 23:00Z', interval '1 hour') t
          where asset = 'kept';
        insert into rollup_1m (point_id, time, low, high, mean, last_value, last_time, usable, readings, good, worst_quality)
          select point_id, t, 2, 3, 2.5, 3, t + interval '50 seconds', 2, 2, 2, 192
          from point, generate_series(timestamptz '2026-01-30 10:00Z', timestamptz '2026-01-30 10:59Z', interval '1 minute') t
          where asset = 'kept';
        update rollup_1h r set readings = 120, usable = 120, good = 120 from point p
          where p.point_id = r.point_id and asset = 'kept' and time = timestamptz '2026-01-30 10:00Z';
        insert into kept_from values ('acme', 'kept', '2026-02-01Z', '2026-01-01Z', '2025-01-01Z', '-infinity', '-infinity');
        """);

    JsonNode before = kept("2025-12-31T10:20:00Z", "2025-12-31T15:10:00Z");
    JsonNode minutes = kept("2026-01-30T09:00:00Z", "2026-01-30T11:59:00Z");
    JsonNode across = kept("2026-01-31T22:30:00Z", "2026-02-01T01:15:00Z");
    JsonNode behind = kept("2026-02-01T10:00:00Z", "2026-02-01T11:00:00Z");

    assertThat(before.path("resolution").asText()).isEqualTo("PT1H");
    assertThat(before.path("samples")).hasSize(6);
    assertThat(before.path("gaps")).isEmpty();
    assertThat(before.path("samples").path(5).path("max").asDouble()).isEqualTo(9);
    assertThat(minutes.path("resolution").asText()).isEqualTo("PT1M");
    assertThat(minutes.path("samples")).as("an hour, minutes of one, an hour").hasSize(62);
    assertThat(minutes.path("samples").path(1).path("max").asDouble()).isEqualTo(3);
    assertThat(across.path("samples")).as("two hours and eight readings").hasSize(10);
    assertThat(across.path("samples").path(1).path("readings").asInt()).isEqualTo(6);
    assertThat(across.path("samples").path(2).path("readings").asInt()).isEqualTo(1);
    assertThat(behind.path("resolution").asText()).isEqualTo("raw");
    assertThat(behind.path("samples")).hasSize(7);
    assertThatManyAreEachAsAlone("2026-01-19T10:00:00Z", "2026-01-21T15:00:00Z", 300);
    assertThatManyAreEachAsAlone("2026-01-29T10:00:00Z", "2026-02-01T15:00:00Z", 1000);
  }

  /** Of one readings are gone, of the other there are many or few; it is asked for twice. */
  private void assertThatManyAreEachAsAlone(String from, String to, int maxPoints) {
    List<String> assets = List.of("rolled", "kept", "rolled");
    JsonNode many =
        cmms.as(As.VIEWER)
            .post(
                "/api/series/query",
                Map.of(
                    "points",
                    assets.stream().map(asset -> Map.of("asset", asset, "point", "V")).toList(),
                    "from",
                    from,
                    "to",
                    to,
                    "maxPoints",
                    maxPoints))
            .body()
            .path("series");
    assertThat(many).hasSize(assets.size());
    for (int i = 0; i < assets.size(); i++) {
      JsonNode alone =
          cmms.as(As.VIEWER)
              .get(
                  "/api/assets/%s/points/V/series?from=%s&to=%s&maxPoints=%d"
                      .formatted(assets.get(i), from, to, maxPoints))
              .body();
      assertThat(alone.path("samples")).isNotEmpty();
      assertThat(many.path(i)).isEqualTo(alone);
    }
  }

  private JsonNode kept(String from, String to) {
    return cmms.as(As.VIEWER)
        .get("/api/assets/kept/points/V/series?from=" + from + "&to=" + to)
        .body();
  }

  /** By the begin of the bucket. */
  private static NavigableMap<Instant, List<Reading>> buckets(
      List<Reading> readings, Instant origin, Duration width) {
    NavigableMap<Instant, List<Reading>> buckets = new TreeMap<>();
    for (Reading each : readings) {
      long number = Duration.between(origin, each.time()).dividedBy(width);
      buckets
          .computeIfAbsent(origin.plus(width.multipliedBy(number)), absent -> new ArrayList<>())
          .add(each);
    }
    return buckets;
  }

  /** A gap holds no reading, and a silence that can be seen is one. */
  private static void assertGaps(
      String as, JsonNode series, List<Reading> readings, Duration width) {
    for (JsonNode gap : series.path("gaps")) {
      long from = gap.path("from").asLong();
      long to = gap.path("to").asLong();
      assertThat(readings)
          .as(as + " " + gap)
          .noneMatch(each -> each.time().toEpochMilli() > from && each.time().toEpochMilli() < to);
    }
    if (series.path("spacingSeconds").isNull()) {
      return;
    }
    double seen =
        Gaps.TIMES * 1000 * series.path("spacingSeconds").asDouble() + 2 * width.toMillis();
    for (int i = 1; i < readings.size(); i++) {
      long from = readings.get(i - 1).time().toEpochMilli();
      long to = readings.get(i).time().toEpochMilli();
      if (to - from > seen + 1) {
        assertThat(series.path("gaps"))
            .as(as + " silent from " + readings.get(i - 1).time())
            .anyMatch(gap -> gap.path("from").asLong() >= from && gap.path("to").asLong() <= to);
      }
    }
  }

  /** A line has no value that was not measured, and of M4 all that makes its pixels. */
  private static void assertLine(
      String as,
      JsonNode series,
      NavigableMap<Instant, List<Reading>> buckets,
      TimeRange range,
      boolean rolled) {
    Map<Instant, List<JsonNode>> samples = new TreeMap<>();
    Instant before = range.from();
    for (JsonNode sample : series.path("samples")) {
      Instant at = Instant.ofEpochMilli(sample.path("at").asLong());
      assertThat(at).as(as).isBetween(before, range.to());
      before = at;
      samples.computeIfAbsent(buckets.floorKey(at), absent -> new ArrayList<>()).add(sample);
    }
    buckets.forEach(
        (begin, bucket) -> {
          List<Reading> usable = usable(bucket);
          List<Double> values = new ArrayList<>();
          for (JsonNode sample : samples.getOrDefault(begin, List.of())) {
            double value = sample.path("value").asDouble();
            long at = sample.path("at").asLong();
            values.add(value);
            assertThat(usable)
                .as(as + " " + sample)
                .anyMatch(
                    each -> each.value() == value && (rolled || each.time().toEpochMilli() == at));
            assertMarks(as, sample, bucket);
          }
          if (series.path("shape").asText().equals("m4")) {
            var all = usable.stream().mapToDouble(Reading::value).summaryStatistics();
            assertThat(values).as(as).contains(all.getMin(), all.getMax());
            assertThat(values).as(as).endsWith(usable.get(usable.size() - 1).value());
          }
          if (series.path("shape").asText().equals("m4") && !rolled) {
            assertThat(values).as(as).startsWith(usable.get(0).value());
          }
        });
    JsonNode drawn = series.path("samples");
    assertThat(drawn.path(0).path("value").asDouble())
        .as(as)
        .isEqualTo(usable(buckets.firstEntry().getValue()).get(0).value());
    List<Reading> end = usable(buckets.lastEntry().getValue());
    assertThat(drawn.path(drawn.size() - 1).path("value").asDouble())
        .as(as)
        .isEqualTo(end.get(end.size() - 1).value());
  }

  /** Of all there are if none is usable. */
  private static List<Reading> usable(List<Reading> bucket) {
    List<Reading> usable = bucket.stream().filter(Reading::usable).toList();
    return usable.isEmpty() ? bucket : usable;
  }

  private static void assertMarks(String as, JsonNode sample, List<Reading> bucket) {
    var values = usable(bucket).stream().mapToDouble(Reading::value).summaryStatistics();
    assertThat(sample.path("min").asDouble()).as(as).isEqualTo(values.getMin());
    assertThat(sample.path("max").asDouble()).as(as).isEqualTo(values.getMax());
    int worst =
        bucket.stream()
            .map(Reading::quality)
            .min((one, other) -> Integer.compare(rank(one), rank(other)))
            .orElseThrow();
    assertThat(sample.path("quality").asInt()).as(as).isEqualTo(worst);
    assertThat(sample.path("readings").asInt()).as(as).isEqualTo(bucket.size());
    assertThat(sample.path("usable").asLong())
        .as(as)
        .isEqualTo(bucket.stream().filter(Reading::usable).count());
    assertThat(sample.path("good").asLong())
        .as(as)
        .isEqualTo(bucket.stream().filter(each -> each.quality() == 192).count());
    assertThat(sample.path("revised").asLong())
        .as(as)
        .isEqualTo(bucket.stream().filter(Reading::revised).count());
  }

  private static void assertSamples(
      String as, JsonNode samples, Map<Instant, List<Reading>> buckets) {
    assertThat(samples).as(as).hasSameSizeAs(buckets.keySet());
    int place = 0;
    for (List<Reading> bucket : buckets.values()) {
      JsonNode sample = samples.path(place++);
      double mean = usable(bucket).stream().mapToDouble(Reading::value).average().orElseThrow();
      assertThat(sample.path("value").asDouble()).as(as).isCloseTo(mean, within(1e-6));
      assertMarks(as, sample, bucket);
    }
  }

  private static int rank(int quality) {
    return List.of(0, 500, 64, 192).indexOf(quality);
  }

  private JsonNode get(TimeRange range, int maxPoints, Shape shape) {
    Api.Answer answer =
        cmms.as(As.VIEWER)
            .get(
                "/api/assets/rolled/points/V/series?from="
                    + range.from()
                    + "&to="
                    + range.to()
                    + "&maxPoints="
                    + maxPoints
                    + "&shape="
                    + shape.label());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }
}
