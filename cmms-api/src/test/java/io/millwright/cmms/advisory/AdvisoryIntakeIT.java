package io.millwright.cmms.advisory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.Advisory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdvisoryIntakeIT {
  private static final String MODE = "hpc-degradation";

  private TestCmms cmms;
  private AdvisoryIntake intake;

  @BeforeAll
  void start() {
    cmms = TestCmms.start();
    intake = cmms.bean(AdvisoryIntake.class);
  }

  @AfterAll
  void stop() {
    cmms.close();
  }

  @Test
  void theSameAdvisoryTenTimesAtOnceIsOneWorkOrder() throws Exception {
    register("same-1");
    Advisory advisory = Advisories.advisory("same-1", MODE, 1).build();

    List<AdvisoryIntake.Outcome> outcomes = atOnce(10, number -> intake.take(advisory));

    assertThat(outcomes).containsOnlyOnce(AdvisoryIntake.Outcome.OPENED);
    assertThat(outcomes)
        .filteredOn(outcome -> outcome == AdvisoryIntake.Outcome.SEEN_BEFORE)
        .hasSize(9);
    assertThat(orders("same-1")).hasSize(1);
    assertThat(
            count(
                "select count(*) from cmms.outbox where key = 'acme/same-1' and topic = 'maintenance.work-orders.v1'"))
        .isEqualTo(1);
  }

  @Test
  void tenEpisodesAtOnceAreOneWorkOrderWithNineUpdates() throws Exception {
    register("many-1");

    List<AdvisoryIntake.Outcome> outcomes =
        atOnce(10, number -> intake.take(Advisories.advisory("many-1", MODE, number).build()));

    assertThat(outcomes).containsOnlyOnce(AdvisoryIntake.Outcome.OPENED);
    assertThat(outcomes)
        .filteredOn(outcome -> outcome == AdvisoryIntake.Outcome.EVIDENCE)
        .hasSize(9);
    JsonNode order = orders("many-1").get(0);
    assertThat(detail(order).path("evidenceUpdates")).hasSize(9);
    assertThat(order.path("version").asInt()).isEqualTo(10);
  }

  @Test
  void numbersHaveNoGapsAndNoDoublesWhenOrdersAreRaisedAtOnce() throws Exception {
    for (int i = 0; i < 10; i++) {
      register("numbered-" + i);
    }
    int before = (int) count("select coalesce(max(number), 0) from cmms.work_order");

    atOnce(10, i -> intake.take(Advisories.advisory("numbered-" + i, MODE, 1).build()));

    assertThat(
            count(
                "select count(distinct number) from cmms.work_order where asset_tag like 'numbered-%'"))
        .isEqualTo(10);
    assertThat(count("select max(number) from cmms.work_order")).isEqualTo(before + 10);
  }

  @Test
  void aFurtherAdvisoryRaisesThePriorityAndBringsTheDueDateForward() {
    register("urgent-1");
    intake.take(Advisories.advisory("urgent-1", MODE, 1).build());
    Advisory.Builder worse = Advisories.advisory("urgent-1", MODE, 2).setPriority(1);
    worse
        .setDueByMicros(worse.getRaisedAtMicros())
        .getPrognosisBuilder()
        .setFailureProbability(0.97);

    assertThat(intake.take(worse.build())).isEqualTo(AdvisoryIntake.Outcome.EVIDENCE);
    // less urgent again: the priority stays
    intake.take(Advisories.advisory("urgent-1", MODE, 3).setPriority(5).build());

    JsonNode order = detail(orders("urgent-1").get(0));
    assertThat(order.path("priority").asInt()).isEqualTo(1);
    assertThat(order.path("dueBy").asText()).isEqualTo("2026-03-01T08:00:00Z");
    assertThat(order.path("failureProbability").asDouble()).isEqualTo(0.82);
    assertThat(order.path("evidenceUpdates").path(0).path("text").asText())
        .endsWith("Priority raised from 3 to 1.");
    assertThat(order.path("evidenceUpdates").path(1).path("text").asText())
        .doesNotContain("Priority raised");
  }

  @Test
  void anotherFailureModeIsAnotherWorkOrder() {
    register("modes-1");

    intake.take(Advisories.advisory("modes-1", MODE, 1).build());
    intake.take(Advisories.advisory("modes-1", "fan-degradation", 1).build());

    assertThat(orders("modes-1")).hasSize(2);
  }

  @Test
  void afterTheOrderIsClosedTheNextEpisodeOpensANewOne() {
    register("again-1");
    intake.take(Advisories.advisory("again-1", MODE, 1).build());
    String path = "/api/work-orders/" + orders("again-1").get(0).path("id").asText();
    assertThat(
            cmms.as(As.PLANNER)
                .post(path + "/transitions", Map.of("to", "CANCELLED"), Map.of("If-Match", "1"))
                .status())
        .isEqualTo(200);

    assertThat(intake.take(Advisories.advisory("again-1", MODE, 2).build()))
        .isEqualTo(AdvisoryIntake.Outcome.OPENED);

    assertThat(intake.take(Advisories.advisory("again-1", MODE, 1).build()))
        .isEqualTo(AdvisoryIntake.Outcome.SEEN_BEFORE);
    assertThat(
            cmms.as(As.VIEWER)
                .get("/api/work-orders?status=ALL&asset=again-1")
                .body()
                .path("items"))
        .hasSize(2);
  }

  @Test
  void evidenceGoesToAnOrderThatAPersonOpened() {
    register("manual-1");
    cmms.as(As.PLANNER)
        .post(
            "/api/work-orders",
            Map.of("assetTag", "manual-1", "title", "Noise", "priority", 4, "failureMode", MODE));

    assertThat(intake.take(Advisories.advisory("manual-1", MODE, 1).build()))
        .isEqualTo(AdvisoryIntake.Outcome.EVIDENCE);

    assertThat(orders("manual-1").get(0).path("priority").asInt()).isEqualTo(3);
  }

  @Test
  void anAdvisoryForAnUnknownAssetWaitsUntilSomeoneRegistersIt() {
    Advisory first = Advisories.advisory("later-1", MODE, 1).build();
    Advisory second = Advisories.advisory("later-1", MODE, 2).build();

    assertThat(intake.take(second)).isEqualTo(AdvisoryIntake.Outcome.PARKED);
    assertThat(intake.take(first)).isEqualTo(AdvisoryIntake.Outcome.PARKED);
    assertThat(intake.take(first)).isEqualTo(AdvisoryIntake.Outcome.SEEN_BEFORE);
    assertThat(cmms.as(As.VIEWER).get("/api/advisories/parked").body())
        .hasSize(2)
        .allSatisfy(parked -> assertThat(parked.path("assetTag").asText()).isEqualTo("later-1"));

    register("later-1");

    assertThat(cmms.as(As.VIEWER).get("/api/advisories/parked").body()).isEmpty();
    assertThat(orders("later-1")).hasSize(1);
    assertThat(detail(orders("later-1").get(0)).path("reason").path("advisoryId").asText())
        .isEqualTo(first.getId());
    assertThat(detail(orders("later-1").get(0)).path("evidenceUpdates")).hasSize(1);
  }

  @Test
  void nothingStaysParkedWhenItsAssetIsRegisteredAtTheSameTime() throws Exception {
    Assets assets = cmms.bean(Assets.class);
    Database database = cmms.bean(Database.class);
    for (int round = 0; round < 40; round++) {
      String tag = "racing-" + round;
      Advisory advisory = Advisories.advisory(tag, MODE, 1).build();
      atOnce(
          2,
          number ->
              number == 0
                  ? intake.take(advisory)
                  : TenantContext.call(
                      new TenantId("acme"),
                      () ->
                          database.write(
                              () -> {
                                assets.register(tag, tag, "turbofan", null);
                                return AdvisoryIntake.Outcome.SEEN_BEFORE;
                              })));
    }

    assertThat(
            count(
                "select count(*) from cmms.advisory where asset_tag like 'racing-%' and outcome = 'OPENED'"))
        .isEqualTo(40);
  }

  @Test
  void whatCanNeverBeTakenIsRefusedAndLeavesNothing() {
    assertThatThrownBy(() -> intake.take(Advisories.advisory("nobody", "x-1", MODE, 1).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no organization 'nobody'");
    assertThatThrownBy(() -> intake.take(Advisories.advisory("x-1", "", 1).build()))
        .hasMessageContaining("failure_mode is missing");
    assertThatThrownBy(() -> intake.take(Advisories.advisory("x-1", MODE, 1).setId("x").build()))
        .hasMessageContaining("64 lower-case hexadecimal digits");
    assertThatThrownBy(() -> intake.take(Advisories.advisory("x-1", "m".repeat(129), 1).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("failure_mode may have 128 characters, but has 129");
    assertThatThrownBy(
            () ->
                intake.take(
                    Advisories.advisory("x-1", MODE, 1).setExplanation("x".repeat(20_001)).build()))
        .hasMessageContaining("explanation may have 20000 characters");
    assertThat(count("select count(*) from cmms.advisory where asset_tag = 'x-1'")).isZero();
  }

  private void register(String tag) {
    assertThat(
            cmms.as(As.ADMIN)
                .post(
                    "/api/assets",
                    Map.of("tag", tag, "name", "Engine " + tag, "assetClass", "turbofan"))
                .status())
        .isEqualTo(201);
  }

  private JsonNode orders(String asset) {
    return cmms.as(As.VIEWER).get("/api/work-orders?asset=" + asset).body().path("items");
  }

  private JsonNode detail(JsonNode order) {
    return cmms.as(As.VIEWER).get("/api/work-orders/" + order.path("id").asText()).body();
  }

  private long count(String sql) {
    try (Connection connection = TestPostgres.superuser(cmms.database());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Attempt {
    AdvisoryIntake.Outcome run(int number);
  }

  private static List<AdvisoryIntake.Outcome> atOnce(int threads, Attempt attempt)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier together = new CyclicBarrier(threads);
      List<Callable<AdvisoryIntake.Outcome>> attempts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        attempts.add(
            () -> {
              together.await();
              return attempt.run(number);
            });
      }
      List<AdvisoryIntake.Outcome> outcomes = new ArrayList<>();
      for (Future<AdvisoryIntake.Outcome> done : pool.invokeAll(attempts)) {
        outcomes.add(done.get());
      }
      return outcomes;
    } finally {
      pool.shutdown();
    }
  }
}
