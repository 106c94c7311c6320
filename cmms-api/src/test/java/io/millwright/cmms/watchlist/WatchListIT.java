package io.millwright.cmms.watchlist;

import static io.millwright.cmms.watchlist.Crews.CMMS;
import static io.millwright.cmms.watchlist.Crews.MODE;
import static io.millwright.cmms.watchlist.Crews.NOW;
import static io.millwright.cmms.watchlist.Crews.advisory;
import static io.millwright.cmms.watchlist.Crews.await;
import static io.millwright.cmms.watchlist.Crews.budget;
import static io.millwright.cmms.watchlist.Crews.items;
import static io.millwright.cmms.watchlist.Crews.micros;
import static io.millwright.cmms.watchlist.Crews.openOrders;
import static io.millwright.cmms.watchlist.Crews.order;
import static io.millwright.cmms.watchlist.Crews.pump;
import static io.millwright.cmms.watchlist.Crews.pumps;
import static io.millwright.cmms.watchlist.Crews.read;
import static io.millwright.cmms.watchlist.Crews.release;
import static io.millwright.cmms.watchlist.Crews.step;
import static io.millwright.cmms.watchlist.Crews.take;
import static io.millwright.cmms.watchlist.Crews.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.wire.Advisory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What waits for a crew, in which order, and what becomes of it. */
class WatchListIT {
  @Test
  void whatTheCrewHasNoRoomForWaitsRankedByRisk() {
    pumps("ranked", 5);
    budget("ranked", 8, 4);

    for (int i = 1; i <= 5; i++) {
      take(advisory("ranked-" + i, 1, 0.1 * i));
    }

    assertThat(openOrders("ranked")).containsExactlyInAnyOrder("ranked-1", "ranked-2");
    List<JsonNode> waiting = waiting("ranked");
    assertThat(waiting)
        .extracting(item -> item.path("assetTag").asText())
        .containsExactly("ranked-5", "ranked-4", "ranked-3");
    assertThat(waiting).extracting(item -> item.path("rank").asInt()).containsExactly(1, 2, 3);
    JsonNode first = waiting.get(0);
    assertThat(first.path("risk").asDouble()).isCloseTo(0.25, within(1e-9));
    assertThat(first.path("probability").asDouble()).isEqualTo(0.5);
    assertThat(first.path("basis").asText()).isEqualTo("PROGNOSIS");
    assertThat(first.path("site").asText()).isEqualTo("ranked");
    assertThat(first.path("why").asText())
        .matches(
            "The 8 h of this week's budget are used up by WO-\\d+, WO-\\d+; risk 0.25 ranks 1st.");
    JsonNode budget = read("/api/crew-budget?site=ranked");
    assertThat(budget.path("usedHours").asDouble()).isEqualTo(8);
    assertThat(budget.path("freeHours").asDouble()).isZero();
    assertThat(budget.path("named")).hasSize(2);
    assertThat(budget.path("waiting").asInt()).isEqualTo(3);
    assertThat(
            TestPostgres.count(
                CMMS.database(),
                "select count(*) from cmms.advisory where asset_tag like 'ranked-%' and outcome = 'WATCHED'"))
        .isEqualTo(3);
  }

  @Test
  void anOrderThatIsCancelledMakesRoomForTheHighestRiskByItself() {
    pumps("freed", 3);
    budget("freed", 4, 4);
    take(advisory("freed-1", 1, 0.2));
    take(advisory("freed-2", 1, 0.3));
    take(advisory("freed-3", 1, 0.4));
    assertThat(openOrders("freed")).containsExactly("freed-1");

    step(order("freed-1"), 1, Map.of("to", "CANCELLED"));

    await("the next is released", () -> openOrders("freed").equals(List.of("freed-3")));
    JsonNode order = read("/api/work-orders/" + order("freed-3"));
    assertThat(order.path("history").path(0).path("note").asText())
        .isEqualTo(
            "raised by rule hpc-wear; waited for capacity, released: the crew has room for it");
    assertThat(order.path("trigger").asText()).isEqualTo("PREDICTION");
    assertThat(order.path("reason").path("evidence")).hasSize(2);
    assertThat(waiting("freed")).hasSize(1);
  }

  @Test
  void workThatIsDoneTakesItsHoursUntilSevenDaysHaveGoneBy() {
    pumps("weekly", 2);
    budget("weekly", 4, 4);
    take(advisory("weekly-1", 1, 0.2));
    take(advisory("weekly-2", 1, 0.3));
    complete("weekly-1");

    assertThat(release(Duration.ofDays(7).minusMinutes(5))).isZero();
    assertThat(waiting("weekly")).hasSize(1);
    assertThat(Instant.parse(read("/api/crew-budget?site=weekly").path("nextFreeAt").asText()))
        .isBetween(NOW.plus(Duration.ofDays(7)), NOW.plus(Duration.ofDays(7)).plusSeconds(600));

    assertThat(release(Duration.ofDays(7).plusMinutes(5))).isPositive();
    assertThat(openOrders("weekly")).containsExactlyInAnyOrder("weekly-1", "weekly-2");
  }

