package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.advisory.Advisories;
import io.millwright.cmms.advisory.AdvisoryFeed;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.OutboxTable;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.wire.WorkOrderEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Against the historian's real views, filled as the historian fills them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeriesIT {
  private TestCmms cmms;

  @BeforeAll
  void start() {
    cmms = TestCmms.start();
    for (String tag : new String[] {"healthy", "alarmed", "alerted", "silent"}) {
      cmms.as(As.ADMIN)
          .post(
              "/api/assets",
              Map.of(
                  "tag",
                  tag,
                  "name",
                  tag,
                  "assetClass",
                  "turbofan",
                  "site",
                  tag.equals("healthy") ? "north" : "south"));
    }
    TestPostgres.execute(
        cmms.database(),
        """
        set search_path = series;
        insert into point (tenant_id, asset, point) values
          ('acme', 'alarmed', 'T50'), ('acme', 'alarmed', 'Nf'), ('globex', 'alarmed', 'P30'), ('acme', 'healthy', 'T50');
        -- 1,000 hours from 2026-01-01, value = number of the hour; every tenth is bad and far off
        insert into measurement (point_id, time, value, quality)
          select p.point_id, timestamptz '2026-01-01 00:00:00Z' + h * interval '1 hour',
            case when h % 10 = 9 then -99999 else h end, case when h % 10 = 9 then 0 else 192 end
          from point p, generate_series(0, 999) h where p.asset = 'alarmed' and p.point = 'T50';
        insert into measurement (point_id, time, value) select point_id, timestamptz '2026-03-01 12:00:00Z', 7
          from point where asset = 'alarmed' and point = 'Nf';
        -- a second apart
        insert into measurement (point_id, time, value, quality)
          select p.point_id, timestamptz '2026-02-01 00:00:00Z' + s * interval '1 second', s / 8.0,
            case when s = 3 then 500 when s = 4 then 64 else 192 end
          from point p, generate_series(0, 20999) s where p.asset = 'healthy';
        insert into measurement (point_id, time, value) select point_id, timestamptz '2026-02-03 12:00:00Z', 30
          from point where asset = 'alarmed' and point = 'P30';
        -- nothing is rolled up yet, as just after the readings were written
        insert into unrolled_hour
          select distinct point_id, date_bin('1 hour', time, '1970-01-01T00:00:00Z') from measurement;
        insert into asset_series (tenant_id, asset) values
          ('acme', 'healthy'), ('acme', 'alarmed'), ('acme', 'alerted'), ('globex', 'silent');
        insert into condition
          select a.asset_id, timestamptz '2026-03-01 07:00:00Z' - h * interval '1 hour', 1 - (999 - h) / 1000.0,
            case a.asset when 'healthy' then 1 when 'alarmed' then case when h < 5 then 3 else 1 end else 2 end,
            (999 - h) / 1000.0, h, h / 2.0, h * 2
          from asset_series a, generate_series(0, 999) h;
        """);
  }

  @AfterAll
  void stop() {
    cmms.close();
  }

  @Test
  void givesReadingsAsTheyAreWhenTheyAreFew() {
    JsonNode series =
        get(
            "/api/assets/alarmed/points/T50/series?from=2026-01-01T00:00:00Z&to=2026-01-01T03:00:00Z");

    assertThat(series.path("resolution").asText()).isEqualTo("raw");
    assertThat(series.path("unit").isNull()).isTrue();
    assertThat(series.path("samples")).hasSize(4);
    JsonNode last = series.path("samples").path(3);
    assertThat(last.path("at").asLong())
        .isEqualTo(Instant.parse("2026-01-01T03:00:00Z").toEpochMilli());
    assertThat(last.path("value").asDouble()).isEqualTo(3);
    assertThat(last.path("quality").asInt()).isEqualTo(192);
  }

  @Test
  void thinsManyReadingsToAtMostThatManyAndKeepsTheirRange() {
    JsonNode series =
        get(
            "/api/assets/alarmed/points/T50/series?from=2026-01-01T00:00:00Z&to=2026-02-11T15:59:59.999999Z&maxPoints=100");

    assertThat(series.path("resolution").asText()).isEqualTo("PT10H");
    JsonNode samples = series.path("samples");
    assertThat(samples).hasSize(100);
    // hours 0 to 9, of which the bad ninth does not count but shows
    JsonNode first = samples.path(0);
    assertThat(first.path("min").asDouble()).isEqualTo(0);
    assertThat(first.path("max").asDouble()).isEqualTo(8);
    assertThat(first.path("value").asDouble()).isEqualTo(4);
    assertThat(first.path("quality").asInt()).isZero();
    assertThat(samples.path(99).path("max").asDouble()).isEqualTo(998);
  }

  @Test
  void showsTheThirtyDaysBeforeTheNewestReadingByDefault() {
    JsonNode series = get("/api/assets/alarmed/points/T50/series?maxPoints=5000");

    assertThat(series.path("to").asText()).isEqualTo("2026-02-11T15:00:00Z");
    assertThat(series.path("from").asText()).isEqualTo("2026-01-12T15:00:00Z");
    assertThat(series.path("samples")).hasSize(721);
    long milliseconds = Instant.parse("2026-01-01T01:00:00Z").toEpochMilli();
    assertThat(
            get("/api/assets/alarmed/points/T50/series?from=0&to=" + milliseconds).path("samples"))
        .hasSize(2);
  }

  @Test
  void givesManyPointsOverTheSameRange() {
    JsonNode many =
        query(
            Map.of(
                "points",
                List.of(
                    Map.of("asset", "alarmed", "point", "T50"),
                    Map.of("asset", "healthy", "point", "T50")),
                "from",
                "2026-02-01T00:00:00Z",
                "to",
                "2026-02-01T09:59:59.999999Z",
                "maxPoints",
                20),
            200);

    assertThat(many.path("from").asText()).isEqualTo("2026-02-01T00:00:00Z");
    assertThat(many.path("series"))
        .extracting(series -> series.path("asset").asText())
        .containsExactly("alarmed", "healthy");
    assertThat(many.path("series").path(0).path("resolution").asText()).isEqualTo("raw");
    assertThat(many.path("series").path(0).path("samples")).hasSize(10);
    assertThat(many.path("series").path(1).path("resolution").asText()).isEqualTo("PT30M");
    assertThat(many.path("series").path(1).path("samples")).hasSize(12);
  }

  @Test
  void endsManyPointsAtTheNewestReadingOfAnyOfThem() {
    JsonNode many =
        query(
            Map.of(
                "points",
                List.of(
                    Map.of("asset", "healthy", "point", "T50"),
                    Map.of("asset", "alarmed", "point", "Nf"))),
            200);

    assertThat(many.path("to").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(many.path("from").asText()).isEqualTo("2026-01-30T12:00:00Z");
    assertThat(many.path("series").path(0).path("samples").size()).isBetween(1, 500);
  }

  @Test
  void saysWhatIsWrongWithAQueryOfManyPoints() {
    Map<String, Object> alarmed = Map.of("asset", "alarmed", "point", "T50");
    assertThat(
            query(
                    Map.of("points", List.of(alarmed, Map.of("asset", "alarmed", "point", "P30"))),
                    404)
                .path("detail")
                .asText())
        .contains("measurement point 'P30' of asset 'alarmed'");
    assertThat(
            query(Map.of("points", Collections.nCopies(51, alarmed)), 400).path("detail").asText())
        .contains("50 points at most, but names 51");
    assertThat(
            query(Map.of("points", Collections.nCopies(50, alarmed), "maxPoints", 2001), 400)
                .path("detail")
                .asText())
        .contains("at most 2000 will do");
    query(Map.of("points", List.of()), 400);
    query(Map.of("points", List.of(Map.of("asset", "alarmed", "point", ""))), 400);
  }

  @Test
  void givesTheNewestReadingOfEachPointOfASite() {
    JsonNode south = get("/api/series/latest?site=south");

    assertThat(south.path("items"))
        .extracting(item -> item.path("asset").asText() + "/" + item.path("point").asText())
        .containsExactly("alarmed/Nf", "alarmed/T50");
    JsonNode nf = south.path("items").path(0);
    assertThat(nf.path("value").asDouble()).isEqualTo(7);
    assertThat(nf.path("at").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(south.path("items").path(1).path("quality").asInt()).isZero();
    assertThat(south.path("next").isNull()).isTrue();
    assertThat(get("/api/series/latest?asset=healthy").path("items")).hasSize(1);
    assertThat(get("/api/series/latest?site=nowhere").path("items")).isEmpty();
    assertProblem("/api/series/latest?asset=nothing", 404, "asset 'nothing'");
    assertProblem("/api/series/latest?limit=5001", 400, "limit must be 1 to 5000");
  }

  @Test
  void givesTheNewestReadingsOfAllAssetsPageByPage() {
    List<String> points = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get("/api/series/latest?limit=1" + cursor);
      assertThat(page.path("items")).hasSize(1);
      JsonNode item = page.path("items").path(0);
      points.add(item.path("asset").asText() + "/" + item.path("point").asText());
      cursor = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asText();
    } while (!cursor.isEmpty());

    assertThat(points).containsExactly("alarmed/Nf", "alarmed/T50", "healthy/T50");
  }

  @Test
  void saysWhatIsWrongWithARequest() {
    assertProblem("/api/assets/alarmed/points/T51/series", 404, "measurement point 'T51'");
    assertProblem("/api/assets/alarmed/points/P30/series", 404, "measurement point 'P30'");
    assertProblem(
        "/api/assets/alarmed/points/T50/series?from=yesterday", 400, "'yesterday' is not a time");
    assertProblem(
        "/api/assets/alarmed/points/T50/series?from=99999999999999999",
        400,
        "between 1970 and 9999");
    assertProblem(
        "/api/assets/alarmed/points/T50/series?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z",
        400,
        "is after to");
    assertProblem(
        "/api/assets/alarmed/points/T50/series?maxPoints=1", 400, "maxPoints must be 2 to 5000");
    assertProblem("/api/assets/alarmed/points/T50/series?maxPoints=many", 400, "maxPoints");
    assertProblem("/api/assets/nothing/condition", 404, "asset 'nothing'");
  }

  @Test
  void showsTheConditionOfAnAssetRawAndThinned() {
    JsonNode raw =
        get("/api/assets/alarmed/condition?from=2026-03-01T05:00:00Z&to=2026-03-01T07:00:00Z");
    assertThat(raw.path("asset").asText()).isEqualTo("alarmed");
    assertThat(raw.path("samples")).hasSize(3);
    JsonNode newest = raw.path("samples").path(2);
    assertThat(newest.path("state").asText()).isEqualTo("ALARM");
    assertThat(newest.path("failureProbability").asDouble()).isEqualTo(0.999);
    assertThat(newest.path("remainingLifeHours").asDouble()).isZero();

    JsonNode thinned = get("/api/assets/alarmed/condition?maxPoints=50").path("samples");
    assertThat(thinned.size()).isBetween(40, 50);
    assertThat(thinned.path(thinned.size() - 1).path("state").asText()).isEqualTo("ALARM");
    assertThat(thinned.path(0).path("state").asText()).isEqualTo("NORMAL");
    assertThat(get("/api/assets/silent/condition").path("samples")).isEmpty();
  }

  @Test
  void listsTheWorstAssetFirstWithItsNewestConditionAndReading() {
    JsonNode first = get("/api/assets?limit=3");
    JsonNode second = get("/api/assets?limit=3&cursor=" + first.path("next").asText());

    assertThat(first.path("items"))
        .extracting(item -> item.path("tag").asText())
        .containsExactly("alarmed", "alerted", "silent");
    assertThat(second.path("items"))
        .extracting(item -> item.path("tag").asText())
        .containsExactly("healthy");
    assertThat(second.path("next").isNull()).isTrue();
    JsonNode alarmed = first.path("items").path(0);
    assertThat(alarmed.path("health").path("state").asText()).isEqualTo("ALARM");
    assertThat(alarmed.path("health").path("at").asText()).isEqualTo("2026-03-01T07:00:00Z");
    assertThat(alarmed.path("health").path("index").asDouble()).isEqualTo(0.001);
    assertThat(alarmed.path("lastReadingAt").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(first.path("items").path(2).path("health").isNull()).isTrue();
    assertThat(get("/api/assets?q=ALERT").path("items")).hasSize(1);
    assertThat(get("/api/assets?q=%25").path("items")).isEmpty();
  }

  @Test
  void countsWhatNeedsAttention() {
    JsonNode summary = get("/api/summary");

    assertThat(summary.path("assets").asInt()).isEqualTo(4);
    assertThat(summary.path("assetsInAlarm").asInt()).isEqualTo(1);
    assertThat(summary.path("assetsInAlert").asInt()).isEqualTo(1);
  }

  @Test
  void namesThePointsThatHaveReadingsThoughNoPlanKnowsThem() {
    assertThat(get("/api/assets/alarmed").path("points"))
        .extracting(point -> point.path("name").asText())
        .containsExactly("Nf", "T50");
  }

  @Test
  void aWorkOrderKnowsTheHealthAtItsRaisingAndItsStepsTakeEffectAtTheNewestReading()
      throws Exception {
    AdvisoryFeed.take(cmms, Advisories.advisory("alarmed", "wear", 1).build());
    JsonNode order = get("/api/work-orders?asset=alarmed").path("items").path(0);
    assertThat(order.path("raisedAt").asText()).isEqualTo("2026-03-01T07:00:00Z");
    assertThat(order.path("healthIndex").asDouble()).isEqualTo(0.001);

    cmms.as(As.PLANNER)
        .post(
            "/api/work-orders/" + order.path("id").asText() + "/transitions",
            Map.of("to", "CANCELLED"),
            Map.of("If-Match", "1"));

    List<OutboxTable.Entry> events =
        OutboxTable.waiting(cmms.database(), "maintenance.work-orders.v1");
    WorkOrderEvent last = WorkOrderEvent.parseFrom(events.get(events.size() - 1).payload());
    assertThat(last.getStatus()).isEqualTo(WorkOrderEvent.Status.CANCELLED);
    assertThat(Instant.ofEpochMilli(last.getTimeMicros() / 1000))
        .isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
  }

  private JsonNode get(String path) {
    Api.Answer answer = cmms.as(As.VIEWER).get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  private JsonNode query(Map<String, ?> query, int status) {
    Api.Answer answer = cmms.as(As.VIEWER).post("/api/series/query", query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return answer.body();
  }

  private void assertProblem(String path, int status, String detail) {
    Api.Answer answer = cmms.as(As.VIEWER).get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.body().path("detail").asText()).contains(detail);
  }
}
