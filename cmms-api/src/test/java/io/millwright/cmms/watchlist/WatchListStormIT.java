package io.millwright.cmms.watchlist;

import static io.millwright.cmms.watchlist.Crews.CMMS;
import static io.millwright.cmms.watchlist.Crews.MODE;
import static io.millwright.cmms.watchlist.Crews.advisory;
import static io.millwright.cmms.watchlist.Crews.await;
import static io.millwright.cmms.watchlist.Crews.budget;
import static io.millwright.cmms.watchlist.Crews.openOrders;
import static io.millwright.cmms.watchlist.Crews.orders;
import static io.millwright.cmms.watchlist.Crews.pumps;
import static io.millwright.cmms.watchlist.Crews.read;
import static io.millwright.cmms.watchlist.Crews.release;
import static io.millwright.cmms.watchlist.Crews.take;
import static io.millwright.cmms.watchlist.Crews.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.wire.Advisory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** When all of it happens at once. */
class WatchListStormIT {
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
            TestPostgres.count(
                CMMS.database(),
                "select count(*) from cmms.advisory where asset_tag like 'chaos-%' and outcome in ('WATCHED', 'OPENED', 'EVIDENCE')"))
        .isEqualTo(3L * pumps);
    assertThat(
            TestPostgres.count(
                CMMS.database(),
                "select count(*) from cmms.watch_item_advisory where advisory is not null and advisory_id in"
                    + " (select id from cmms.advisory where asset_tag like 'chaos-%')"))
        .as("what is over keeps no whole advisory")
        .isZero();
  }

  private void assertEachEpisodeIsInOnePlace(String site) {
    List<String> places = new ArrayList<>(openOrders(site));
    waiting(site).forEach(item -> places.add(item.path("assetTag").asText()));
    assertThat(places).as("open or waiting").doesNotHaveDuplicates();
    assertThat(
            TestPostgres.count(
                CMMS.database(),
                "select count(*) from cmms.advisory a where asset_tag like '%s-%%' and outcome in ('OPENED', 'EVIDENCE')"
                        .formatted(site)
                    + " and not exists (select from cmms.work_order w where w.id = a.work_order_id)"))
        .isZero();
    assertThat(
            TestPostgres.count(
                CMMS.database(),
                "select count(*) from (select advisory_id from (select advisory_id from cmms.work_order_evidence union all"
                    + " select advisory_id from cmms.work_order where advisory_id is not null) e"
                    + " group by 1 having count(*) > 1) twice"))
        .as("advisories that are in two places")
        .isZero();
  }

  private boolean openByHand(String tag) {
    int status =
        CMMS.as(As.PLANNER)
            .post(
                "/api/work-orders",
                Map.of("assetTag", tag, "title", "Noise", "priority", 4, "failureMode", MODE))
            .status();
    return status == 201 || status == 409;
  }

  private boolean cancelOne(String site) {
    for (JsonNode order : orders(site)) {
      int status =
          CMMS.as(As.PLANNER)
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
          CMMS.as(As.PLANNER)
              .post(
                  "/api/watch-list/" + item.path("id").asText() + "/" + how,
                  Map.of("reason", "tried"),
                  Map.of("If-Match", item.path("version").asText()))
              .status();
      return status == 200 || status == 409 || status == 412;
    }
    return true;
  }

  private boolean tryBudget(String site, double hoursPerWeek) {
    String path = "/api/crew-budget?site=" + site;
    int status =
        CMMS.as(As.PLANNER)
            .put(
                path,
                Map.of("hoursPerWeek", hoursPerWeek, "hoursPerOrder", 4, "urgentWithinHours", 24),
                Map.of("If-Match", read(path).path("version").asText()))
            .status();
    return status == 200 || status == 412;
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
}
