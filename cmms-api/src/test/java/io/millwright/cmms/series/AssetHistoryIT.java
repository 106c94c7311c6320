package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.measurement.PackedSamples;
import io.millwright.contracts.wire.Waveform;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the historian keeps beside readings, and marks on these, over REST. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AssetHistoryIT {
  private static final String JUNE = FanDay.RANGE;

  private final TestCmms cmms = FanDay.cmms();

  @BeforeAll
  void write() throws Exception {
    TestPostgres.execute(
        cmms.database(),
        """
        set search_path = series;
        insert into point (tenant_id, asset, point, derived) values ('acme', 'fan-day', 'power/mean15', true);
        insert into measurement (point_id, time, value)
          select point_id, '2026-06-01Z'::timestamptz + h * interval '1 hour', h
          from point, generate_series(0, 24) h where asset = 'fan-day' and derived;
        insert into unrolled_hour
          select point_id, date_bin('1 hour', time, '1970-01-01Z') from measurement join point using (point_id)
          where asset = 'fan-day' and derived;
        insert into revision
          select point_id, time, n, n, 192, '2026-07-01Z' from point join measurement using (point_id), generate_series(1, 2) n
          where asset = 'fan-day' and point = 'power' and time in ('2026-06-01 02:00Z', '2026-06-01 03:00Z');
        """);
    PackedSamples samples =
        PackedSamples.of(
            Waveform.newBuilder()
                .addAllSamples(List.of(0.5f, -1.25f, Float.NaN, 8f))
                .setSamplingRateHz(1000)
                .build());
    try (Connection connection = TestPostgres.superuser(cmms.database());
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into series.waveform
                  (point_id, time, source, unit, rate_hz, samples, encoding, block, rms, peak, time_reason)
                select point_id, '2026-06-01 05:00:00.000001Z', 'mqtt:sensor', 'm/s2', 1000, ?, ?, ?, 3.5, 8, 0
                from series.point where asset = 'fan-day' and point = 'power'
                """)) {
      insert.setInt(1, samples.count());
      insert.setString(2, samples.encoding());
      insert.setBytes(3, samples.block());
      insert.executeUpdate();
    }
  }

  @Test
  void tellsEventsTheNewestFirstPageByPage() {
    List<String> told = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get("/events?" + JUNE + "&limit=2" + cursor);
      page.path("items")
          .forEach(item -> told.add(item.path("kind").asText() + " " + item.path("code").asText()));
      cursor = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asText();
    } while (!cursor.isEmpty());

    assertThat(told)
        .containsExactly(
            "OPERATING_STATE RUNNING",
            "BIRTH ",
            "DEATH ",
            "OPERATING_STATE RUNNING",
            "DEATH ",
            "CODE E17",
            "CODE E18",
            "OPERATING_STATE IDLE");
    assertThat(get("/events?kind=CODE").path("items")).hasSize(2);
    assertProblem("/events?kind=NOISE", 400, "kind");
    assertProblem("/events?limit=501", 400, "limit must be 1 to 500");
    assertProblem("/events?cursor=nonsense", 400, "cursor is not valid");
    assertThat(cmms.as(As.VIEWER).get("/api/assets/nothing/events").status()).isEqualTo(404);
  }

  @Test
  void tellsChangesOfState() {
    JsonNode items = get("/state-changes?" + JUNE + "&detector=zone").path("items");

    assertThat(items)
        .extracting(item -> item.path("state").asText())
        .containsExactly("NORMAL", "ALARM", "ALERT", "NORMAL");
    assertThat(items.path(1).path("previous").asText()).isEqualTo("ALERT");
    assertThat(items.path(1).path("value").asDouble()).isEqualTo(5.5);
    assertThat(items.path(1).path("limit").asDouble()).isEqualTo(4);
    assertThat(get("/state-changes?point=year").path("items")).hasSize(1);
  }

  @Test
  void givesWaveformsAndTheirSamples() {
    JsonNode item = get("/points/power/waveforms?" + JUNE).path("items").path(0);
    assertThat(item.path("rms").asDouble()).isEqualTo(3.5);
    assertThat(item.path("kurtosis").isNull()).isTrue();
    assertThat(item.path("samples").asInt()).isEqualTo(4);

    String path = "/points/power/waveforms/" + item.path("time").asText();
    JsonNode values = get(path).path("values");
    assertThat(values).hasSize(4);
    assertThat(values.path(1).asDouble()).isEqualTo(-1.25);
    assertThat(values.path(2).isNull()).isTrue();
    assertThat(get(path + "?offset=3&limit=9").path("values")).hasSize(1);
    assertThat(get(path + "?offset=9").path("values")).isEmpty();
    assertProblem(path + "?offset=-1", 400, "offset must be 0 or more");
    assertProblem("/points/power/waveforms/2026-06-01T05:00:00Z", 404, "waveform of point 'power'");
    assertProblem("/points/power/waveforms/noon", 400, "'noon' is not a time");
  }

  @Test
  void tellsWhatReadingsWereBeforeTheyWereCorrected() {
    JsonNode first = get("/points/power/revisions?limit=3&" + JUNE);
    JsonNode second =
        get("/points/power/revisions?limit=3&" + JUNE + "&cursor=" + first.path("next").asText());

    assertThat(first.path("items"))
        .extracting(item -> item.path("time").asText() + " " + item.path("sequence").asInt())
        .containsExactly(
            "2026-06-01T03:00:00Z 2", "2026-06-01T03:00:00Z 1", "2026-06-01T02:00:00Z 2");
    assertThat(second.path("items")).hasSize(1);
    assertThat(second.path("next").isNull()).isTrue();
    JsonNode last = second.path("items").path(0);
    assertThat(last.path("value").asDouble()).isEqualTo(1);
    assertThat(last.path("now").asDouble()).isEqualTo(10);
    JsonNode samples =
        get("/points/power/series?from=2026-06-01T01:59:00Z&to=2026-06-01T02:01:00Z")
            .path("samples");
    assertThat(samples)
        .extracting(sample -> sample.path("revised").asInt())
        .containsExactly(0, 1, 0);
  }

  @Test
  void marksGapsAndUnusableReadings() {
    JsonNode raw = get("/points/power/series?from=2026-06-01T00:59:00Z&to=2026-06-01T01:01:00Z");
    assertThat(raw.path("samples"))
        .extracting(sample -> sample.path("usable").asInt())
        .containsExactly(1, 0, 1);

    for (String drawing : List.of("maxPoints=2000", "maxPoints=200", "shape=m4", "shape=lttb")) {
      JsonNode series = get("/points/power/series?" + JUNE + "&" + drawing);
      assertThat(series.path("gaps")).as(drawing).hasSize(1);
      assertThat(series.path("spacingSeconds").asDouble()).as(drawing).isEqualTo(60);
    }
    assertThat(get("/points/power/series?" + JUNE + "&gapAfter=PT3H").path("gaps")).isEmpty();
    assertProblem("/points/power/series?gapAfter=soon", 400, "gapAfter 'soon'");
    assertProblem("/points/power/series?shape=round", 400, "use buckets, m4, lttb");
    assertProblem("/points/power/series?shape=m4&maxPoints=3", 400, "4 or more");
  }

  @Test
  void givesDescriptorsWhenAskedForThem() {
    JsonNode series = get("/points/power%2Fmean15/series?derived=true&" + JUNE);
    assertThat(series.path("samples")).hasSize(25);
    assertThat(series.path("derived").asBoolean()).isTrue();
    assertProblem("/points/power%2Fmean15/series", 404, "measurement point 'power/mean15'");
    assertProblem("/points/power/series?derived=true", 404, "descriptor 'power'");
    JsonNode many =
        cmms.as(As.VIEWER)
            .post(
                "/api/series/query",
                Map.of(
                    "points",
                    List.of(
                        Map.of("asset", FanDay.TAG, "point", "power"),
                        Map.of("asset", FanDay.TAG, "point", "power/mean15", "derived", true))))
            .body();
    assertThat(many.path("series"))
        .extracting(each -> each.path("derived").asBoolean())
        .containsExactly(false, true);
    assertThat(latest("")).containsExactly("power");
    assertThat(latest("&derived=true")).containsExactly("power/mean15");
    assertThat(get("").path("points"))
        .extracting(point -> point.path("name").asText())
        .containsExactly("power");
  }

  private List<String> latest(String more) {
    List<String> points = new ArrayList<>();
    cmms.as(As.VIEWER)
        .get("/api/series/latest?asset=fan-day" + more)
        .body()
        .path("items")
        .forEach(item -> points.add(item.path("point").asText()));
    return points;
  }

  private JsonNode get(String path) {
    Api.Answer answer = cmms.as(As.VIEWER).get("/api/assets/" + FanDay.TAG + path);
    assertThat(answer.status()).as(path + ": " + answer.text()).isEqualTo(200);
    return answer.body();
  }

  private void assertProblem(String path, int status, String detail) {
    Api.Answer answer = cmms.as(As.VIEWER).get("/api/assets/" + FanDay.TAG + path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.body().path("detail").asText()).contains(detail);
  }
}
