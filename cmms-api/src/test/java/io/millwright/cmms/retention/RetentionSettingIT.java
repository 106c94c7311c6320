package io.millwright.cmms.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long time series are kept, over REST. */
class RetentionSettingIT {
  private static final TestCmms CMMS = TestCmms.shared();

  @BeforeAll
  static void registerAssets() {
    for (String tag : new String[] {"kept-1", "kept-2", "brief-1", "brief-2", "left-1"}) {
      CMMS.as(As.ADMIN)
          .post(
              "/api/assets",
              Map.of(
                  "tag",
                  tag,
                  "name",
                  tag,
                  "assetClass",
                  "pump",
                  "site",
                  tag.substring(0, tag.indexOf('-'))));
    }
  }

  private static Map<String, Object> days(Object... namesAndDays) {
    Map<String, Object> body = new HashMap<>();
    for (int i = 0; i < namesAndDays.length; i += 2) {
      body.put(namesAndDays[i] + "Days", namesAndDays[i + 1]);
    }
    return body;
  }

  private static JsonNode read(String path) {
    Api.Answer answer = CMMS.as(As.VIEWER).get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  private static Api.Answer put(String site, Map<String, Object> body) {
    String path = "/api/retention?site=" + site;
    return CMMS.as(As.ADMIN)
        .put(path, body, Map.of("If-Match", read(path).path("version").asText()));
  }

  private static int delete(String path, int version) throws Exception {
    return Api.http()
        .send(
            CMMS.as(As.ADMIN).request(path).header("If-Match", "" + version).DELETE().build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** As the historian sees it. */
  private static String inForce(String asset) throws SQLException {
    try (Connection historian =
            DriverManager.getConnection(
                TestPostgres.url(CMMS.database()), "millwright_historian", "");
        Statement statement = historian.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select concat_ws(' ', readings, coalesce(minutes::text, '-'), coalesce(hours::text, '-'),"
                    + " coalesce(waveforms::text, '-'), coalesce(events::text, '-'))"
                    + " from cmms.retention_in_force where tenant_id = 'acme' and asset = '"
                    + asset
                    + "'")) {
      return row.next() ? row.getString(1) : "none";
    }
  }

  @Test
  void isSetByAnAdministratorOnTheVersionThatWasSeenAndRecorded() throws Exception {
    String path = "/api/retention?site=kept";
    assertThat(read(path).path("own").asBoolean()).isFalse();
    assertThat(inForce("kept-1")).isEqualTo("none");
    Map<String, Object> year = days("readings", 365, "minutes", 730, "waveforms", 30);
    Api admin = CMMS.as(As.ADMIN);

    assertThat(CMMS.as(As.RELIABILITY).put(path, year, Map.of("If-Match", "0")).status())
        .isEqualTo(403);
    assertThat(admin.put(path, year, Map.of()).status()).isEqualTo(428);
    assertThat(admin.put(path, year, Map.of("If-Match", "1")).status()).isEqualTo(412);
    Api.Answer set = admin.put(path, year, Map.of("If-Match", "0"));

    assertThat(set.status()).as(set.text()).isEqualTo(200);
    assertThat(set.header("ETag")).isEqualTo("\"1\"");
    assertThat(set.body().path("keeps").path("hoursDays").isNull()).isTrue();
    assertThat(inForce("kept-1")).isEqualTo("365 730 - 30 -");
    assertThat(inForce("kept-2")).isEqualTo("365 730 - 30 -");
    assertThat(put("kept", days("readings", 100)).status()).isEqualTo(200);
    assertThat(inForce("kept-2")).isEqualTo("100 - - - -");
    JsonNode changes = read("/api/retention/history?site=kept").path("changes");
    assertThat(changes).hasSize(2);
    assertThat(changes.path(1).path("keeps").path("readingsDays").asInt()).isEqualTo(365);
    assertThat(changes.path(1).path("changedBy").asText()).isEqualTo("admin@acme.example");
    assertThat(delete(path, 2)).isEqualTo(204);
    assertThat(inForce("kept-1")).isEqualTo("none");
    assertThat(read("/api/retention/history?site=kept").path("changes")).hasSize(3);
  }

  @Test
  void isWithdrawnAlsoForASiteThatHasNoAssetsAnyMore() throws Exception {
    assertThat(put("left", days("readings", 35)).status()).isEqualTo(200);
    TestPostgres.execute(CMMS.database(), "update cmms.asset set site = '' where site = 'left'");
    assertThat(read("/api/retentions").path("settings"))
        .extracting(each -> each.path("site").asText())
        .contains("left");

    assertThat(delete("/api/retention?site=left", 1)).isEqualTo(204);
    assertThat(read("/api/retention/history?site=left").path("changes")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "readings | 34 | readingsDays must be 35 to 36500 days, or null for ever, but was 34",
        "waveforms | 0 | waveformsDays must be 1 to 36500 days, or null for ever, but was 0",
        "minutes | 100 | minutesDays must be as long as readingsDays or longer, because they are made of them, but was 100 days against for ever",
      })
  void isRefusedWhereItWouldNotDo(String what, int days, String detail) {
    Api.Answer answer = put("brief", days(what, days));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").asText()).isEqualTo(detail);
  }

  @Test
  void isRefusedWhereRollupsWouldGoBeforeWhatTheyAreMadeOfAndForASiteThatThereIsNot() {
    assertThat(put("brief", days("readings", 100, "minutes", 99)).text())
        .contains("but was 99 days against 100 days");
    assertThat(put("brief", days("readings", 100, "minutes", 200, "hours", 199)).text())
        .contains("hoursDays must be as long as minutesDays");
    Api.Answer nowhere = CMMS.as(As.VIEWER).get("/api/retention?site=Atlantis");
    assertThat(nowhere.status()).isEqualTo(400);
    assertThat(nowhere.text()).contains("no asset is at 'Atlantis'");
  }

  @Test
  void tellsItsEffectBeforeItIsMade() {
    TestPostgres.execute(
        CMMS.database(),
        """
        set search_path = series;
        insert into point (tenant_id, asset, point)
          select t, a, p from unnest(array['acme', 'globex']) t, unnest(array['brief-1', 'kept-1']) a, unnest(array['x', 'y']) p;
        insert into rollup_1d
          select point_id, date_trunc('day', now(), 'UTC') - d * interval '1 day', 1, 1, 1, 1, now(), 1440, 1440, 1440, 192
          from point, generate_series(1, 400) d where asset in ('brief-1', 'kept-1');
        insert into asset_series (tenant_id, asset) select t, 'brief-2' from unnest(array['acme', 'globex']) t;
        insert into event select asset_id, now() - d * interval '1 day', gen_random_uuid(), '', 1, '', ''
          from asset_series, generate_series(1, 400) d where asset = 'brief-2'""");
    JsonNode removals =
        read("/api/retention/preview?site=brief&readingsDays=100&minutesDays=200&eventsDays=365")
            .path("removals");
    assertThat(removals)
        .extracting(each -> each.path("what").asText())
        .containsExactly("readings", "minutes", "tenMinutes", "condition", "states", "events");
    // Of whole months: of 400 days those before the month in which the hundredth day lies.
    long days = removals.path(0).path("rows").asLong() / 1440 / 2;
    assertThat(days).isBetween(400L - 100 - 31, 400L - 100);
    assertThat(removals.path(0).path("oldest").asText()).isNotEmpty();
    assertThat(removals.path(1).path("rows").asLong()).isBetween(2 * 720 * 169L, 2 * 720 * 200L);
    assertThat(removals.path(5).path("rows").asLong()).isBetween(4L, 35L);
    assertThat(removals.path(5).path("atLeast").asBoolean()).isFalse();
    JsonNode everywhereElse = read("/api/retention/preview?readingsDays=100").path("removals");
    assertThat(everywhereElse.path(0).path("rows").asLong())
        .isGreaterThanOrEqualTo(2 * days * 1440);
    assertThat(put("brief", days()).status()).isEqualTo(200);
    assertThat(read("/api/retentions").path("settings"))
        .extracting(each -> each.path("site").asText())
        .contains("brief");
    assertThat(
            read("/api/retention/preview?readingsDays=100")
                .path("removals")
                .path(0)
                .path("rows")
                .asLong())
        .as("without that of a site with a setting of its own")
        .isEqualTo(everywhereElse.path(0).path("rows").asLong() - 2 * days * 1440);

    // Once readings have gone, and minutes later on, a day has only what is left of each.
    TestPostgres.execute(
        CMMS.database(),
        """
        insert into series.kept_from
          select 'acme', 'brief-1', date_trunc('month', now() - interval '200 days', 'UTC'),
            date_trunc('month', now() - interval '300 days', 'UTC'), '-infinity', '-infinity', '-infinity'""");
    JsonNode left =
        read("/api/retention/preview?site=brief&readingsDays=100&minutesDays=200&hoursDays=365")
            .path("removals");
    assertThat(left.path(0).path("rows").asLong() / 1440 / 2).isBetween(100L - 31, 100L + 31);
    assertThat(left.path(1).path("rows").asLong() / 720 / 2).isBetween(100L - 31, 100L + 31);
    assertThat(left.path(2).path("rows").asLong() / 144 / 2).isBetween(100L - 31, 100L + 31);
    assertThat(left.path(3).path("rows").asLong() / 24 / 2).isBetween(4L, 35L);
    assertThat(left.path(0).path("oldest").asText())
        .isGreaterThan(left.path(1).path("oldest").asText());
    assertThat(left.path(1).path("oldest").asText())
        .isGreaterThan(left.path(3).path("oldest").asText());
  }
}
