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

  private record Reading(Instant time, double value, int quality) {
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
              0, max(time), count(*) filter (where quality in (64, 192)), count(*), count(*) filter (where quality = 192),
              case min(case quality when 0 then 0 when 500 then 1 when 192 then 3 else 2 end)
                when 0 then 0 when 1 then 500 when 2 then 64 else 192 end
            from (
              select m.*, count(*) over (partition by point_id, date_bin('1 hour', time, '1970-01-01T00:00:00Z')) as hourly
              from measurement m join point using (point_id) where asset = 'rolled') n
            where hourly >= %s group by 1, 2 $sql$, rollup, width, fewest);
        end $$;
        select pg_temp.roll('rollup_1m', '1 minute', 120), pg_temp.roll('rollup_1h', '1 hour', 0),
          pg_temp.roll('rollup_1d', '1 day', 0);
        -- some hours were written to since, and what is rolled up of them is wrong
        create temporary table late as
          select point_id, time from rollup_1h join point using (point_id)
          where asset = 'rolled' and random() < 0.02 or time = timestamptz '2026-01-20 17:00';
        insert into unrolled_hour select * from late;
        insert into unrolled_hour select * from late;
        update rollup_1h r set low = -1e6, high = 1e6, mean = 1e6 from late l
          where l.point_id = r.point_id and l.time = r.time;
        update rollup_1m r set low = -1e6, high = 1e6, mean = 1e6 from late l
          where l.point_id = r.point_id and l.time = date_bin('1 hour', r.time, '1970-01-01T00:00:00Z');
        update rollup_1d r set low = -1e6, high = 1e6, mean = 1e6 from late l
          where l.point_id = r.point_id and r.time = date_bin('1 day', l.time, '1970-01-01T00:00:00Z');
        """);
    try (Connection connection = TestPostgres.superuser(cmms.database());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select time, value, quality from series.measurement join series.point using (point_id)
                where tenant_id = 'acme' and asset = 'rolled' order by time
                """)) {
      while (rows.next()) {
        readings.add(
            new Reading(
                rows.getObject(1, OffsetDateTime.class).toInstant(),
                rows.getDouble(2),
                rows.getInt(3)));
      }
    }
    assertThat(readings).hasSizeGreaterThan(20_000);
  }

  @Test
  void showWhatWasMeasuredWhateverTheirRangeAndLevel() {
    Random random = new Random(11);
    Set<RollupPlan.Level> levels = EnumSet.noneOf(RollupPlan.Level.class);
    for (int query = 0; query < 120; query++) {
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
      int maxPoints = 2 + random.nextInt(150);
      TimeRange range = new TimeRange(from, to);
      JsonNode series = get(range, maxPoints);
      String as = range + " at " + maxPoints + ": " + series.path("resolution");
      List<Reading> inRange =
          readings.stream()
              .filter(each -> !each.time().isBefore(range.from()))
              .filter(each -> !each.time().isAfter(range.to()))
              .toList();
      if (inRange.size() <= maxPoints) {
        assertThat(series.path("resolution").asText()).as(as).isEqualTo("raw");
        assertThat(series.path("samples")).as(as).hasSize(inRange.size());
        continue;
      }
      Optional<RollupPlan> plan = RollupPlan.of(range, maxPoints);
      plan.ifPresent(each -> levels.add(each.level()));
      Duration width = plan.map(RollupPlan::width).orElseGet(() -> range.bucket(maxPoints));
      Instant origin = plan.map(RollupPlan::origin).orElse(range.from());
      assertThat(series.path("resolution").asText()).as(as).isEqualTo(width.toString());
      assertThat(series.path("samples").size()).as(as).isLessThanOrEqualTo(maxPoints);
      assertSamples(as, series.path("samples"), inRange, origin, width);
    }
    assertThat(levels).containsExactlyInAnyOrder(RollupPlan.Level.values());
  }

  private static void assertSamples(
      String as, JsonNode samples, List<Reading> readings, Instant origin, Duration width) {
    Map<Long, List<Reading>> buckets = new TreeMap<>();
    for (Reading each : readings) {
      long number = Duration.between(origin, each.time()).dividedBy(width);
      buckets.computeIfAbsent(number, absent -> new ArrayList<>()).add(each);
    }
    assertThat(samples).as(as).hasSameSizeAs(buckets.keySet());
    int place = 0;
    for (List<Reading> bucket : buckets.values()) {
      JsonNode sample = samples.path(place++);
      List<Reading> usable = bucket.stream().filter(Reading::usable).toList();
      var values =
          (usable.isEmpty() ? bucket : usable)
              .stream().mapToDouble(Reading::value).summaryStatistics();
      assertThat(sample.path("value").asDouble())
          .as(as)
          .isCloseTo(values.getAverage(), within(1e-6));
      assertThat(sample.path("min").asDouble()).as(as).isEqualTo(values.getMin());
      assertThat(sample.path("max").asDouble()).as(as).isEqualTo(values.getMax());
      int worst =
          bucket.stream()
              .map(Reading::quality)
              .min((one, other) -> Integer.compare(rank(one), rank(other)))
              .orElseThrow();
      assertThat(sample.path("quality").asInt()).as(as).isEqualTo(worst);
    }
  }

  private static int rank(int quality) {
    return List.of(0, 500, 64, 192).indexOf(quality);
  }

  private JsonNode get(TimeRange range, int maxPoints) {
    Api.Answer answer =
        cmms.as(As.VIEWER)
            .get(
                "/api/series?asset=rolled&point=V&from="
                    + range.from()
                    + "&to="
                    + range.to()
                    + "&maxPoints="
                    + maxPoints);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }
}
