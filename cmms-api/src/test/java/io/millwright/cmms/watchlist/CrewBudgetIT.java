package io.millwright.cmms.watchlist;

import static io.millwright.cmms.watchlist.Crews.CMMS;
import static io.millwright.cmms.watchlist.Crews.advisory;
import static io.millwright.cmms.watchlist.Crews.await;
import static io.millwright.cmms.watchlist.Crews.budget;
import static io.millwright.cmms.watchlist.Crews.items;
import static io.millwright.cmms.watchlist.Crews.openOrders;
import static io.millwright.cmms.watchlist.Crews.pumps;
import static io.millwright.cmms.watchlist.Crews.read;
import static io.millwright.cmms.watchlist.Crews.take;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms.As;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Crew budgets over REST. */
class CrewBudgetIT {
  @Test
  void aRaisedBudgetReleasesAsFarAsItReachesAndARemovedOneAll() {
    pumps("raised", 6);
    budget("raised", 0, 4);
    for (int i = 1; i <= 6; i++) {
      take(advisory("raised-" + i, 1, 0.1 * i));
    }

    budget("raised", 8, 4);

    await("two are released", () -> openOrders("raised").size() == 2);
    assertThat(openOrders("raised")).containsExactlyInAnyOrder("raised-5", "raised-6");
    String path = "/api/crew-budget?site=raised";
    assertThat(delete(path, 1)).isEqualTo(412);
    assertThat(delete(path, 2)).isEqualTo(204);
    await("all are released", () -> openOrders("raised").size() == 6);
    assertThat(read(path).path("hoursPerWeek").isNull()).isTrue();
    assertThat(read(path).path("version").asInt()).isEqualTo(3);
  }

  @Test
  void aBudgetIsSetOnTheVersionThatWasSeenAndForASiteThatThereIs() {
    pumps("versions", 1);
    Map<String, Object> budget =
        Map.of("hoursPerWeek", 16, "hoursPerOrder", 4, "urgentWithinHours", 24);
    Api planner = CMMS.as(As.PLANNER);
    String path = "/api/crew-budget?site=versions";

    assertThat(read(path).path("version").asInt()).isZero();
    assertThat(planner.put(path, budget, Map.of()).status()).isEqualTo(428);
    assertThat(planner.put(path, budget, Map.of("If-Match", "3")).status()).isEqualTo(412);
    assertThat(CMMS.as(As.RELIABILITY).put(path, budget, Map.of("If-Match", "0")).status())
        .isEqualTo(403);
    Api.Answer set = planner.put(path, budget, Map.of("If-Match", "\"0\""));
    assertThat(set.status()).isEqualTo(200);
    assertThat(set.header("ETag")).isEqualTo("\"1\"");
    assertThat(planner.put(path, budget, Map.of("If-Match", "0")).status()).isEqualTo(412);
    Api.Answer small =
        planner.put(
            path,
            Map.of("hoursPerWeek", 2, "hoursPerOrder", 4, "urgentWithinHours", 24),
            Map.of("If-Match", "1"));
    assertThat(small.status()).isEqualTo(400);
    assertThat(small.body().path("detail").asText()).contains("nothing would ever be released");
    assertThat(planner.put(path, Map.of("hoursPerWeek", 2), Map.of("If-Match", "1")).status())
        .isEqualTo(400);
    Api.Answer nowhere =
        planner.put("/api/crew-budget?site=Atlantis", budget, Map.of("If-Match", "0"));
    assertThat(nowhere.status()).isEqualTo(400);
    assertThat(nowhere.body().path("detail").asText()).contains("no asset is at 'Atlantis'");
    assertThat(read("/api/crew-budgets").path("sites"))
        .extracting(JsonNode::asText)
        .contains("versions");
  }

  @Test
  void theOrganizationsCrewTakesCareOfSitesWithoutABudget() {
    pumps("own", 1);
    pumps("without", 2);
    budget("own", 40, 4);
    Api.Answer none = CMMS.as(As.VIEWER).get("/api/crew-budget");
    Map<String, Object> nothing =
        Map.of("hoursPerWeek", 0, "hoursPerOrder", 1, "urgentWithinHours", 24);
    CMMS.as(As.PLANNER).put("/api/crew-budget", nothing, Map.of("If-Match", none.header("ETag")));
    try {
      take(advisory("own-1", 1, 0.5));
      take(advisory("without-1", 1, 0.5));

      assertThat(openOrders("own")).hasSize(1);
      assertThat(openOrders("without")).isEmpty();
      assertThat(items())
          .filteredOn(item -> item.path("assetTag").asText().equals("without-1"))
          .extracting(item -> item.path("site").isNull())
          .containsExactly(true);
    } finally {
      assertThat(delete("/api/crew-budget", read("/api/crew-budget").path("version").asLong()))
          .isEqualTo(204);
    }
    await("it is released", () -> openOrders("without").size() == 1);
    take(advisory("without-2", 1, 0.5));
    assertThat(openOrders("without")).as("as before there was one").hasSize(2);
  }

  private int delete(String path, long seen) {
    return Api.http()
        .sendAsync(
            CMMS.as(As.PLANNER)
                .request(path)
                .header("If-Match", "\"" + seen + "\"")
                .DELETE()
                .build(),
            BodyHandlers.discarding())
        .join()
        .statusCode();
  }
}