  @Test
  void workThatIsNotDoneTakesItsHoursHoweverOldItIs() {
    pumps("backlog", 2);
    budget("backlog", 4, 4);
    take(advisory("backlog-1", 1, 0.2));
    take(advisory("backlog-2", 1, 0.3));

    release(Duration.ofDays(70));

    assertThat(waiting("backlog")).hasSize(1);
  }

  @Test
  void whatComesDueWhileItWaitsIsReleased() {
    pumps("due", 1);
    budget("due", 0, 4);
    Advisory.Builder advisory = advisory("due-1", 1, 0.2);
    take(advisory.setDueByMicros(micros(NOW.plus(Duration.ofDays(3)))));
    assertThat(release(Duration.ofHours(47))).isZero();
    assertThat(waiting("due")).hasSize(1);

    release(Duration.ofHours(49));

    assertThat(openOrders("due")).containsExactly("due-1");
  }

  @Test
  void emergenciesAndWhatIsDueSoonDoNotWait() {
    pumps("urgent", 3);
    budget("urgent", 0, 4);

    take(advisory("urgent-1", 1, 0.1).setPriority(1));
    take(advisory("urgent-2", 1, 0.1).setDueByMicros(micros(NOW.plus(Duration.ofHours(20)))));
    take(advisory("urgent-3", 1, 0.9));

    assertThat(openOrders("urgent")).containsExactlyInAnyOrder("urgent-1", "urgent-2");
    assertThat(read("/api/crew-budget?site=urgent").path("usedHours").asDouble()).isEqualTo(8);
    assertThat(waiting("urgent").get(0).path("why").asText())
        .isEqualTo("No hours are budgeted; risk 0.45 ranks 1st.");
  }

  @Test
  void furtherAdvisoriesOfAnEpisodeAreEvidenceOnOneItemAndRankItAnew() {
    pumps("grows", 2);
    budget("grows", 0, 4);
    take(advisory("grows-1", 1, 0.2));
    take(advisory("grows-2", 1, 0.3));

    take(advisory("grows-1", 2, 0.5).setPriority(2).setExplanation("Worse: 50 %."));
    take(advisory("grows-1", 2, 0.5));

    List<JsonNode> waiting = waiting("grows");
    assertThat(waiting).hasSize(2);
    JsonNode item = waiting.get(0);
    assertThat(item.path("assetTag").asText()).isEqualTo("grows-1");
    assertThat(item.path("risk").asDouble()).isEqualTo(0.25);
    assertThat(item.path("priority").asInt()).isEqualTo(2);
    assertThat(item.path("advisories").asInt()).as("the replay changed nothing").isEqualTo(2);
    assertThat(item.path("explanation").asText()).isEqualTo("Worse: 50 %.");
    assertThat(item.path("version").asInt()).isEqualTo(2);

    take(advisory("grows-1", 3, 0.99).setPriority(1));

    assertThat(openOrders("grows")).containsExactly("grows-1");
    JsonNode order = read("/api/work-orders/" + order("grows-1"));
    assertThat(order.path("priority").asInt()).isEqualTo(1);
    assertThat(order.path("failureProbability").asDouble()).isEqualTo(0.99);
    assertThat(order.path("evidenceUpdates"))
        .extracting(update -> update.path("text").asText())
        .containsExactly(
            "Worse: 50 %. Priority raised from 3 to 2.",
            "Failure within 30 h has become likely: 82 %, limit 50 %. Priority raised from 2 to 1.");
    JsonNode ended = read("/api/watch-list/" + item.path("id").asText());
    assertThat(ended.path("state").asText()).isEqualTo("RELEASED");
    assertThat(ended.path("workOrderId")).isEqualTo(order.path("id"));
    assertThat(ended.path("rank").isNull()).isTrue();
    assertThat(ended.path("said")).hasSize(3);
  }

