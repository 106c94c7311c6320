package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.asset.TenantId;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Exports of readings that the historian has written, as files over REST. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeriesExportIT {
  private final TestCmms cmms = TestCmms.shared();

  @BeforeAll
  void write() {
    // Readings of 'exported-too' were imported: nobody has registered it.
    for (String tag : new String[] {"exported", "exported-never"}) {
      cmms.as(As.ADMIN)
          .post("/api/assets", Map.of("tag", tag, "name", tag, "assetClass", "turbofan"));
    }
    TestPostgres.execute(
        cmms.database(),
        """
        set search_path = series;
        insert into point (tenant_id, asset, point) values ('acme', 'exported', 'T50'), ('acme', 'exported-too', 'T50'),
          ('acme', 'exported-too', 'Nf'), ('globex', 'exported-too', 'P30');
        -- a little more than two pages of an export, a second apart
        insert into measurement (point_id, time, value, quality)
          select p.point_id, timestamptz '2026-02-01 00:00:00Z' + s * interval '1 second', s / 8.0,
            case when s = 3 then 500 when s = 4 then 64 else 192 end
          from point p, generate_series(0, 20999) s where p.asset = 'exported';
        insert into measurement (point_id, time, value)
          select point_id, timestamptz '2026-01-01 00:00:00Z' + h * interval '1 hour', h
          from point, generate_series(0, 999) h where asset = 'exported-too' and point = 'T50';
        insert into measurement (point_id, time, value)
          select point_id, timestamptz '2026-03-01 12:00:00Z', 7 from point where asset = 'exported-too' and point <> 'T50';
        -- nothing is rolled up yet, as just after the readings were written
        insert into unrolled_hour
          select distinct point_id, date_bin('1 hour', time, '1970-01-01T00:00:00Z') from measurement join point using (point_id)
          where asset like 'exported%';
        """);
  }

  @Test
  void exportsAllReadingsOfARangeWhateverTheirNumber() {
    Api.Answer answer =
        cmms.as(As.VIEWER)
            .get(
                "/api/series/export?asset=exported&point=T50&from=2026-02-01T00:00:01Z&to=2026-03-01T00:00:00Z");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("text/csv");
    assertThat(answer.header("Content-Disposition")).contains("exported-T50.csv");
    List<String> lines = answer.text().lines().toList();
    assertThat(lines).hasSize(1 + 20_999);
    assertThat(lines.subList(0, 5))
        .containsExactly(
            "point,time,value,quality",
            "T50,2026-02-01T00:00:01Z,0.125,GOOD",
            "T50,2026-02-01T00:00:02Z,0.25,GOOD",
            "T50,2026-02-01T00:00:03Z,0.375,STALE",
            "T50,2026-02-01T00:00:04Z,0.5,UNCERTAIN");
    for (int second = 1; second <= 20_999; second++) {
      assertThat(lines.get(second)).contains("," + second / 8.0 + ",");
    }
  }

  @Test
  void exportsAllPointsOfAnAssetRegisteredOrNotAndNoneOfAnotherTenant() {
    Api.Answer answer =
        cmms.as(As.VIEWER)
            .get(
                "/api/series/export?asset=exported-too&from=2026-01-01T00:00:00Z&to=2026-03-02T00:00:00Z");

    List<String> lines = answer.text().lines().toList();
    assertThat(lines).hasSize(1 + 1 + 1000);
    assertThat(lines.get(1)).isEqualTo("Nf,2026-03-01T12:00:00Z,7.0,GOOD");
    assertThat(lines.get(2)).isEqualTo("T50,2026-01-01T00:00:00Z,0.0,GOOD");
    assertThat(answer.header("Content-Disposition")).contains("exported-too.csv");
    assertProblem(
        "/api/series/export?asset=exported-too&point=P30", 404, "measurement point 'P30'");
    assertProblem("/api/series/export?asset=nothing", 404, "asset 'nothing'");
    assertThat(cmms.as(As.VIEWER).get("/api/series/export?asset=exported-never").text())
        .isEqualTo("point,time,value,quality\r\n");
  }

  @Test
  void exportsTheSameReadingsAsParquet() throws Exception {
    HttpResponse<byte[]> answer =
        parquet("asset=exported&point=T50&from=2026-02-01T00:00:01Z&to=2026-03-01T00:00:00Z");

    assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
        .contains("exported-T50.parquet");
    List<ParquetRows.Row> rows = ParquetRows.of(answer.body()).rows();
    assertThat(rows).hasSize(20_999);
    Instant begin = Instant.parse("2026-02-01T00:00:00Z");
    for (int second = 1; second <= 20_999; second++) {
      assertThat(rows.get(second - 1))
          .isEqualTo(
              new ParquetRows.Row(
                  "",
                  "T50",
                  ChronoUnit.MICROS.between(Instant.EPOCH, begin.plusSeconds(second)),
                  second / 8.0,
                  second == 3 ? "STALE" : second == 4 ? "UNCERTAIN" : "GOOD"));
    }
  }

  private HttpResponse<byte[]> parquet(String query) throws Exception {
    HttpResponse<byte[]> answer =
        Api.http()
            .send(
                cmms.as(As.VIEWER).request("/api/series/export?format=parquet&" + query).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  @Test
  void exportsPointsOfManyAssetsWithTheAssetOfEach() throws Exception {
    String query =
        "series=exported/T50&series=exported-too/Nf&from=2026-02-01T05:49:58Z&to=2026-03-02T00:00:00Z";

    List<String> lines =
        cmms.as(As.VIEWER).get("/api/series/export?" + query).text().lines().toList();
    List<ParquetRows.Row> rows = ParquetRows.of(parquet(query).body()).rows();

    assertThat(lines)
        .containsExactly(
            "asset,point,time,value,quality",
            "exported,T50,2026-02-01T05:49:58Z,2624.75,GOOD",
            "exported,T50,2026-02-01T05:49:59Z,2624.875,GOOD",
            "exported-too,Nf,2026-03-01T12:00:00Z,7.0,GOOD");
    assertThat(rows)
        .extracting(
            row -> row.asset() + "," + row.point() + "," + row.value() + "," + row.quality())
        .containsExactly(
            "exported,T50,2624.75,GOOD", "exported,T50,2624.875,GOOD", "exported-too,Nf,7.0,GOOD");
  }

  @Test
  void estimatesHowMuchAnExportWillBe() {
    for (String range :
        List.of(
            "from=2026-01-31T00:00:00Z&to=2026-03-01T00:00:00Z",
            "from=2026-01-31T23:00:00Z&to=2026-02-01T08:00:00Z")) {
      Api.Answer answer =
          cmms.as(As.VIEWER).get("/api/series/export?asset=exported&point=T50&" + range);

      assertThat(Long.parseLong(answer.header("X-Estimated-Rows"))).isBetween(20_000L, 22_000L);
      assertThat(
              Long.parseLong(answer.header("X-Estimated-Bytes")) / (double) answer.text().length())
          .isBetween(0.9, 1.1);
    }
    assertThat(
            cmms.as(As.VIEWER)
                .get("/api/series/export?asset=exported-never")
                .header("X-Estimated-Bytes"))
        .isEqualTo("26");
  }

  @Test
  void runsAsManyExportsOfAnOrganizationAsItMay() {
    List<Integer> statuses = new ArrayList<>();
    ExportPlaces places = cmms.bean(ExportPlaces.class);
    List<ExportPlaces.Place> taken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taken.add(places.take(new TenantId(TestCmms.TENANT)));
    }
    try {
      assertProblem("/api/series/export?asset=exported-too", 429, "has 3 exports running");
    } finally {
      taken.forEach(ExportPlaces.Place::close);
    }
    for (int i = 0; i < 4; i++) {
      statuses.add(cmms.as(As.VIEWER).get("/api/series/export?asset=exported-too").status());
      assertProblem("/api/series/export?asset=nothing", 404, "asset 'nothing'");
    }
    assertThat(statuses).containsOnly(200);
    assertThat(
            cmms.as(As.VIEWER)
                .get(
                    "/api/series/export?asset=exported-too&from=9999-01-01T00:00:00Z&to=9999-12-31T00:00:00Z")
                .text())
        .isEqualTo("point,time,value,quality\r\n");
  }

  @Test
  void saysWhatIsWrongWithAnExport() {
    assertProblem(
        "/api/series/export?asset=exported-too&format=xls", 400, "format must be csv or parquet");
    assertProblem("/api/series/export", 400, "query parameter asset is missing");
    assertProblem("/api/series/export?point=T50", 400, "query parameter asset is missing");
    assertProblem(
        "/api/series/export?asset=exported-too&series=exported-too/T50", 400, "but not both");
    assertProblem("/api/series/export?series=T50", 400, "such as P-101/velocity");
    assertProblem("/api/series/export?series=exported-too/P30", 404, "measurement point 'P30'");
    assertProblem(
        "/api/series/export?asset=exported-too" + "&point=T50".repeat(2) + manyPoints(50),
        400,
        "at most 50 points");
    assertProblem(
        "/api/series/export?asset=exported-too&point=T50,Nf", 404, "measurement point 'T50,Nf'");
  }

  private static String manyPoints(int number) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < number; i++) {
      points.append("&point=p").append(i);
    }
    return points.toString();
  }

  private void assertProblem(String path, int status, String detail) {
    Api.Answer answer = cmms.as(As.VIEWER).get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.body().path("detail").asText()).contains(detail);
  }
}
