package io.millwright.cmms.watchlist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.advisory.Advisories;
import io.millwright.cmms.advisory.AdvisoryFeed;
import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.stream.ChangeStream;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.cmms.workorder.AdvisedWorkOrders;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.Advisory;
import java.net.URLEncoder;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each test has a site, and so a crew, of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchListIT {
  private static final String MODE = "bearing-wear";
  private static final TenantId ACME = new TenantId("acme");

  /** Long before anything is due. */
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private TestCmms cmms;

  @BeforeAll
  void start() {
    cmms = TestCmms.start();
  }

  @AfterAll
  void stop() {
    cmms.close();
  }

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
    JsonNode budget = get("/api/crew-budget?site=ranked");
    assertThat(budget.path("usedHours").asDouble()).isEqualTo(8);
    assertThat(budget.path("freeHours").asDouble()).isZero();
    assertThat(budget.path("named")).hasSize(2);
    assertThat(budget.path("waiting").asInt()).isEqualTo(3);
    assertThat(
            rows(
                "select * from cmms.advisory where asset_tag like 'ranked-%' and outcome = 'WATCHED'"))
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
    JsonNode order = get("/api/work-orders/" + order("freed-3"));
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
    assertThat(Instant.parse(get("/api/crew-budget?site=weekly").path("nextFreeAt").asText()))
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
    assertThat(get("/api/crew-budget?site=urgent").path("usedHours").asDouble()).isEqualTo(8);
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
    JsonNode order = get("/api/work-orders/" + order("grows-1"));
    assertThat(order.path("priority").asInt()).isEqualTo(1);
    assertThat(order.path("failureProbability").asDouble()).isEqualTo(0.99);
    assertThat(order.path("evidenceUpdates"))
        .extracting(update -> update.path("text").asText())
        .containsExactly(
            "Worse: 50 %. Priority raised from 3 to 2.",
            "Failure within 30 h has become likely: 82 %, limit 50 %. Priority raised from 2 to 1.");
    JsonNode ended = get("/api/watch-list/" + item.path("id").asText());
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
    Api planner = cmms.as(As.PLANNER);

    assertThat(planner.post(released + "/release", reason).status()).isEqualTo(428);
    assertThat(planner.post(released + "/release", reason, Map.of("If-Match", "7")).status())
        .isEqualTo(412);
    assertThat(planner.post(released + "/release", Map.of("reason", " "), seen).status())
        .isEqualTo(400);
    assertThat(cmms.as(As.TECHNICIAN).post(released + "/release", reason, seen).status())
        .isEqualTo(403);
    assertThat(
            planner.post("/api/watch-list/" + new UUID(0, 1) + "/release", reason, seen).status())
        .isEqualTo(404);
    Api.Answer answer = planner.post(released + "/release", reason, seen);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("ETag")).isEqualTo("\"2\"");
    JsonNode history = get("/api/work-orders/" + order("byhand-2")).path("history").path(0);
    assertThat(history.path("by").asText()).isEqualTo("planner@acme.example");
    assertThat(history.path("note").asText())
        .endsWith("released: the pump stands on Friday anyway");
    assertThat(planner.post(released + "/dismiss", reason, Map.of("If-Match", "2")).status())
        .isEqualTo(409);
    assertThat(cmms.as(As.RELIABILITY).post(dismissed + "/dismiss", reason, seen).status())
        .isEqualTo(200);
    assertThat(waiting("byhand")).isEmpty();
    JsonNode gone = get(dismissed);
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
        cmms.as(As.TECHNICIAN)
            .post(
                "/api/work-orders",
                Map.of(
                    "assetTag", "taken-1", "title", "Noise", "priority", 4, "failureMode", MODE));

    assertThat(created.status()).isEqualTo(201);
    assertThat(waiting("taken")).isEmpty();
    JsonNode order = get("/api/work-orders/" + order("taken-1"));
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
    assertThat(get("/api/assets/class-3").path("criticality").asText()).isEqualTo("A");
    assertThat(
            cmms.as(As.ADMIN)
                .put("/api/assets/class-3/criticality", Map.of("criticality", "D"), Map.of())
                .status())
        .isEqualTo(400);
  }

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
    assertThat(get(path).path("hoursPerWeek").isNull()).isTrue();
    assertThat(get(path).path("version").asInt()).isEqualTo(3);
  }

  @Test
  void aBudgetIsSetOnTheVersionThatWasSeenAndForASiteThatThereIs() {
    pumps("versions", 1);
    Map<String, Object> budget =
        Map.of("hoursPerWeek", 16, "hoursPerOrder", 4, "urgentWithinHours", 24);
    Api planner = cmms.as(As.PLANNER);
    String path = "/api/crew-budget?site=versions";

    assertThat(get(path).path("version").asInt()).isZero();
    assertThat(planner.put(path, budget, Map.of()).status()).isEqualTo(428);
    assertThat(planner.put(path, budget, Map.of("If-Match", "3")).status()).isEqualTo(412);
    assertThat(cmms.as(As.RELIABILITY).put(path, budget, Map.of("If-Match", "0")).status())
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
    assertThat(get("/api/crew-budgets").path("sites"))
        .extracting(JsonNode::asText)
        .contains("versions");
  }

  @Test
  void theOrganizationsCrewTakesCareOfSitesWithoutABudget() {
    pumps("own", 1);
    pumps("without", 2);
    budget("own", 40, 4);
    Api.Answer none = cmms.as(As.VIEWER).get("/api/crew-budget");
    Map<String, Object> nothing =
        Map.of("hoursPerWeek", 0, "hoursPerOrder", 1, "urgentWithinHours", 24);
    cmms.as(As.PLANNER).put("/api/crew-budget", nothing, Map.of("If-Match", none.header("ETag")));
    try {
      take(advisory("own-1", 1, 0.5));
      take(advisory("without-1", 1, 0.5));

      assertThat(openOrders("own")).hasSize(1);
      assertThat(openOrders("without")).isEmpty();
      JsonNode item = items().get(0);
      assertThat(item.path("assetTag").asText()).isEqualTo("without-1");
      assertThat(item.path("site").isNull()).isTrue();
    } finally {
      assertThat(delete("/api/crew-budget", get("/api/crew-budget").path("version").asLong()))
          .isEqualTo(204);
    }
    await("it is released", () -> openOrders("without").size() == 1);
    take(advisory("without-2", 1, 0.5));
    assertThat(openOrders("without")).as("as before there was one").hasSize(2);
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
  void theListIsReadPageByPage() {
    pumps("paged", 7);
    budget("paged", 0, 4);
    for (int i = 1; i <= 7; i++) {
      take(advisory("paged-" + i, 1, 0.4));
    }
    List<String> expected =
        waiting("paged").stream().map(item -> item.path("id").asText()).toList();

    List<String> read = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get("/api/watch-list?limit=3" + cursor);
      page.path("items").forEach(item -> read.add(item.path("id").asText()));
      cursor = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asText();
    } while (!cursor.isEmpty());

    assertThat(read).doesNotHaveDuplicates().containsSubsequence(expected);
    assertThat(cmms.as(As.VIEWER).get("/api/watch-list?cursor=x").status()).isEqualTo(400);
    assertThat(cmms.as(As.VIEWER).get("/api/watch-list?limit=0").status()).isEqualTo(400);
  }

  @Test
  void aBudgetIsNotGivenAwayTwiceWhenAdvisoriesComeAtOnceAndAreRepeated() throws Exception {
    int pumps = 24;
    pumps("storm", pumps);
    budget("storm", 20, 4);
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int repetition = 0; repetition < 2; repetition++) {
      for (int i = 1; i <= pumps; i++) {
        Advisory.Builder advisory = advisory("storm-" + i, 1, 0.02 * i);
        work.add(() -> take(advisory));
      }
    }
    for (int i = 0; i < 6; i++) {
      work.add(() -> release(Duration.ZERO) >= 0);
    }

    atOnce(work);

    assertThat(openOrders("storm")).doesNotHaveDuplicates().hasSize(5);
    assertThat(waiting("storm")).hasSize(pumps - 5);
    assertEachEpisodeIsInOnePlace("storm");
  }

  @Test
  void anEpisodeStaysInOnePlaceWhateverHappensAtOnce() throws Exception {
    int pumps = 12;
    pumps("chaos", pumps);
    budget("chaos", 12, 4);
    Random random = new Random(11);
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int episode = 1; episode <= 3; episode++) {
      for (int i = 1; i <= pumps; i++) {
        Advisory.Builder advisory =
            advisory("chaos-" + i, episode, random.nextDouble())
                .setPriority(random.nextInt(8) == 0 ? 1 : 3);
        work.add(() -> take(advisory));
        work.add(() -> take(advisory));
      }
    }
    for (int i = 1; i <= pumps; i++) {
      String tag = "chaos-" + i;
      int hours = random.nextInt(10) * 4;
      work.add(() -> tryBudget("chaos", hours));
      work.add(() -> release(Duration.ZERO) >= 0);
      work.add(() -> cancelOne("chaos"));
      work.add(() -> endOne("chaos", tag.hashCode() % 2 == 0 ? "release" : "dismiss"));
      if (i % 3 == 0) {
        work.add(() -> openByHand(tag));
      }
    }
    Collections.shuffle(work, random);

    atOnce(work);

    assertEachEpisodeIsInOnePlace("chaos");
    tryBudget("chaos", 400);
    await("all is released", () -> waiting("chaos").isEmpty());
    assertEachEpisodeIsInOnePlace("chaos");
    assertThat(
            rows(
                "select * from cmms.advisory where asset_tag like 'chaos-%' and outcome in ('WATCHED', 'OPENED', 'EVIDENCE')"))
        .isEqualTo(3L * pumps);
    assertThat(
            rows(
                "select * from cmms.watch_item_advisory where advisory is not null and advisory_id in"
                    + " (select id from cmms.advisory where asset_tag like 'chaos-%')"))
        .as("what is over keeps no whole advisory")
        .isZero();
  }

  private void assertEachEpisodeIsInOnePlace(String site) {
    List<String> places = new ArrayList<>(openOrders(site));
    waiting(site).forEach(item -> places.add(item.path("assetTag").asText()));
    assertThat(places).as("open or waiting").doesNotHaveDuplicates();
    assertThat(
            rows(
                "select id from cmms.advisory a where asset_tag like '%s-%%' and outcome in ('OPENED', 'EVIDENCE')"
                        .formatted(site)
                    + " and not exists (select from cmms.work_order w where w.id = a.work_order_id)"))
        .isZero();
    assertThat(
            rows(
                "select advisory_id from (select advisory_id from cmms.work_order_evidence union all"
                    + " select advisory_id from cmms.work_order where advisory_id is not null) e"
                    + " group by 1 having count(*) > 1"))
        .as("advisories that are in two places")
        .isZero();
  }

  private boolean openByHand(String tag) {
    int status =
        cmms.as(As.PLANNER)
            .post(
                "/api/work-orders",
                Map.of("assetTag", tag, "title", "Noise", "priority", 4, "failureMode", MODE))
            .status();
    return status == 201 || status == 409;
  }

  private boolean cancelOne(String site) {
    for (JsonNode order : orders(site)) {
      int status =
          cmms.as(As.PLANNER)
              .post(
                  "/api/work-orders/" + order.path("id").asText() + "/transitions",
                  Map.of("to", "CANCELLED"),
                  Map.of("If-Match", order.path("version").asText()))
              .status();
      return status == 200 || status == 409 || status == 412;
    }
    return true;
  }

  private boolean endOne(String site, String how) {
    for (JsonNode item : waiting(site)) {
      int status =
          cmms.as(As.PLANNER)
              .post(
                  "/api/watch-list/" + item.path("id").asText() + "/" + how,
                  Map.of("reason", "tried"),
                  Map.of("If-Match", item.path("version").asText()))
              .status();
      return status == 200 || status == 409 || status == 412;
    }
    return true;
  }

  /** What the background does, at another time; returns how many it released, at any site. */
  private int release(Duration later) {
    WatchList watchList =
        new WatchList(
            cmms.bean(Database.class),
            cmms.bean(WatchItems.class),
            cmms.bean(CrewBudgets.class),
            cmms.bean(AdvisedWorkOrders.class),
            cmms.bean(Assets.class),
            cmms.bean(ChangeStream.class),
            cmms.bean(CapacitySignal.class),
            Clock.offset(Clock.systemUTC(), later));
    return TenantContext.call(ACME, watchList::releaseDue);
  }

  private boolean take(Advisory.Builder advisory) {
    AdvisoryFeed.take(cmms, advisory.build());
    return true;
  }

  /** Raised now and due in a hundred days. */
  private static Advisory.Builder advisory(String asset, int episode, double probability) {
    Advisory.Builder advisory = Advisories.advisory(asset, MODE, episode);
    advisory.getPrognosisBuilder().setFailureProbability(probability);
    return advisory
        .setRaisedAtMicros(micros(NOW.plusSeconds(episode)))
        .setDueByMicros(micros(NOW.plus(Duration.ofDays(100))));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private void pumps(String site, int count) {
    IntStream.rangeClosed(1, count).forEach(i -> pump(site, site + "-" + i));
  }

  private void pump(String site, String tag) {
    assertThat(
            cmms.as(As.ADMIN)
                .post(
                    "/api/assets",
                    Map.of("tag", tag, "name", "Pump " + tag, "assetClass", "pump", "site", site))
                .status())
        .isEqualTo(201);
  }

  private void criticality(String tag, String criticality) {
    assertThat(
            cmms.as(As.RELIABILITY)
                .put(
                    "/api/assets/" + tag + "/criticality",
                    Map.of("criticality", criticality),
                    Map.of())
                .status())
        .isEqualTo(200);
  }

  private void budget(String site, double hoursPerWeek, double hoursPerOrder) {
    String path = "/api/crew-budget?site=" + URLEncoder.encode(site, UTF_8);
    assertThat(
            cmms.as(As.PLANNER)
                .put(
                    path,
                    Map.of(
                        "hoursPerWeek",
                        hoursPerWeek,
                        "hoursPerOrder",
                        hoursPerOrder,
                        "urgentWithinHours",
                        24),
                    Map.of("If-Match", get(path).path("version").asText()))
                .status())
        .isEqualTo(200);
  }

  private boolean tryBudget(String site, double hoursPerWeek) {
    String path = "/api/crew-budget?site=" + site;
    int status =
        cmms.as(As.PLANNER)
            .put(
                path,
                Map.of("hoursPerWeek", hoursPerWeek, "hoursPerOrder", 4, "urgentWithinHours", 24),
                Map.of("If-Match", get(path).path("version").asText()))
            .status();
    return status == 200 || status == 412;
  }

  private int delete(String path, long seen) {
    return Api.http()
        .sendAsync(
            cmms.as(As.PLANNER)
                .request(path)
                .header("If-Match", "\"" + seen + "\"")
                .DELETE()
                .build(),
            BodyHandlers.discarding())
        .join()
        .statusCode();
  }

  private JsonNode get(String path) {
    return cmms.as(As.VIEWER).get(path).body();
  }

  private List<JsonNode> items() {
    List<JsonNode> items = new ArrayList<>();
    get("/api/watch-list?limit=500").path("items").forEach(items::add);
    return items;
  }

  private List<JsonNode> waiting(String site) {
    return items().stream().filter(item -> item.path("site").asText().equals(site)).toList();
  }

  private List<JsonNode> orders(String site) {
    List<JsonNode> orders = new ArrayList<>();
    get("/api/work-orders?limit=500&q=" + site + "-").path("items").forEach(orders::add);
    return orders;
  }

  private List<String> openOrders(String site) {
    return orders(site).stream().map(order -> order.path("assetTag").asText()).toList();
  }

  /** The id of the open order of an asset. */
  private String order(String asset) {
    return get("/api/work-orders?asset=" + asset).path("items").path(0).path("id").asText();
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

  private void step(String id, int version, Map<String, Object> step) {
    assertThat(
            cmms.as(As.PLANNER)
                .post(
                    "/api/work-orders/" + id + "/transitions",
                    step,
                    Map.of("If-Match", Integer.toString(version)))
                .status())
        .isEqualTo(200);
  }

  private long rows(String sql) {
    try (Connection connection = TestPostgres.superuser(cmms.database());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select count(*) from (" + sql + ") q")) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void atOnce(List<Callable<Boolean>> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      for (Future<Boolean> done : pool.invokeAll(work)) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      pool.shutdown();
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(until);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