  @Test
  void aPlannerReleasesOrDismissesWithAReason() {
    pumps("byhand", 2);
    budget("byhand", 0, 4);
    take(advisory("byhand-1", 1, 0.2));
    take(advisory("byhand-2", 1, 0.3));
    String released = "/api/watch-list/" + waiting("byhand").get(0).path("id").asText();
    String dismissed = "/api/watch-list/" + waiting("byhand").get(1).path("id").asText();
    Map<String, String> seen = Map.of("If-Match", "\"1\"");
    Map<String, String> reason = Map.of("reason", "the pump stands on Friday anyway");
    Api planner = CMMS.as(As.PLANNER);

    assertThat(planner.post(released + "/release", reason).status()).isEqualTo(428);
    assertThat(planner.post(released + "/release", reason, Map.of("If-Match", "7")).status())
        .isEqualTo(412);
    assertThat(planner.post(released + "/release", Map.of("reason", " "), seen).status())
        .isEqualTo(400);
    assertThat(CMMS.as(As.TECHNICIAN).post(released + "/release", reason, seen).status())
        .isEqualTo(403);
    assertThat(
            planner.post("/api/watch-list/" + new UUID(0, 1) + "/release", reason, seen).status())
        .isEqualTo(404);
    Api.Answer answer = planner.post(released + "/release", reason, seen);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("ETag")).isEqualTo("\"2\"");
    JsonNode history = read("/api/work-orders/" + order("byhand-2")).path("history").path(0);
    assertThat(history.path("by").asText()).isEqualTo("planner@acme.example");
    assertThat(history.path("note").asText())
        .endsWith("released: the pump stands on Friday anyway");
    assertThat(planner.post(released + "/dismiss", reason, Map.of("If-Match", "2")).status())
        .isEqualTo(409);
    assertThat(CMMS.as(As.RELIABILITY).post(dismissed + "/dismiss", reason, seen).status())
        .isEqualTo(200);
    assertThat(waiting("byhand")).isEmpty();
    JsonNode gone = read(dismissed);
    assertThat(gone.path("state").asText()).isEqualTo("DISMISSED");
    assertThat(gone.path("why").asText()).isEqualTo("the pump stands on Friday anyway");

