package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Figures over a range, over REST. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorsIT {
  private static final String JUNE = FanDay.RANGE;

  private final TestCmms cmms = FanDay.cmms();

  @BeforeAll
  void write() {
    cmms.as(As.ADMIN)
        .post("/api/assets", Map.of("tag", "figures", "name", "figures", "assetClass", "fan"));
    TestPostgres.execute(
        cmms.database(),
        """
        set search_path = series;
        insert into point (tenant_id, asset, point) values ('acme', 'figures', 'year');
        -- 120,000 readings, 3 minutes apart: a counter of 1 a reading that begins anew at 50,000, all hours rolled up but one
        insert into measurement (point_id, time, value)
          select point_id, '2025-01-01Z'::timestamptz + n * interval '3 minutes', n % 50000
          from point, generate_series(0, 119999) n where asset = 'figures';
        insert into rollup_1h (point_id, time, low, high, mean, last_value, last_time, usable, readings, good, worst_quality)
          select point_id, date_bin('1 hour', time, '1970-01-01Z'), min(value), max(value), avg(value),
            (array_agg(value order by time desc))[1], max(time), count(*), count(*), count(*), 192
          from measurement join point using (point_id) where asset = 'figures' group by 1, 2;
        insert into unrolled_hour select point_id, '2025-02-01 10:00Z' from point where asset = 'figures';
        update rollup_1h set high = 1e6 from point
          where point.point_id = rollup_1h.point_id and asset = 'figures' and time = '2025-02-01 10:00Z';
        """);
  }

  @Test
  void integratesPowerToEnergyWithoutGaps() {
    JsonNode energy = get("/points/power/operators/integral?" + JUNE);

    // 16 hours of 10 kW, 6 of 2 kW; the line between them is steep for a minute each
    assertThat(energy.path("value").asDouble()).isCloseTo(16 * 10 + 6 * 2, within(0.2));
    assertThat(energy.path("unit").asText()).isEqualTo("kW.h");
    JsonNode basis = energy.path("basis");
    assertThat(basis.path("resolution").asText()).isEqualTo("raw");
    assertThat(basis.path("coveredHours").asDouble()).isEqualTo(22);
    assertThat(basis.path("gapHours").asDouble()).isEqualTo(2);
    assertThat(basis.path("gapAfterSeconds").asDouble()).isEqualTo(240);
  }

  @Test
  void saysHowLongAPointWasAtALimit() {
    JsonNode running = get("/points/power/operators/availability?above=5&" + JUNE);

    assertThat(running.path("runningHours").asDouble()).isEqualTo(16);
    assertThat(running.path("stoppedHours").asDouble()).isEqualTo(6);
    assertThat(running.path("availability").asDouble()).isCloseTo(16 / 22.0, within(1e-12));
    assertThat(running.path("starts").asInt()).isEqualTo(1);
    assertThat(
            get("/points/power/operators/crossings?above=5&hysteresis=1&" + JUNE)
                .path("crossings")
                .asInt())
        .isEqualTo(1);
    assertProblem("/points/power/operators/availability", 400, "above is missing");
    assertProblem("/points/power/operators/crossings?above=1&hysteresis=-1", 400, "hysteresis");
    assertProblem("/points/none/operators/integral", 404, "measurement point 'none'");
  }

  @Test
  void takesHoursAsAWholeInALongRange() {
    String range = "?from=2025-01-01T00:00:00Z&to=2025-09-08T00:00:00Z";
    JsonNode counter = year("/operators/counter" + range + "&rollOver=50000");

    assertThat(counter.path("rise").asDouble()).isEqualTo(119_999);
    assertThat(counter.path("rollOvers").asInt()).isEqualTo(2);
    assertThat(counter.path("resets").asInt()).isZero();
    JsonNode basis = counter.path("basis");
    assertThat(basis.path("resolution").asText()).isEqualTo("PT1H");
    // of 6,000 hours the first, the marked one and those of the roll-overs were read
    assertThat(basis.path("wholeHours").asInt()).isEqualTo(6_000 - 4);
    assertThat(basis.path("readings").asInt()).isEqualTo(4 * 20);
    assertThat(basis.path("coveredShare").asDouble()).isCloseTo(1, within(1e-4));
    assertThat(year("/operators/crossings" + range + "&above=25000").path("crossings").asInt())
        .isEqualTo(2);
  }

  @Test
  void countsCyclesByTheirRange() {
    JsonNode rainflow = get("/points/power/operators/rainflow?binWidth=4&" + JUNE);

    assertThat(rainflow.path("bins")).hasSize(1);
    assertThat(rainflow.path("bins").path(0).path("from").asDouble()).isEqualTo(8);
    assertThat(rainflow.path("bins").path(0).path("cycles").asDouble()).isEqualTo(1);
    assertProblem("/points/power/operators/rainflow?binWidth=0.001&" + JUNE, 400, "bins");
    assertProblem("/points/power/operators/rainflow?binWidth=0", 400, "above 0");
  }

  @Test
  void addsUpTimeInOperatingStates() {
    JsonNode states = get("/operators/time-in-state?" + JUNE);

    // running till 6, idle till 12, running till 18, unknown till 21
    assertThat(states.path("states"))
        .extracting(each -> each.path("state").asText() + " " + each.path("hours").asDouble())
        .containsExactly("IDLE 6.0", "RUNNING 15.0");
    assertThat(states.path("unknownHours").asDouble()).isEqualTo(3);
    JsonNode availability = get("/operators/availability?" + JUNE);
    assertThat(availability.path("availability").asDouble()).isCloseTo(15 / 21.0, within(1e-12));
    assertThat(availability.path("stoppedHours").asDouble()).isEqualTo(6);
    assertThat(
            get("/operators/availability?running=RUNNING&running=IDLE&" + JUNE)
                .path("availability")
                .asDouble())
        .isEqualTo(1);
  }

  @Test
  void addsUpTimeInStatesOfADetector() {
    JsonNode states = get("/operators/time-in-state?detector=zone&" + JUNE);

    assertThat(states.path("states"))
        .extracting(each -> each.path("state").asText() + " " + each.path("hours").asDouble())
        .containsExactly("ALARM 3.0", "ALERT 3.0", "NORMAL 18.0");
    assertProblem("/operators/time-in-state?detector=trend", 400, "name one of [power, year]");
    assertThat(
            get("/operators/time-in-state?detector=trend&point=year&" + JUNE)
                .path("unknownHours")
                .asDouble())
        .isEqualTo(8);
    assertProblem("/operators/time-in-state?point=year", 400, "detector is missing");
  }

  private JsonNode year(String path) {
    return answer("/api/assets/figures/points/year" + path);
  }

  private JsonNode get(String path) {
    return answer("/api/assets/" + FanDay.TAG + path);
  }

  private JsonNode answer(String path) {
    Api.Answer answer = cmms.as(As.VIEWER).get(path);
    assertThat(answer.status()).as(path + ": " + answer.text()).isEqualTo(200);
    return answer.body();
  }

  private void assertProblem(String path, int status, String detail) {
    Api.Answer answer = cmms.as(As.VIEWER).get("/api/assets/" + FanDay.TAG + path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.body().path("detail").asText()).contains(detail);
  }
}