    // what was dismissed does not come back by a replay, but with the next episode
    take(advisory("byhand-1", 1, 0.2));
    assertThat(waiting("byhand")).isEmpty();
    take(advisory("byhand-1", 2, 0.2));
    assertThat(waiting("byhand")).hasSize(1);
  }

  @Test
  void anOrderThatAPersonOpensTakesOverWhatWaited() {
    pumps("taken", 1);
    budget("taken", 0, 4);
    take(advisory("taken-1", 1, 0.2));
    take(advisory("taken-1", 2, 0.3));

    Api.Answer created =
        CMMS.as(As.TECHNICIAN)
            .post(
                "/api/work-orders",
                Map.of(
                    "assetTag", "taken-1", "title", "Noise", "priority", 4, "failureMode", MODE));

    assertThat(created.status()).isEqualTo(201);
    assertThat(waiting("taken")).isEmpty();
    JsonNode order = read("/api/work-orders/" + order("taken-1"));
    assertThat(order.path("trigger").asText()).isEqualTo("MANUAL");
    assertThat(order.path("evidenceUpdates")).hasSize(2);
    assertThat(order.path("priority").asInt()).isEqualTo(3);
  }

  @Test
  void howCriticalAnAssetIsDecidesWhatGoesFirst() {
    pumps("class", 3);
    budget("class", 0, 4);
    for (int i = 1; i <= 3; i++) {
      take(advisory("class-" + i, 1, 0.5 - 0.01 * i));
    }
    criticality("class-1", "C");
    criticality("class-3", "A");

    assertThat(waiting("class"))
        .extracting(item -> item.path("assetTag").asText())
        .containsExactly("class-3", "class-2", "class-1");
    assertThat(waiting("class").get(0).path("criticality").asText()).isEqualTo("A");
    assertThat(read("/api/assets/class-3").path("criticality").asText()).isEqualTo("A");
    assertThat(
            CMMS.as(As.ADMIN)
                .put("/api/assets/class-3/criticality", Map.of("criticality", "D"), Map.of())
                .status())
        .isEqualTo(400);
  }

  @Test
  void whatWaitedForItsAssetGoesOnToTheList() {
    pumps("parked", 1);
    budget("parked", 0, 4);
    take(advisory("parked-2", 1, 0.5));
    take(advisory("parked-2", 2, 0.6));

    pump("parked", "parked-2");

    assertThat(waiting("parked")).hasSize(1);
    assertThat(waiting("parked").get(0).path("advisories").asInt()).isEqualTo(2);
  }

  @Test
  void whatWaitsNoMoreIsListedWithWhoWhenAndWhyTheLatestFirst() {
    pumps("ended", 5);
    budget("ended", 0, 4);
    for (int i = 1; i <= 4; i++) {
      take(advisory("ended-" + i, 1, 0.1 * i));
    }
    end("ended-1", "release", "it stands anyway");
    end("ended-2", "dismiss", "seen and heard");
    end("ended-3", "dismiss", "a known leak");
    Instant after = Instant.now();
    take(advisory("ended-4", 2, 0.9).setPriority(1));
    take(advisory("ended-5", 1, 0.2));

    List<JsonNode> released = ended("RELEASED", 1);
    List<JsonNode> dismissed = ended("dismissed", 1);

    assertThat(released)
        .extracting(
            item -> item.path("assetTag").asText(),
            item -> item.path("endedBy").asText(),
            item -> item.path("why").asText())
        .containsExactly(
            tuple("ended-4", "millwright", "an emergency does not wait for capacity"),
            tuple("ended-1", "planner@acme.example", "it stands anyway"));
    JsonNode first = released.get(0);
    assertThat(Instant.parse(first.path("endedAt").asText())).isBetween(after, Instant.now());
    assertThat(first.path("workOrderNumber").asText()).matches("WO-\\d{6}");
    assertThat(first.path("workOrderId").asText()).isEqualTo(order("ended-4"));
    assertThat(first.path("rank").isNull()).isTrue();
    assertThat(dismissed)
        .extracting(
            item -> item.path("assetTag").asText(),
            item -> item.path("state").asText(),
            item -> item.path("why").asText())
        .containsExactly(
            tuple("ended-3", "DISMISSED", "a known leak"),
            tuple("ended-2", "DISMISSED", "seen and heard"));
    assertThat(waiting("ended")).hasSize(1);
    assertThat(waiting("ended").get(0).path("endedAt").isNull()).isTrue();
    Api.Answer unknown = CMMS.as(As.VIEWER).get("/api/watch-list?status=OVER");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.body().path("detail").asText())
        .isEqualTo("status 'OVER' is not one of WAITING, RELEASED, DISMISSED");
    assertThat(CMMS.as(As.VIEWER).get("/api/watch-list?status=RELEASED&cursor=x").status())
        .isEqualTo(400);
    assertThat(CMMS.anonymous().get("/api/watch-list?status=RELEASED").status()).isEqualTo(401);
  }

  /** What has ended at a site, read in pages of that size. */
  private static List<JsonNode> ended(String status, int limit) {
    return pages("/api/watch-list?status=" + status + "&limit=" + limit).stream()
        .filter(item -> item.path("assetTag").asText().startsWith("ended-"))
        .toList();
  }

  private static List<JsonNode> pages(String path) {
    List<JsonNode> read = new ArrayList<>();
    String cursor = "";
    do {
      Api.Answer answer = CMMS.as(As.VIEWER).get(path + cursor);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      JsonNode page = answer.body();
      page.path("items").forEach(read::add);
      cursor = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asText();
    } while (!cursor.isEmpty());
    return read;
  }

  private static void end(String asset, String how, String reason) {
    JsonNode item =
        items().stream()
            .filter(one -> one.path("assetTag").asText().equals(asset))
            .findAny()
            .orElseThrow();
    assertThat(
            CMMS.as(As.PLANNER)
                .post(
                    "/api/watch-list/" + item.path("id").asText() + "/" + how,
                    Map.of("reason", reason),
                    Map.of("If-Match", item.path("version").asText()))
                .status())
        .isEqualTo(200);
  }

  @Test
  void theListIsReadPageByPage() {
    pumps("paged", 7);
    budget("paged", 0, 4);
    for (int i = 1; i <= 7; i++) {
      take(advisory("paged-" + i, 1, 0.4));
    }
    List<String> expected =
        waiting("paged").stream().map(item -> item.path("id").asText()).toList();

    List<String> read =
        pages("/api/watch-list?limit=3").stream().map(item -> item.path("id").asText()).toList();

    assertThat(read).doesNotHaveDuplicates().containsSubsequence(expected);
    assertThat(CMMS.as(As.VIEWER).get("/api/watch-list?cursor=x").status()).isEqualTo(400);
    assertThat(CMMS.as(As.VIEWER).get("/api/watch-list?limit=0").status()).isEqualTo(400);
  }

  private void criticality(String tag, String criticality) {
    assertThat(
            CMMS.as(As.RELIABILITY)
                .put(
                    "/api/assets/" + tag + "/criticality",
                    Map.of("criticality", criticality),
                    Map.of())
                .status())
        .isEqualTo(200);
  }

  private void complete(String asset) {
    String id = order(asset);
    step(id, 1, Map.of("to", "ASSIGNED", "assignee", "technician@acme.example"));
    step(id, 2, Map.of("to", "IN_PROGRESS"));
    Map<String, Object> done = new HashMap<>();
    done.put("to", "COMPLETED");
    done.put("asFound", Map.of("finding", "CONFIRMED", "componentReplaced", true));
    step(id, 3, done);
  }
}
